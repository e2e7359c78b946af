"""Stock · states and the values that others may hold."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _


class ReservationState(models.TextChoices):
    HELD = "held", _("Held")
    ALLOCATED = "allocated", _("Allocated")
    SHIPPED = "shipped", _("Shipped")
    RELEASED = "released", _("Released")
    EXPIRED = "expired", _("Expired")


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
    """Pieces on a shelf: on hand, and of those reserved."""

    on_hand: int
    reserved: int


@dataclass(frozen=True)
class Availability:
    """What can be sold of a variant now, by warehouse country."""

    variant_id: UUID
    sellable: int
    by_country: tuple[tuple[str, int], ...]
