"""Logistics · hubs, timetables and vendors' planned ways · public schema."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.common.remember import Remembered

from ..errors import HubUnknown, LegUnknown
from ..models import Hub, NetworkEdition, PlannedWay, ScheduledLeg
from ..types import Closing, HubInfo, LegInfo

WITHOUT_WAY = "stuck"  # the state of plans that have none left
UNMET = ("late", WITHOUT_WAY)  # states of plans that do not keep their promised day
_LOOKING_BACK = timedelta(days=31)
_kept: Remembered[NetworkInfo] = Remembered(seconds=3600, most=2)


@dataclass(frozen=True)
class NetworkInfo:
    """All hubs, and all legs whose timetable has not ended long ago, by code; `edition` is another one after any
    change of them."""

    edition: UUID | None
    hubs: Mapping[str, HubInfo]
    legs: Mapping[str, LegInfo]


def network(*, at: datetime) -> NetworkInfo:
    """Hubs, and legs whose timetable had not ended a month before, closed ones as well; nobody may change them.

    A process reads them once in every edition, and each day anew: one statement, or three.
    """
    edition = NetworkEdition.objects.filter(pk=NetworkEdition.ONLY).values_list("edition", flat=True).first()
    known = _kept.get((edition, at.date()))
    if known is None:
        rows = ScheduledLeg.objects.filter(Q(valid_until=None) | Q(valid_until__gte=at.date() - _LOOKING_BACK))
        known = NetworkInfo(
            edition, MappingProxyType(hubs()), MappingProxyType({row.code: as_leg(row) for row in rows})
        )
        if edition is not None:
            _kept.put((edition, at.date()), known)
    return known


def hubs(codes: Collection[str] | None = None) -> dict[str, HubInfo]:
    """Hubs by code: these, or all. One query."""
    rows = Hub.objects.all() if codes is None else Hub.objects.filter(code__in=list(codes))
    return {row.code: as_hub(row) for row in rows}


def hub(code: str) -> HubInfo:
    """One hub.

    Raises:
        HubUnknown: there is none of this code.
    """
    found = hubs([code]).get(code)
    if found is None:
        raise HubUnknown(hub=code)
    return found


def leg(code: str) -> LegInfo:
    """One leg.

    Raises:
        LegUnknown: there is none of this code.
    """
    return as_leg(leg_row(code))


def hub_rows() -> QuerySet[Hub]:
    """Every hub, by code, for lists that narrow and cut them."""
    return Hub.objects.order_by("code")


def leg_row(code: str) -> ScheduledLeg:
    """One leg, as it is shown.

    Raises:
        LegUnknown: there is none of this code.
    """
    row = leg_rows().filter(code=code).first()
    if row is None:
        raise LegUnknown(leg=code)
    return row


def leg_rows() -> QuerySet[ScheduledLeg]:
    """Every leg with its hubs, by code, for lists that narrow and cut them."""
    return ScheduledLeg.objects.select_related("origin", "destination").order_by("code")


def unmet_ways() -> QuerySet[PlannedWay]:
    """Every vendor's open plans that do not keep their promised day, with their vendors, for lists that cut them."""
    return PlannedWay.objects.select_related("vendor").filter(is_open=True, state__in=UNMET).order_by("-pk")


def plans_over(leg_code: str, *, states: Collection[str] = ()) -> list[tuple[int, UUID]]:
    """Vendor and plan of each open plan whose way needs a leg, or that stands at one of these states. One query."""
    wanted = Q(leg_codes__contains=[leg_code])
    if states:
        wanted |= Q(state__in=list(states))
    rows = PlannedWay.objects.filter(wanted, is_open=True).order_by("vendor_id", "pk")
    return list(rows.values_list("vendor_id", "plan_id"))


def as_hub(row: Hub) -> HubInfo:
    """The value that others hold of a hub."""
    return HubInfo(
        row.code, row.name, row.kind, row.country, row.latitude, row.longitude, row.timezone, row.handling_h,
        row.handling_price, row.currency,
    )  # fmt: skip


def as_leg(row: ScheduledLeg) -> LegInfo:
    """The value that others hold of a leg."""
    return LegInfo(
        code=row.code,
        carrier=row.carrier,
        mode=row.mode,
        origin=row.origin_id,
        destination=row.destination_id,
        weekdays=tuple(row.weekdays),
        departs_at=row.departs_at,
        departures=tuple(row.departures),
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        transit_h=row.transit_h,
        currency=row.currency,
        kg_price=row.kg_price,
        cbm_price=row.cbm_price,
        minimum_price=row.minimum_price,
        distance_km=row.distance_km,
        co2_g_tkm=row.co2_g_tkm,
        reliability=row.reliability,
        late_h=row.late_h,
        most_kg=row.most_kg,
        most_cbm=row.most_cbm,
        closing=Closing(row.closed_from, row.closed_until, row.closed_reason) if row.closed_from else None,
    )
