"""Itineraries · timetables in numbers, the ways of a consignment over them, and why others are not proposed: pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
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
_TONNE_KG = Decimal(1000)
_ALIKE = 0.04  # a way this little worse than another in everything is not told
_ROUGHLY = 0.15  # among those that are rejected

_MONTH = timedelta(days=31)

Convert = Callable[[Decimal, str], Decimal]
"""An amount in a currency, in the consignment's."""


class _Tariffs:
    """What each leg that departs asks, and loading at the hub that it leaves, as arrays."""

    def __init__(self, legs: Sequence[LegInfo], hubs: Mapping[str, HubInfo]) -> None:
        origins = [hubs[leg.origin] for leg in legs]
        self._least = _floats(leg.minimum_price for leg in legs)
        self._kg = _floats(leg.kg_price for leg in legs)
        self._cbm = _floats(leg.cbm_price for leg in legs)
        self._loading = _floats(hub.handling_price for hub in origins)
        known = sorted({leg.currency for leg in legs} | {hub.currency for hub in origins})
        self._currencies = known
        self._by_leg = np.array([known.index(leg.currency) for leg in legs], dtype=np.intp)
        self._by_hub = np.array([known.index(hub.currency) for hub in origins], dtype=np.intp)

    def prices(self, asked: Consignment, convert: Convert) -> list[float]:
        """What each asks for these goods, loading included, to compare by."""
        rates = _floats(convert(Decimal(1), currency) for currency in self._currencies)
        weight, volume = float(asked.weight_kg), float(asked.volume_cbm)
        freight = np.maximum(self._least, np.maximum(weight * self._kg, volume * self._cbm)) * rates[self._by_leg]
        loading = max(weight / 1000, volume) * self._loading * rates[self._by_hub]
        prices: list[float] = (freight + loading).tolist()
        return prices


def _floats(numbers: Iterable[Decimal]) -> npt.NDArray[np.float64]:
    return np.array([float(one) for one in numbers])


@dataclass(frozen=True)
class Timetables:
    """Hubs and legs by code, and their departures of a month and the horizon behind it in numbers: for a tonne, without
    prices. Made once for many questions, whose goods are ready within that month.

    `choosy` are legs that are closed for a while or do not take everything.
    """

    hubs: Mapping[str, HubInfo]
    legs: Mapping[str, LegInfo]
    numbers: Timetable
    tariffs: _Tariffs
    choosy: tuple[LegInfo, ...]


def month_of(ready_at: datetime) -> datetime:
    """The instant with which the timetables begin that serve goods ready then."""
    return ready_at.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def timetables(hubs: Mapping[str, HubInfo], legs: Mapping[str, LegInfo], *, since: datetime) -> Timetables:
    """The timetables for goods that are ready in the month from `since` on."""
    services = []
    for code, leg in legs.items():
        zone = hubs[leg.origin].timezone
        at = leg.departs(timezone=zone, since=since, until=since + _MONTH + HORIZON)
        if at:
            services.append(
                Service(
                    code=code,
                    origin=leg.origin,
                    destination=leg.destination,
                    mode=Mode(leg.mode),
                    lasts=timedelta(hours=leg.transit_h),
                    cost=Decimal(0),
                    co2_g=leg.co2_g(_TONNE_KG),
                    reliability=float(leg.reliability),
                    departures=at,
                    late=timedelta(hours=leg.late_h),
                )
            )
    handling = {code: timedelta(hours=hub.handling_h) for code, hub in hubs.items()}
    departing = [legs[one.code] for one in services]
    return Timetables(
        hubs,
        legs,
        Timetable(Network(tuple(services), handling_at=handling)),
        _Tariffs(departing, hubs),
        tuple(leg for leg in departing if leg.closing or leg.most_kg or leg.most_cbm),
    )


def ways(asked: Consignment, known: Timetables, convert: Convert) -> list[Found]:
    """Ways of which none is beaten in cost, arrival, carbon and reliability, the cheapest first; then rejected ones.

    Rejected are ways that would be better in something than all of these, were their legs open, large enough, or early
    enough: each says why.
    """
    every = known.numbers.priced(known.tariffs.prices(asked, convert))
    stopped = {
        leg.code: _running(every, leg, asked)
        for leg in known.choosy
        if leg.closing or not leg.takes(asked.weight_kg, asked.volume_cbm)
    }
    open_ = every.thinned(stopped) if stopped else every
    question = Question(asked.origin, asked.destination, asked.ready_at, asked.due_by, MOST_LEGS)

    def told(one: Itinerary) -> Found:
        return _found(one, known, asked, convert)

    good = sorted(search(open_, question, tolerance=_ALIKE), key=lambda one: _cost(one, known, asked, convert))
    proposed = [told(one) for one in good[:MOST_PROPOSED]]
    whenever = replace(question, due_by=None)
    wide = (
        search(every, whenever, tolerance=_ROUGHLY, most=MOST_REJECTED, beside=good) if stopped or asked.due_by else []
    )
    judged = [(one, _verdict(one, known, asked)) for one in wide]
    rejected = [replace(told(one), **verdict) for one, verdict in judged if verdict is not None]
    return [*proposed, *sorted(rejected, key=lambda one: one.cost)]


def _cost(one: Itinerary, known: Timetables, asked: Consignment, convert: Convert) -> Money:
    """What a way costs exactly."""
    tonnes, cost = max(asked.weight_kg / 1000, asked.volume_cbm), Decimal(0)
    for planned in one.legs:
        leg = known.legs[planned.service.code]
        hub = known.hubs[leg.origin]
        cost += convert(leg.freight(asked.weight_kg, asked.volume_cbm), leg.currency)
        cost += convert(tonnes * hub.handling_price, hub.currency)
    return rounded(Money(cost, asked.currency))


def _verdict(one: Itinerary, known: Timetables, asked: Consignment) -> dict[str, Any] | None:
    """Why a way is not proposed, as members of Found; None where it could be."""
    for planned in one.legs:
        leg = known.legs[planned.service.code]
        if leg.closing and leg.closing.holds(planned.departs_at):
            return {"verdict": Verdict.CLOSED, "leg_code": leg.code, "why": leg.closing.reason}
        if not leg.takes(asked.weight_kg, asked.volume_cbm):
            return {"verdict": Verdict.FULL, "leg_code": leg.code}
    if asked.due_by is not None and one.arrives_at > asked.due_by:
        return {"verdict": Verdict.LATE}
    return None


def _running(every: Timetable, leg: LegInfo, asked: Consignment) -> tuple[datetime, ...]:
    """The departures with which a leg takes the goods."""
    if not leg.takes(asked.weight_kg, asked.volume_cbm):
        return ()
    lines = every.lines.get(leg.origin, ())
    departures = next((line.service.departures for line in lines if line.service.code == leg.code), ())
    return tuple(at for at in departures if not (leg.closing and leg.closing.holds(at)))


def _found(one: Itinerary, known: Timetables, asked: Consignment, convert: Convert) -> Found:
    ahead = outlook(one, known.numbers.network)
    return Found(
        legs=tuple(
            LegPlan(
                leg.service.code, known.legs[leg.service.code].carrier, leg.service.mode, leg.service.origin,
                leg.service.destination, leg.departs_at, leg.arrives_at,
            )
            for leg in one.legs
        ),
        cost=_cost(one, known, asked, convert),
        co2_g=sum(known.legs[leg.service.code].co2_g(asked.weight_kg) for leg in one.legs),
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
