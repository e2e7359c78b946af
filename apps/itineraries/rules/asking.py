"""Itineraries · a network for one consignment, ways over it, and why others are not proposed: pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from djmoney.money import Money

from apps.common.money import rounded
from apps.itineraries.types import Consignment, Found, LegPlan, Verdict
from apps.logistics.types import HubInfo, LegInfo
from apps.planning.itineraries.outlook import outlook
from apps.planning.itineraries.searching import search
from apps.planning.itineraries.timetable import Timetable
from apps.planning.itineraries.types import Itinerary, Mode, Network, Question, Service

HORIZON = timedelta(days=120)
MOST_LEGS = 6
MOST_PROPOSED = 8
MOST_REJECTED = 6
SURE = 0.9  # of ten consignments, nine have arrived by the end of the range
_ALIKE = 0.04  # a way this little worse than another in everything is not told

Convert = Callable[[Decimal, str], Decimal]
"""An amount in a currency, in the consignment's."""


def ways(asked: Consignment, hubs: Mapping[str, HubInfo], legs: Sequence[LegInfo], convert: Convert) -> list[Found]:
    """Ways of which none is beaten in cost, arrival, carbon and reliability, the cheapest first; then rejected ones.

    Rejected are ways that would be as good, were their legs open, large enough, or early enough: each says why.
    """
    every = _network(asked, hubs, legs, convert)
    known = {leg.code: leg for leg in legs}
    shut = {leg.code for leg in legs if leg.closing} | {
        leg.code for leg in legs if not leg.takes(asked.weight_kg, asked.volume_cbm)
    }
    open_ = _running(every, known, asked)
    question = Question(asked.origin, asked.destination, asked.ready_at, asked.due_by, MOST_LEGS)
    good = search(Timetable(open_), question, tolerance=_ALIKE)
    proposed = [_found(one, open_, known, asked) for one in good[:MOST_PROPOSED]]
    told = {one.codes for one in proposed}
    whenever = replace(question, due_by=None)
    wide = [] if asked.due_by is None else search(Timetable(open_), whenever, tolerance=_ALIKE)
    if shut:
        wide += search(Timetable(every), whenever, tolerance=_ALIKE)
    rejected = []
    for one in wide:
        found = _rejected(_found(one, every, known, asked), known, asked)
        if found is not None and found.codes not in told:
            told.add(found.codes)
            rejected.append(found)
    return [*proposed, *rejected[:MOST_REJECTED]]


def _rejected(found: Found, known: Mapping[str, LegInfo], asked: Consignment) -> Found | None:
    for leg in found.legs:
        info = known[leg.code]
        if info.closing and info.closing.holds(leg.departs_at):
            return replace(found, verdict=Verdict.CLOSED, leg_code=leg.code, why=info.closing.reason)
        if not info.takes(asked.weight_kg, asked.volume_cbm):
            return replace(found, verdict=Verdict.FULL, leg_code=leg.code)
    if asked.due_by is not None and found.arrives_at > asked.due_by:
        return replace(found, verdict=Verdict.LATE)
    return None


def _network(asked: Consignment, hubs: Mapping[str, HubInfo], legs: Sequence[LegInfo], convert: Convert) -> Network:
    """Every leg as a service for these goods; loading at the hub that it leaves is in its cost."""
    tonnes = max(asked.weight_kg / 1000, asked.volume_cbm)
    services = []
    for leg in legs:
        origin = hubs[leg.origin]
        at = leg.departs(timezone=origin.timezone, since=asked.ready_at, until=asked.ready_at + HORIZON)
        if not at:
            continue
        freight = convert(leg.freight(asked.weight_kg, asked.volume_cbm), leg.currency)
        loading = convert(tonnes * origin.handling_price, origin.currency)
        services.append(
            Service(
                code=leg.code,
                origin=leg.origin,
                destination=leg.destination,
                mode=Mode(leg.mode),
                lasts=timedelta(hours=leg.transit_h),
                cost=freight + loading,
                co2_g=leg.co2_g(asked.weight_kg),
                reliability=float(leg.reliability),
                departures=at,
                late=timedelta(hours=leg.late_h),
            )
        )
    handling = {code: timedelta(hours=hub.handling_h) for code, hub in hubs.items()}
    return Network(tuple(services), handling_at=handling)


def _running(every: Network, known: Mapping[str, LegInfo], asked: Consignment) -> Network:
    """What takes the goods, without departures that are closed."""
    services = []
    for service in every.services:
        leg = known[service.code]
        closing = leg.closing
        at = service.departures
        if closing is not None:
            at = tuple(one for one in at if not closing.holds(one))
        if at and leg.takes(asked.weight_kg, asked.volume_cbm):
            services.append(replace(service, departures=at))
    return replace(every, services=tuple(services))


def _found(one: Itinerary, network: Network, known: Mapping[str, LegInfo], asked: Consignment) -> Found:
    ahead = outlook(one, network)
    return Found(
        legs=tuple(
            LegPlan(
                leg.service.code, known[leg.service.code].carrier, leg.service.mode, leg.service.origin,
                leg.service.destination, leg.departs_at, leg.arrives_at,
            )
            for leg in one.legs
        ),
        cost=rounded(Money(one.cost, asked.currency)),
        co2_g=one.co2_g,
        in_time=ahead.by(asked.due_by or one.arrives_at),
        arrives_at=one.arrives_at,
        until_at=ahead.until(SURE),
    )  # fmt: skip


def best(found: Sequence[Found], due_by: datetime | None) -> Found | None:
    """The one that is taken where nobody chooses: the cheapest that keeps the day, else the earliest; None of none."""
    kept = [one for one in found if one.verdict == "" and (due_by is None or one.arrives_at <= due_by)]
    if kept:
        return min(kept, key=lambda one: (one.cost.amount, one.arrives_at))
    late = [one for one in found if one.verdict in ("", Verdict.LATE)]
    return min(late, key=lambda one: (one.arrives_at, one.cost.amount), default=None)
