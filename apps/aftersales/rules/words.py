"""Aftersales · what a step of a return or claim is called on timelines: pure."""

from __future__ import annotations

from django.utils.functional import Promise

from apps.aftersales.types import ClaimKind, ClaimStatus, RemedyStatus, ReturnStatus
from apps.common.errors import TranslatableText

_WORDS: dict[str, dict[str, str | Promise]] = {
    "return": {one.value: one.label for one in ReturnStatus},
    "claim": {one.value: one.label for kind in (ClaimStatus, RemedyStatus, ClaimKind) for one in kind},
}


def state_words(case: str, state: str) -> TranslatableText:
    """What a state of a `return` or `claim` is called; "" where neither is known."""
    return _WORDS.get(case, {}).get(state, "")
