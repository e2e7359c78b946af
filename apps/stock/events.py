"""Stock · what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class LevelChanged(Event):
    """The sellable pieces of a variant crossed zero, or the shelf was counted."""

    topic: ClassVar[str] = "stock.level_changed"
    aggregate: ClassVar[str] = "stock.variant"
    key: ClassVar[str] = "variant_id"

    variant_id: UUID


@dataclass(frozen=True, kw_only=True)
class ShelfLow(Event):
    """A shelf has fewer sellable pieces than its vendor wants there; told once for each time it falls below."""

    topic: ClassVar[str] = "stock.shelf_low"
    aggregate: ClassVar[str] = "stock.variant"
    key: ClassVar[str] = "variant_id"

    variant_id: UUID
    warehouse_id: UUID
    sellable: int
    threshold: int
