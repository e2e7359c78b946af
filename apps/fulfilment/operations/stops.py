"""Fulfilment · the stops of a day: collected, placed, moved by hand, taken off · vendor's schema."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.common.addresses import PostalAddress
from apps.common.errors import InvalidInput
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.warehouse import selectors as warehouses

from .. import selectors
from ..errors import HouseNotPlaced, NotDriveable, NoVehicle, RoutePlanUnknown, SearchUnderWay
from ..models import KnownPlace, RoutePlan, RouteStop
from ..rules import rounds as rules
from ..types import RoutingState
from . import fitting

MOST_STOPS = 200


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
        fitting.rearrange(plan, fitting.kept(plan))


@transaction_required
def move_stop(plan_id: UUID, stop_id: int, *, to_round: int, to_place: int) -> None:
    """Put a stop at a place (from 1) of a round (from 1); all other stops keep their order.

    Raises:
        RoutePlanUnknown: there is no such plan, stop or round. SearchUnderWay: it is being planned.
        MoveRefused: a vehicle would be overloaded, late or out for too long. Nothing is moved.
    """
    plan = _locked(plan_id)
    stop = _stop(plan, stop_id)
    kept = fitting.kept(plan)
    if stop.round is None or not 1 <= to_round <= len(kept):
        raise RoutePlanUnknown()
    fitting.rearrange(plan, rules.moved(kept, stop.pk, to_round=to_round, to_place=to_place))


def _locked(plan_id: UUID) -> RoutePlan:
    plan = fitting.locked(plan_id)
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
