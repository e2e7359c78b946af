"""Itineraries · plans with their ways, and ways that are found without keeping them · vendor's schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from djmoney.money import Money

from apps.common.remember import Remembered
from apps.currencies import selectors as currencies
from apps.logistics import selectors as logistics
from apps.logistics.types import HubInfo

from ..errors import PlanUnknown
from ..models import Plan, Way
from ..rules import asking, legs
from ..types import Consignment, Found, LegPlan, PlanState, Subject, Verdict

_numbers: Remembered[asking.Timetables] = Remembered(seconds=3600, most=4)


@dataclass(frozen=True)
class WayView:
    """A way with its legs, and the hubs of its plan by code."""

    row: Way
    legs: tuple[LegPlan, ...]
    hubs: Mapping[str, HubInfo]

    @property
    def start(self) -> str:
        """The name of its first hub."""
        return self._name(self.legs[0].origin)

    @property
    def steps(self) -> list[tuple[LegPlan, str]]:
        """Its legs, each with the name of the hub that it leads to."""
        return [(leg, self._name(leg.destination)) for leg in self.legs]

    @property
    def points(self) -> list[tuple[float, float]]:
        """Where its hubs are, in degrees; what has gone from the timetables since is left out."""
        known = [self.hubs[code] for code in self.codes if code in self.hubs]
        return [(float(hub.latitude), float(hub.longitude)) for hub in known]

    @property
    def verdict_label(self) -> str:
        """Why it was not proposed, in the reader's language."""
        return str(Verdict(self.row.verdict).label) if self.row.verdict else ""

    @property
    def transfers(self) -> int:
        """How often the goods change from one leg to the next."""
        return len(self.legs) - 1

    @property
    def co2_kg(self) -> int:
        """Kilograms of CO₂e, rounded."""
        return round(self.row.co2_g / 1000)

    @property
    def tenths(self) -> int:
        """How many of ten consignments keep the day, rounded down."""
        return int(self.row.in_time * 10)

    @property
    def codes(self) -> tuple[str, ...]:
        """The hubs that it leads over, from the first to the last."""
        return (self.legs[0].origin, *(leg.destination for leg in self.legs))

    def _name(self, code: str) -> str:
        return self.hubs[code].name if code in self.hubs else code

    def is_open(self, at: datetime) -> bool:
        """Whether it can still be chosen: it was proposed, or is merely late, and its next leg has not left."""
        ahead = [leg for leg in self.legs if leg.departs_at > at]
        return self.row.verdict in ("", Verdict.LATE) and bool(ahead)


@dataclass(frozen=True)
class PlanView:
    """A plan: the way that holds, those that held before, and those among which to choose, the rejected ones apart."""

    row: Plan
    chosen: WayView | None
    before: tuple[WayView, ...]
    proposed: tuple[WayView, ...]
    rejected: tuple[WayView, ...]
    hubs: Mapping[str, HubInfo]

    @property
    def ends(self) -> tuple[str, str]:
        """The names of the first and the last hub."""
        first, last = (self.hubs.get(code) for code in (self.row.origin, self.row.destination))
        return first.name if first else self.row.origin, last.name if last else self.row.destination

    @property
    def state_label(self) -> str:
        """The state in the reader's language."""
        return str(PlanState(self.row.state).label)

    @property
    def is_over(self) -> bool:
        """Whether nothing can be done with it any more."""
        return bool(self.row.state == PlanState.ENDED)


def ways_for(asked: Consignment, *, at: datetime) -> list[Found]:
    """The ways of a consignment, and those that were rejected. Two queries, where the process knows the timetables.

    Raises:
        RateMissing: prices of the network cannot be put into the consignment's currency.
    """
    rates = currencies.rate_table(at.date())

    def convert(amount: Decimal, currency: str) -> Decimal:
        return rates.convert(Money(amount, currency), asked.currency).amount

    return asking.ways(asked, _timetables(asked.ready_at, at=at), convert)


def _timetables(ready_at: datetime, *, at: datetime) -> asking.Timetables:
    """The timetables for goods that are ready then, in numbers, made once in this process for each edition."""
    network, since = logistics.network(at=at), asking.month_of(ready_at)
    known = _numbers.get((network.edition, since))
    if known is None:
        known = asking.timetables(network.hubs, network.legs, since=since)
        if network.edition is not None:
            _numbers.put((network.edition, since), known)
    return known


def plans() -> QuerySet[Plan]:
    """Every plan, newest first, for lists that narrow and cut them."""
    return Plan.objects.order_by("-pk")


def plan(public_id: UUID) -> PlanView:
    """One plan with its ways. Three queries.

    Raises:
        PlanUnknown: this vendor has none of this id.
    """
    row = plans().prefetch_related(Prefetch("ways", Way.objects.order_by("revision", "place")))
    found = row.filter(public_id=public_id).first()
    if found is None:
        raise PlanUnknown()
    return _view(found)


def plan_of(subject_id: UUID) -> Plan | None:
    """The plan of an order or transfer that has not ended."""
    return plans().filter(subject_id=subject_id).exclude(state=PlanState.ENDED).first()


def plans_of(subject_id: UUID) -> list[Plan]:
    """Every plan of an order or transfer, newest first, ended ones as well. One query."""
    return list(plans().filter(subject_id=subject_id))


def offered_for(order_id: UUID) -> PlanView | None:
    """The newest plan of an order that its buyer may see: that holds or held a way, or let the buyer choose."""
    seen = Q(is_offered=True) | Exists(Way.objects.filter(plan=OuterRef("pk"), chosen_at__isnull=False))
    row = plans().filter(seen, subject=Subject.ORDER, subject_id=order_id).first()
    return None if row is None else plan(row.public_id)


def _view(row: Plan) -> PlanView:
    ways = [(way, legs.from_json(way.legs)) for way in row.ways.all()]
    codes = {code for _, planned in ways for leg in planned for code in (leg.origin, leg.destination)}
    hubs = logistics.hubs(codes | {row.origin, row.destination})
    every = [WayView(way, planned, hubs) for way, planned in ways]
    newest = [one for one in every if one.row.revision == row.revision]
    held = [one for one in every if one.row.chosen_at]
    return PlanView(
        row=row,
        chosen=next((one for one in held if one.row.ended_at is None), None),
        before=tuple(one for one in held if one.row.ended_at),
        proposed=tuple(one for one in newest if one.row.verdict == ""),
        rejected=tuple(one for one in newest if one.row.verdict),
        hubs=hubs,
    )
