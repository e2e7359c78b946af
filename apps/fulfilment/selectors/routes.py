"""Fulfilment · vehicles and rounds · vendor's schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time
from hashlib import sha256
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from apps.common.addresses import PostalAddress
from apps.shipping import selectors as shipping
from apps.shipping.models import Fulfilment
from apps.shipping.types import FulfilmentStatus

from ..errors import RoutePlanUnknown, VehicleUnknown
from ..models import RouteBreak, RoutePlan, RouteStop, Vehicle


def vehicles(warehouse_id: UUID | None = None) -> list[Vehicle]:
    """The vendor's vehicles, or those of a house. One query."""
    rows = Vehicle.objects.all()
    return list(rows.filter(warehouse_id=warehouse_id) if warehouse_id else rows)


def vehicle(public_id: UUID) -> Vehicle:
    """One kind of vehicle.

    Raises:
        VehicleUnknown: there is none of this id.
    """
    row = Vehicle.objects.filter(public_id=public_id).first()
    if row is None:
        raise VehicleUnknown()
    return row


def driveable() -> QuerySet[Fulfilment]:
    """Packed shipments without a label that are on no plan yet, oldest first, with `weight_g` of their parcels."""
    planned = RouteStop.objects.filter(fulfilment_id=OuterRef("public_id"))
    rows = shipping.fulfilments().filter(status=FulfilmentStatus.PACKED, held_at=None).filter(~Exists(planned))
    return rows.annotate(weight_g=Sum("parcels__weight_g")).order_by("created_at", "pk")


def route_plans() -> QuerySet[RoutePlan]:
    """Plans, the latest day first, with `stop_count` and `round_count`."""
    return RoutePlan.objects.annotate(
        stop_count=Count("stops", filter=Q(stops__left_at=None), distinct=True),
        round_count=Count("stops__round", distinct=True),
    )


def route_plan(public_id: UUID) -> RoutePlan:
    """One plan.

    Raises:
        RoutePlanUnknown: there is none of this id.
    """
    row = route_plans().filter(public_id=public_id).first()
    if row is None:
        raise RoutePlanUnknown()
    return row


def rounds(stops: Sequence[RouteStop]) -> list[tuple[Vehicle, list[RouteStop]]]:
    """The vehicles of a plan in the order of their rounds, each with its stops; `stops` come with their vehicles."""
    found: dict[int, tuple[Vehicle, list[RouteStop]]] = {}
    for stop in sorted((one for one in stops if one.round), key=lambda one: (one.round or 0, one.place or 0)):
        if stop.vehicle is not None:
            found.setdefault(stop.round or 0, (stop.vehicle, []))[1].append(stop)
    return [found[number] for number in sorted(found)]


def course(plan: RoutePlan, stops: Sequence[RouteStop]) -> list[tuple[Vehicle, list[RouteStop | RouteBreak]]]:
    """The rounds of a plan with drivers' rests among the stops, as they follow each other. One query."""
    rests = list(plan.breaks.all())
    found = []
    for vehicle, held in rounds(stops):
        steps: list[RouteStop | RouteBreak] = [*held, *(rest for rest in rests if rest.round == held[0].round)]
        found.append((vehicle, sorted(steps, key=_moment)))
    return found


def _moment(step: RouteStop | RouteBreak) -> tuple[int, time]:
    begins = step.begins if isinstance(step, RouteBreak) else step.arrives
    return step.place or 0, begins or time()


def place_key(address: PostalAddress) -> str:
    """Under which it is remembered where an address is: the same house, whoever lives in it."""
    parts = (address.country, address.postcode, address.locality, *address.lines)
    return sha256("|".join(" ".join(part.casefold().split()) for part in parts).encode()).hexdigest()
