"""Shipping · having a carrier come for parcels · vendor's schema.

The call to the carrier stands between two transactions; the visit's id is its key there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.common.errors import InvalidInput
from apps.common.local_time import day_at
from apps.logistics.carriers.registry import carrier
from apps.logistics.types import PickupRequest
from apps.warehouse import selectors as warehouses
from apps.warehouse.types import WarehouseInfo

from .. import selectors
from ..errors import NothingToCollect
from ..models import Pickup
from ..types import PickupStatus
from .labelling import party


@dataclass(frozen=True)
class Wish:
    """When a carrier is to come where: day and times are the warehouse's own."""

    warehouse_id: UUID
    carrier_code: str
    day: date
    ready_from: time
    ready_until: time
    note: str = ""


def book_pickup(public_id: UUID, wish: Wish, *, at: datetime) -> Pickup:
    """Have a carrier come for the labelled parcels of a house. The same id books once.

    Raises:
        InvalidInput: the day is past where the house is, or the time ends before it begins.
        NothingToCollect: no parcel of this carrier has its label there.
        CarrierRefused, CarrierUnavailable: nothing is written; try again.
    """
    known = Pickup.objects.filter(public_id=public_id).first()
    if known is not None:
        return known
    house = warehouses.warehouse(wish.warehouse_id)
    if wish.day < today_at(house, at=at):
        raise InvalidInput(field="day", problem=_("Choose today or a later day."))
    if wish.ready_from >= wish.ready_until:
        raise InvalidInput(field="ready_until", problem=_("The time must end after it begins."))
    count, weight_g = selectors.awaiting_carrier(warehouse_id=wish.warehouse_id, carrier_code=wish.carrier_code)
    if not count:
        raise NothingToCollect()
    request = PickupRequest(
        key=str(public_id),
        address=party(house.address),
        day=wish.day,
        ready_from=wish.ready_from,
        ready_until=wish.ready_until,
        parcel_count=count,
        weight_g=weight_g,
        note=wish.note,
    )
    confirmation = carrier(wish.carrier_code).book_pickup(request)
    with transaction.atomic():
        row, _is_new = Pickup.objects.get_or_create(
            public_id=public_id,
            defaults={
                "carrier_id": wish.carrier_code,
                "warehouse_id": wish.warehouse_id,
                "day": wish.day,
                "ready_from": wish.ready_from,
                "ready_until": wish.ready_until,
                "parcel_count": count,
                "weight_g": weight_g,
                "note": wish.note,
                "confirmation": confirmation,
                "created_at": at,
            },
        )
        return row


def today_at(house: WarehouseInfo, *, at: datetime) -> date:
    """Which day it is at a house."""
    return day_at(at, country=house.country, lat=house.lat, lon=house.lon)


def cancel_pickup(public_id: UUID, *, at: datetime) -> Pickup:
    """Call a visit off. Twice is once.

    Raises:
        PickupUnknown: this vendor has none of this id.
        CarrierRefused, CarrierUnavailable: nothing is written; try again.
    """
    row = selectors.pickup(public_id)
    if row.status == PickupStatus.CANCELLED:
        return row
    carrier(row.carrier_id).cancel_pickup(row.confirmation)
    row.status, row.cancelled_at = PickupStatus.CANCELLED, at
    with transaction.atomic():
        row.save(update_fields=["status", "cancelled_at"])
    return row
