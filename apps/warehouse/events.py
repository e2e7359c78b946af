"""Warehouse · what happened to a shelf, and to goods between two houses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class StockRepaired(Event):
    """A counter was set from `counted` to `moved`, the sum of the shelf's movements."""

    topic: ClassVar[str] = "warehouse.stock_repaired"
    aggregate: ClassVar[str] = "stock.variant"
    key: ClassVar[str] = "variant_id"

    variant_id: UUID
    warehouse_id: UUID
    moved: int
    counted: int


@dataclass(frozen=True, kw_only=True)
class TransferOver(Event):
    """The goods of a transfer are no longer to travel: they have arrived, or it was given up."""

    topic: ClassVar[str] = "warehouse.transfer_over"
    aggregate: ClassVar[str] = "warehouse.transfer"
    key: ClassVar[str] = "transfer_id"

    transfer_id: UUID
    has_arrived: bool
