"""Fulfilment · rounds between the rows and the planner: put to it, taken from it, fitted anew · vendor's schema."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from djmoney.money import Money

from apps.common.money import rounded
from apps.planning.delivery import checking
from apps.planning.delivery.errors import PlanBroken
from apps.planning.delivery.types import Plan, Problem
from apps.warehouse import selectors as warehouses

from .. import selectors
from ..errors import HouseNotPlaced, MoveRefused, NoVehicle, RoutePlanUnknown
from ..models import RouteBreak, RoutePlan, RouteStop, Vehicle
from ..rules import rounds as rules
from ..types import RoutingState

Kept = Sequence[tuple[int, Sequence[int]]]
"""Rounds as they are kept: (vehicle's key, stops' keys in their order)."""


@dataclass(frozen=True)
class Question:
    """What the planner is asked, and the vehicles and stops of which it speaks by number."""

    problem: Problem
    fleet: list[rules.VehicleFacts]
    stops: list[rules.StopFacts]


def question(plan: RoutePlan, *, only: Collection[int] | None = None) -> Question:
    """A plan's stops that are placed and not cancelled (or `only` those of these keys), and its house's vehicles.

    Raises:
        HouseNotPlaced, NoVehicle: the house has no place on the map, or no vehicle starts there.
    """
    house = warehouses.warehouse(plan.warehouse_id)
    if house.lat is None or house.lon is None:
        raise HouseNotPlaced()
    kinds = selectors.vehicles(plan.warehouse_id)
    unit = _unit(kinds)
    fleet = [
        rules.VehicleFacts(
            one.pk, one.count, one.most_weight_kg * 1000, one.most_litres, (one.shift_from, one.shift_until),
            one.speed_kmh, round(one.day_cost.amount * unit), round(one.km_cost.amount * unit / 1000), one.has_breaks,
        )
        for one in kinds
    ]  # fmt: skip
    if not fleet:
        raise NoVehicle()
    rows = plan.stops.filter(left_at=None).exclude(latitude=None)
    stops = [
        rules.StopFacts(
            one.pk, float(one.latitude or 0), float(one.longitude or 0), one.weight_g, one.litres, one.opens,
            one.closes, one.minutes,
        )
        for one in (rows if only is None else rows.filter(pk__in=only))
    ]  # fmt: skip
    return Question(rules.problem((house.lat, house.lon), fleet, stops), fleet, stops)


def locked(plan_id: UUID) -> RoutePlan:
    """A day's plan, locked.

    Raises:
        RoutePlanUnknown: there is none.
    """
    plan = RoutePlan.objects.select_for_update().filter(public_id=plan_id).first()
    if plan is None:
        raise RoutePlanUnknown()
    return plan


def kept(plan: RoutePlan) -> list[tuple[int, list[int]]]:
    """The rounds as they are kept."""
    held = selectors.rounds(list(plan.stops.select_related("vehicle")))
    return [(vehicle.pk, [stop.pk for stop in stops]) for vehicle, stops in held]


def first(plan: RoutePlan, asked: Question) -> Plan | None:
    """The rounds as they are kept, where they still serve every stop within all limits."""
    held = kept(plan)
    return _checked(asked, held) if held else None


def rearrange(plan: RoutePlan, held: Kept) -> None:
    """Keep these rounds, timed anew.

    Raises:
        MoveRefused: a vehicle would be overloaded, late or out for too long, or is there no more. Nothing changes.
    """
    asked = question(plan, only=[key for _, keys in held for key in keys])
    found = _checked(asked, held)
    if found is None:
        raise MoveRefused()
    keep(plan, found, asked)


def keep(plan: RoutePlan, found: Plan, asked: Question) -> None:
    """Write a plan down: who brings what when, and when drivers rest."""
    stops, rests = rules.timed(asked.problem, found, asked.fleet, asked.stops)
    RouteStop.objects.bulk_update(
        [
            RouteStop(pk=one.key, vehicle_id=one.vehicle, round=one.round, place=one.place, arrives=one.arrives)
            for one in stops
        ],
        ["vehicle", "round", "place", "arrives"],
    )
    plan.breaks.all().delete()
    RouteBreak.objects.bulk_create(
        RouteBreak(
            plan=plan,
            round=one.round,
            place=one.place,
            is_on_the_way=one.is_on_the_way,
            begins=one.begins,
            minutes=one.minutes,
        )
        for one in rests
    )
    plan.state, plan.problem = RoutingState.READY, ""
    plan.distance_m, plan.found_cost = found.distance, money(found.cost, selectors.vehicles(plan.warehouse_id))
    plan.save()


def money(cost: int, kinds: Sequence[Vehicle]) -> Money:
    """A planner's cost in the vehicles' currency."""
    return rounded(Money(Decimal(cost) / _unit(kinds), str(kinds[0].day_cost.currency)))


def _checked(asked: Question, held: Kept) -> Plan | None:
    """Rounds as a plan; None where they break a limit, or a vehicle or stop of theirs is there no more."""
    try:
        return checking.checked(asked.problem, rules.routes_of(held, asked.fleet, asked.stops))
    except (PlanBroken, KeyError):
        return None


def _unit(kinds: Sequence[Vehicle]) -> Decimal:
    return rules.units([one.km_cost.amount for one in kinds])
