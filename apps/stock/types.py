"""Stock · states and the values that others may hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReservationState(models.TextChoices):
    HELD = "held", _("Held")
    ALLOCATED = "allocated", _("Allocated")
    SHIPPED = "shipped", _("Shipped")
    RELEASED = "released", _("Released")
    EXPIRED = "expired", _("Expired")
    BLOCKED = "blocked", _("Not for sale")


@dataclass(frozen=True)
class Demand:
    """Pieces of one variant that a checkout wants from its vendor."""

    vendor_id: int
    variant_id: UUID
    quantity: int


@dataclass(frozen=True)
class Holding:
    """Pieces of one variant set aside in one warehouse."""

    vendor_id: int
    variant_id: UUID
    warehouse_id: UUID
    warehouse_country: str
    quantity: int


@dataclass(frozen=True)
class ShelfLevel:
    """Pieces on a shelf: on hand, of those promised to buyers, and of those not for sale (expired, under bond)."""

    on_hand: int
    reserved: int
    blocked: int = 0

    @property
    def sellable(self) -> int:
        """What can be sold from here now."""
        return self.on_hand - self.reserved - self.blocked


@dataclass(frozen=True)
class LowShelf:
    """A shelf with fewer sellable pieces than its vendor wants there, since an instant in aware UTC."""

    variant_id: UUID
    warehouse_id: UUID
    threshold: int
    sellable: int
    since: datetime


@dataclass(frozen=True)
class HotShelfInfo:
    """A shelf that is sold out of buckets, with the pieces that lie in each."""

    counter_id: int
    vendor_id: int
    variant_id: UUID
    warehouse_id: UUID
    by_hand: bool
    since: datetime
    buckets: tuple[int, ...]


@dataclass(frozen=True)
class Availability:
    """What can be sold of a variant now, by warehouse country."""

    variant_id: UUID
    sellable: int
    by_country: tuple[tuple[str, int], ...]
