"""Tariffs · reads, remembered in the process · public schema."""

from __future__ import annotations

from .asking import answer, answers, as_answer, as_error
from .assessing import assess, explain, rules_for
from .books import forget
from .editions import forget as look_for_news
from .editions import reckoned as editions_now
from .lists import rules_of_kind
from .restricting import restricted, restrictions_digest

__all__ = [
    "answer", "answers", "as_answer", "as_error", "assess", "editions_now", "explain", "forget",
    "look_for_news", "restricted", "restrictions_digest", "rules_for", "rules_of_kind",
]  # fmt: skip
