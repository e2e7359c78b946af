"""Screening · what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class _OrderEvent(Event):
    aggregate: ClassVar[str] = "screening.order"
    key: ClassVar[str] = "order_id"

    order_id: UUID
    purchase_id: UUID


@dataclass(frozen=True, kw_only=True)
class Held(_OrderEvent):
    """A party of the order is, or may be, on a list: nothing of it may leave."""

    topic: ClassVar[str] = "screening.held"


@dataclass(frozen=True, kw_only=True)
class Cleared(_OrderEvent):
    """Nothing stands against the order's parties any more."""

    topic: ClassVar[str] = "screening.cleared"


@dataclass(frozen=True, kw_only=True)
class ListChanged(Event):
    """A list has a new version: open parties are screened again."""

    topic: ClassVar[str] = "screening.list_changed"
    aggregate: ClassVar[str] = "screening.list"
    key: ClassVar[str] = "source"

    source: str
