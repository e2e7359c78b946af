"""Tariffs · what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class RulesChanged(Event):
    """Rules are other ones than before; `revision` counts."""

    topic: ClassVar[str] = "tariffs.rules_changed"
    aggregate: ClassVar[str] = "tariffs.rules"
    key: ClassVar[str] = "revision"

    revision: int
