"""Checkout · purchases as staff look for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from djmoney.money import Money


@dataclass(frozen=True)
class PartRecord:
    """One vendor's part of a purchase."""

    vendor: str
    order_id: UUID
    order_number: str
    status: str
    total: Money
    commission: Money


@dataclass(frozen=True)
class PurchaseRecord:
    """A purchase in a list."""

    public_id: UUID
    number: str
    status: str
    placed_at: datetime
    buyer_name: str
    email: str
    ship_to: str
    market: str
    total: Money
    intent_id: UUID
    parts: tuple[PartRecord, ...]
