"""Fulfilment · rounds of a day: stops collected, planned by a worker, moved by hand · vendor's schema."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from celery import current_app
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.addresses import PostalAddress
from apps.common.errors import InvalidInput, MarketError
from apps.common.money import rounded
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.planning.delivery import checking, solver
from apps.planning.delivery.errors import PlanBroken
from apps.planning.delivery.types import Plan, Problem, Progress
from apps.warehouse import selectors as warehouses

from .. import selectors
from ..errors import (
    HouseNotPlaced,
    MoveRefused,
    NotDriveable,
    NoVehicle,
    RoutePlanUnknown,
    SearchUnderWay,
    StopsNotPlaced,
)
from ..models import KnownPlace, RoutePlan, RouteStop, Vehicle
from ..rules import rounds as rules
from ..types import RoutingState

MOST_STOPS = 200
_TELL_EVERY_S = 2


@transaction_required
def keep_vehicle(public_id: UUID | None, *, at: datetime, **facts: Any) -> UUID:
    """Add a kind of vehicle, or change one; its id. `facts` are its columns.

    Raises:
        VehicleUnknown: there is none of this id. InvalidInput: the shift ends before it begins.
    """
    row = selectors.vehicle(public_id) if public_id else Vehicle(created_at=at)
    for name, value in facts.items():
        setattr(row, name, value)
    if row.shift_until <= row.shift_from:
        raise InvalidInput(field="shift_until", problem=_("Let the shift end after it begins, on the same day."))
    row.save()
    return row.public_id


@transaction_required
def open_plan(fulfilment_ids: Sequence[UUID], *, day: date, seconds: int, at: datetime, by: Actor) -> UUID:
    """Collect packed shipments of one house as the stops of a day; the plan's id. Known addresses are placed at once.

    Raises:
        NotDriveable: none is given, too many, of several houses, or one that is not packed or on a plan already.
        HouseNotPlaced, NoVehicle: the house has no place on the map, or no vehicle starts there.
    """
    wanted = list(dict.fromkeys(fulfilment_ids))
    if not 1 <= len(wanted) <= MOST_STOPS:
        raise NotDriveable(field="shipments", problem=_("Choose between 1 and %(most)s shipments."), most=MOST_STOPS)
    rows = {row.public_id: row for row in selectors.driveable().filter(public_id__in=wanted)}
    if len(rows) < len(wanted):
        raise NotDriveable(field="shipments", problem=_("Choose shipments that are packed and on no plan yet."))
    houses = {row.warehouse_id for row in rows.values()}
    if len(houses) > 1:
        raise NotDriveable(field="shipments", problem=_("Choose shipments of one warehouse: vehicles start there."))
    house = warehouses.warehouse(houses.pop())
    if house.lat is None or house.lon is None:
        raise HouseNotPlaced()
    if not selectors.vehicles(house.public_id):
        raise NoVehicle()
    plan = RoutePlan.objects.create(
        warehouse_id=house.public_id, day=day, seconds=seconds, created_at=at, made_by=f"{by.kind}:{by.ref}"
    )
    addresses = {key: PostalAddress.from_json(row.recipient) for key, row in rows.items()}
    keys = {key: selectors.place_key(address) for key, address in addresses.items()}
    known = {one.key: one for one in KnownPlace.objects.filter(key__in=keys.values())}
    RouteStop.objects.bulk_create(
        RouteStop(
            plan=plan,
            fulfilment_id=key,
            order_id=rows[key].order_id,
            order_number=rows[key].order_number,
            address=addresses[key].as_json(),
            latitude=known[keys[key]].latitude if keys[key] in known else None,
            longitude=known[keys[key]].longitude if keys[key] in known else None,
            weight_g=sum(parcel.weight_g for parcel in rows[key].parcels.all()),
            litres=_litres(rows[key]),
        )
        for key in wanted
    )
    return plan.public_id


@transaction_required
def place_stop(
    plan_id: UUID,
    stop_id: int,
    *,
    latitude: Decimal,
    longitude: Decimal,
    opens: time | None,
    closes: time | None,
    minutes: int,
    at: datetime,
) -> None:
    """Say where a stop is, when somebody is there and how long it takes; the address is known from then on.

    Raises:
        RoutePlanUnknown: there is no such plan or stop. SearchUnderWay: it is being planned.
        InvalidInput: the time ends before it begins.
    """
    plan = _locked(plan_id)
    stop = _stop(plan, stop_id)
    if opens and closes and closes <= opens:
        raise InvalidInput(field="closes", problem=_("Let the time end after it begins."))
    stop.latitude, stop.longitude = latitude, longitude
    stop.opens, stop.closes, stop.minutes = opens, closes, minutes
    stop.save()
    KnownPlace.objects.update_or_create(
        key=selectors.place_key(PostalAddress.from_json(stop.address)),
        defaults={"latitude": latitude, "longitude": longitude, "said_at": at},
    )


@transaction_required
def drop_stop(plan_id: UUID, stop_id: int) -> None:
    """Take a shipment off the plan. The other stops keep their rounds and their order.

    Raises:
        RoutePlanUnknown: there is no such plan or stop. SearchUnderWay: it is being planned.
    """
    plan = _locked(plan_id)
    _stop(plan, stop_id).delete()
    if plan.state == RoutingState.READY:
        _rearrange(plan, _kept(plan))


@transaction_required
def move_stop(plan_id: UUID, stop_id: int, *, to_round: int, to_place: int) -> None:
    """Put a stop at a place (from 1) of a round (from 1); all other stops keep their order.

    Raises:
        RoutePlanUnknown: there is no such plan, stop or round. SearchUnderWay: it is being planned.
        MoveRefused: a vehicle would be overloaded, late or out for too long. Nothing is moved.
    """
    plan = _locked(plan_id)
    stop = _stop(plan, stop_id)
    kept = _kept(plan)
    if stop.round is None or not 1 <= to_round <= len(kept):
        raise RoutePlanUnknown()
    _rearrange(plan, rules.moved(kept, stop.pk, to_round=to_round, to_place=to_place))


@transaction_required
def ask_for_rounds(plan_id: UUID) -> int:
    """Let the rounds be planned (again, beginning with what there is); the number of the attempt, for `start`.

    Raises:
        RoutePlanUnknown: there is no such plan. StopsNotPlaced: it is not known where a stop is.
    """
    plan = RoutePlan.objects.select_for_update().filter(public_id=plan_id).first()
    if plan is None:
        raise RoutePlanUnknown()
    missing = plan.stops.filter(latitude=None).count()
    if missing or not plan.stops.exists():
        raise StopsNotPlaced(count=missing)
    plan.attempt += 1
    plan.state, plan.problem, plan.spent_s, plan.stop_asked = RoutingState.SEARCHING, "", 0, False
    plan.save()
    return plan.attempt


@transaction_required
def ask_to_stop(plan_id: UUID) -> None:
    """End a search soon; what it has found until then stands. Asked twice, nothing is waited for any more.

    Raises:
        RoutePlanUnknown: there is no such plan.
    """
    plan = RoutePlan.objects.select_for_update().filter(public_id=plan_id).first()
    if plan is None:
        raise RoutePlanUnknown()
    if plan.stop_asked and plan.state == RoutingState.SEARCHING:
        has_rounds = plan.stops.exclude(round=None).exists()
        plan.state = RoutingState.READY if has_rounds else RoutingState.DRAFT
        plan.attempt += 1
    plan.stop_asked = True
    plan.save(update_fields=["state", "attempt", "stop_asked"])


def start(plan_id: UUID, attempt: int, *, vendor_id: int, language: str) -> None:
    """Wake a worker for an attempt whose transaction has committed; problems will be told in `language`."""
    current_app.tasks["fulfilment.plan_rounds"].delay(str(plan_id), attempt, vendor_id=vendor_id, language=language)


def search(plan_id: UUID, attempt: int) -> bool:
    """Plan the rounds of an attempt in a worker, telling how it goes; whether they were kept: not after a newer one."""
    plan = selectors.route_plan(plan_id)
    mine = RoutePlan.objects.filter(pk=plan.pk, attempt=attempt, state=RoutingState.SEARCHING)
    if not mine.exists():
        return False
    kinds = selectors.vehicles(plan.warehouse_id)
    told = 0.0

    def watch(progress: Progress) -> bool:
        nonlocal told
        if progress.cpu_s - told < _TELL_EVERY_S:
            return True
        told = progress.cpu_s
        cost = _money(progress.best_cost, kinds) if progress.best_cost is not None else None
        row = mine.first()
        if row is None or row.stop_asked:
            return False
        row.spent_s, row.found_cost = int(progress.cpu_s), cost
        row.save(update_fields=["spent_s", "found_cost", "found_cost_currency"])
        return True

    try:
        given, fleet, stops = _problem(plan)
        first = _first(plan, given, fleet, stops)
        found = solver.plan(given, cpu_s=float(plan.seconds), first=first, watch=watch)
    except MarketError as none:
        mine.update(state=RoutingState.FAILED, problem=none.text()[:400])
        return False
    with transaction.atomic():
        row = mine.select_for_update().first()
        if row is None:
            return False
        _keep(row, found, given, fleet, stops)
    return True


def _locked(plan_id: UUID) -> RoutePlan:
    plan = RoutePlan.objects.select_for_update().filter(public_id=plan_id).first()
    if plan is None:
        raise RoutePlanUnknown()
    if plan.state == RoutingState.SEARCHING:
        raise SearchUnderWay()
    return plan


def _stop(plan: RoutePlan, stop_id: int) -> RouteStop:
    stop = plan.stops.filter(pk=stop_id).first()
    if stop is None:
        raise RoutePlanUnknown()
    return stop


def _litres(row: Any) -> int:
    volume = sum(one.length_mm * one.width_mm * one.height_mm for one in row.parcels.all())
    return math.ceil(volume / 1_000_000)


def _problem(plan: RoutePlan) -> tuple[Problem, list[rules.VehicleFacts], list[rules.StopFacts]]:
    house = warehouses.warehouse(plan.warehouse_id)
    if house.lat is None or house.lon is None:
        raise HouseNotPlaced()
    kinds = selectors.vehicles(plan.warehouse_id)
    unit = _unit(kinds)
    fleet = [
        rules.VehicleFacts(
            one.pk, one.count, one.most_weight_kg * 1000, one.most_litres, (one.shift_from, one.shift_until),
            one.speed_kmh, round(one.day_cost.amount * unit), round(one.km_cost.amount * unit / 1000),
        )
        for one in kinds
    ]  # fmt: skip
    if not fleet:
        raise NoVehicle()
    stops = [
        rules.StopFacts(
            one.pk, float(one.latitude or 0), float(one.longitude or 0), one.weight_g, one.litres, one.opens,
            one.closes, one.minutes,
        )
        for one in plan.stops.exclude(latitude=None)
    ]  # fmt: skip
    return rules.problem((house.lat, house.lon), fleet, stops), fleet, stops


def _kept(plan: RoutePlan) -> list[tuple[int, list[int]]]:
    """The rounds as they are kept: (vehicle's key, stops' keys)."""
    held = selectors.rounds(list(plan.stops.select_related("vehicle")))
    return [(vehicle.pk, [stop.pk for stop in stops]) for vehicle, stops in held]


def _first(
    plan: RoutePlan, given: Problem, fleet: list[rules.VehicleFacts], stops: list[rules.StopFacts]
) -> Plan | None:
    """The rounds as they are kept, where they still serve every stop within all limits."""
    kept = _kept(plan)
    if not kept:
        return None
    try:
        return checking.checked(given, rules.routes_of(kept, fleet, stops))
    except (PlanBroken, KeyError):
        return None


def _rearrange(plan: RoutePlan, kept: Sequence[tuple[int, Sequence[int]]]) -> None:
    given, fleet, stops = _problem(plan)
    try:
        found = checking.checked(given, rules.routes_of(kept, fleet, stops))
    except (PlanBroken, KeyError) as broken:
        raise MoveRefused() from broken
    _keep(plan, found, given, fleet, stops)


def _keep(
    plan: RoutePlan, found: Plan, given: Problem, fleet: list[rules.VehicleFacts], stops: list[rules.StopFacts]
) -> None:
    timed = [
        RouteStop(pk=one.key, vehicle_id=one.vehicle, round=one.round, place=one.place, arrives=one.arrives)
        for one in rules.timed(given, found, fleet, stops)
    ]
    RouteStop.objects.bulk_update(timed, ["vehicle", "round", "place", "arrives"])
    plan.state, plan.problem = RoutingState.READY, ""
    plan.distance_m, plan.found_cost = found.distance, _money(found.cost, selectors.vehicles(plan.warehouse_id))
    plan.save()


def _unit(kinds: Sequence[Vehicle]) -> Decimal:
    return rules.units([one.km_cost.amount for one in kinds])


def _money(cost: int, kinds: Sequence[Vehicle]) -> Money:
    return rounded(Money(Decimal(cost) / _unit(kinds), str(kinds[0].day_cost.currency)))
