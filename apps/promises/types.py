"""Promises · ways, promises and how they held, as others hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money


class Basis(models.TextChoices):
    """Whose history a promise was learned from, the nearest first; the carrier's table where there is too little."""

    SERVICE = "service", _("this service on this way")
    LANE = "lane", _("this carrier on this way")
    ZONES = "zones", _("this service between these zones")
    TABLE = "table", _("the carrier's table")


class Outcome(models.TextChoices):
    UNDER_WAY = "under_way", _("Under way")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Lost or damaged")


@dataclass(frozen=True)
class Way:
    """A carrier's service from one country to another, with the tariff's zones of both."""

    carrier_code: str
    service_code: str
    ship_from: str
    ship_to: str
    from_zone: str
    to_zone: str

    @property
    def pools(self) -> tuple[str, str, str]:
        """Whose parcels tell of this way, the most like it first; each begins with its Basis."""
        return (
            f"{Basis.SERVICE} {self.service_code} {self.ship_from} {self.ship_to}",
            f"{Basis.LANE} {self.carrier_code} {self.ship_from} {self.ship_to}",
            f"{Basis.ZONES} {self.service_code} {self.from_zone} {self.to_zone}",
        )


@dataclass(frozen=True)
class ByTable:
    """What the carrier's table says of a way: the first and the last day from hand-over, and the price of parcels."""

    way: Way
    days: tuple[int, int]
    price: Money


@dataclass(frozen=True)
class Promise:
    """Days from hand-over to the door. `inside` of `count` parcels took as long; both are 0 for the carrier's table."""

    from_days: int
    until_days: int
    basis: Basis
    count: int = 0
    inside: int = 0

    @property
    def tenths(self) -> int:
        """How many of ten parcels arrived within these days, rounded down."""
        return 10 * self.inside // self.count if self.count else 0


@dataclass(frozen=True)
class Expectation:
    """When a parcel that is under way will be there, by what is known today.

    `inside` of `count` parcels that were under way for as long came between these days; both are 0 where the days are
    the carrier's table's. `is_late`: nearly all others were there by now, and no day can be named.
    """

    first_on: date
    last_on: date
    basis: Basis
    count: int = 0
    inside: int = 0
    is_late: bool = False

    @property
    def tenths(self) -> int:
        """How many of ten parcels came between these days, rounded down."""
        return 10 * self.inside // self.count if self.count else 0


@dataclass(frozen=True)
class Departure:
    """A shipment that leaves its house; `created_at` is when the order reached it."""

    shipment_id: UUID
    vendor_id: int
    table: ByTable
    weight_g: int
    created_at: datetime


@dataclass(frozen=True)
class LaneReport:
    """How one service did from one country to another. Days are from hand-over to the door.

    `late_share` of those delivered came after the last promised day, `covered_share` within the promised days;
    `cost` is the carrier's tariff for what was sent. `handling_days`: from order to hand-over, the median.
    """

    service_code: str
    ship_from: str
    ship_to: str
    sent: int
    under_way: int
    delivered: int
    failed: int
    median_days: float | None
    high_days: float | None
    late_share: Decimal | None
    covered_share: Decimal | None
    handling_days: float | None
    cost: Money
    weight_g: int

    @property
    def cost_per_kg(self) -> Money | None:
        """What a kilogram cost on this way."""
        return self.cost * Decimal(1000) / self.weight_g if self.weight_g else None


@dataclass(frozen=True)
class FreightEstimate:
    """What a parcel would cost where no tariff exists: eight of ten like it cost from `low` to `high`.

    `lanes` are the ways of the `count` shipments that it was made of, each as country, country, how many. Nobody is
    ever charged by it.
    """

    cost: Money
    low: Money
    high: Money
    count: int
    lanes: tuple[tuple[str, str, int], ...]

    @property
    def usual_lanes(self) -> tuple[tuple[str, str, int], ...]:
        """Those of five shipments or more: by fewer one seller could tell what another sends."""
        return tuple(one for one in self.lanes if one[2] >= 5)
