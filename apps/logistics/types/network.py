"""Logistics · hubs and timetables as others hold them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _


class HubKind(models.TextChoices):
    """What a hub is."""

    PORT = "port", _("Port")
    AIRPORT = "airport", _("Airport")
    RAIL = "rail", _("Rail terminal")
    BORDER = "border", _("Border crossing")
    WAREHOUSE = "warehouse", _("Warehouse")


class LegMode(models.TextChoices):
    """By what means a leg travels."""

    SEA = "sea", _("Sea")
    AIR = "air", _("Air")
    RAIL = "rail", _("Rail")
    ROAD = "road", _("Road")


@dataclass(frozen=True)
class HubInfo:
    """A hub; `handling_price` is for a revenue tonne, in `currency`."""

    code: str
    name: str
    kind: str
    country: str
    latitude: Decimal
    longitude: Decimal
    timezone: str
    handling_h: int
    handling_price: Decimal
    currency: str


@dataclass(frozen=True)
class Closing:
    """From when until when (None: until further notice) a leg does not run, and why."""

    since: datetime
    until: datetime | None
    reason: str

    def holds(self, departs_at: datetime) -> bool:
        """Whether a departure does not run."""
        return departs_at >= self.since and (self.until is None or departs_at < self.until)


@dataclass(frozen=True)
class LegInfo:
    """A leg by timetable, as `ScheduledLeg` says; `closing` is None where it runs."""

    code: str
    carrier: str
    mode: str
    origin: str
    destination: str
    weekdays: tuple[int, ...]
    departs_at: time | None
    departures: tuple[datetime, ...]
    valid_from: date
    valid_until: date | None
    transit_h: int
    currency: str
    kg_price: Decimal
    cbm_price: Decimal
    minimum_price: Decimal
    distance_km: int
    co2_g_tkm: Decimal
    reliability: Decimal
    late_h: int
    most_kg: int
    most_cbm: int
    closing: Closing | None

    def departs(self, *, timezone: str, since: datetime, until: datetime) -> tuple[datetime, ...]:
        """When it departs within a span, by its timetable, in UTC and ascending; closings are not looked at.

        `timezone` is its origin's. Where that clock skips or repeats the hour, the earlier reading counts.
        """
        found = {at.astimezone(UTC) for at in self.departures if since <= at < until}
        if self.departs_at is not None and self.weekdays:
            zone = ZoneInfo(timezone)
            first = max(since.astimezone(zone).date(), self.valid_from)
            last = min(until.astimezone(zone).date(), self.valid_until or date.max)
            for weekday in self.weekdays:
                day = first + timedelta(days=(weekday - first.isoweekday()) % 7)
                while day <= last:
                    at = datetime.combine(day, self.departs_at, tzinfo=zone).astimezone(UTC)
                    if since <= at < until:
                        found.add(at)
                    day += timedelta(days=7)
        return tuple(sorted(found))

    def freight(self, weight_kg: Decimal, volume_cbm: Decimal) -> Decimal:
        """What it asks for goods of this weight and room, in its currency: the most of both, and of its minimum."""
        return max(self.minimum_price, weight_kg * self.kg_price, volume_cbm * self.cbm_price)

    def co2_g(self, weight_kg: Decimal) -> int:
        """Grams of CO₂e for goods of this weight, from well to wheel. Source: ISO 14083 (activity × intensity)."""
        return int(weight_kg / 1000 * self.distance_km * self.co2_g_tkm)

    def takes(self, weight_kg: Decimal, volume_cbm: Decimal) -> bool:
        """Whether goods of this weight and room go on it at all."""
        is_light = not self.most_kg or weight_kg <= self.most_kg
        return is_light and (not self.most_cbm or volume_cbm <= self.most_cbm)


@dataclass(frozen=True)
class WayState:
    """Where a vendor's planned way stands, for the marketplace's index."""

    plan_id: UUID
    reference: str
    origin: str
    destination: str
    state: str
    leg_codes: tuple[str, ...]
    due_by: datetime | None
    arrives_at: datetime | None
    until_at: datetime | None
    is_open: bool
