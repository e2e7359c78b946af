"""Warehouse · kinds of house and of movement, and what others may hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.addresses import PostalAddress
from apps.common.errors import MarketError


class WarehouseKind(models.TextChoices):
    OWN = "own", _("Own")
    OVERSEAS = "overseas", _("Overseas")
    BONDED = "bonded", _("Bonded")
    THIRD_PARTY = "third_party", _("Third party")


class MovementKind(models.TextChoices):
    RECEIVED = "received", _("Received")
    ADJUSTED = "adjusted", _("Adjusted")
    SHIPPED = "shipped", _("Shipped")
    RETURNED = "returned", _("Returned")
    TRANSFERRED = "transferred", _("Transferred")


@dataclass(frozen=True)
class WarehouseInfo:
    """A house that goods leave from; `lat` and `lon` in decimal degrees, None where unknown."""

    public_id: UUID
    code: str
    name: str
    kind: str
    country: str
    address: PostalAddress
    lat: float | None
    lon: float | None
    processing_days: int | None = None


@dataclass(frozen=True)
class Movement:
    """One line of the ledger: `delta` pieces came (negative: left)."""

    public_id: UUID
    variant_id: UUID
    warehouse_code: str
    kind: str
    delta: int
    reference: str
    note: str
    actor: str
    occurred_at: datetime

    @property
    def kind_label(self) -> str:
        """The kind in the reader's language."""
        return str(MovementKind(self.kind).label)


class CountOutcome(StrEnum):
    """What became of a count that was sent in."""

    APPLIED = "applied"
    UNCHANGED = "unchanged"
    STALE = "stale"
    REFUSED = "refused"


@dataclass(frozen=True)
class ShelfCount:
    """Pieces counted on a shelf, those promised to buyers included.

    `counted_at` is aware, None for now; `version` grows with each count of the
    sender's, None where it has none.
    """

    variant_id: UUID
    warehouse: str
    quantity: int
    counted_at: datetime | None = None
    version: int | None = None


@dataclass(frozen=True)
class CountResult:
    """What became of a count; `on_hand` is what the shelf holds now, None where there is no such shelf."""

    outcome: CountOutcome
    on_hand: int | None
    error: MarketError | None = None


@dataclass(frozen=True)
class HouseLevel:
    """Pieces of a variant in one house; `promised` are sold and wait to leave."""

    warehouse: str
    on_hand: int
    promised: int

    @property
    def sellable(self) -> int:
        """What can be sold from here now."""
        return self.on_hand - self.promised


@dataclass(frozen=True)
class VariantLevels:
    """Pieces of a variant in every house of the vendor, in the houses' order."""

    houses: tuple[HouseLevel, ...]

    @property
    def promised(self) -> int:
        """Pieces in all houses that are sold and wait to leave."""
        return sum(house.promised for house in self.houses)

    @property
    def sellable(self) -> int:
        """Pieces that can be sold now, from all houses."""
        return sum(house.sellable for house in self.houses)


@dataclass(frozen=True)
class Discrepancy:
    """A shelf whose counter is not the sum of its movements."""

    variant_id: UUID
    warehouse_id: UUID
    moved: int
    counted: int
