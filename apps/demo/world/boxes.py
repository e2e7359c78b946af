"""Demo · a cooled box that tells where it is and how warm, with a parcel under way · a vendor's schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from apps.shipping import selectors as shipping
from apps.shipping.operations import devices, positions
from apps.shipping.types import FulfilmentStatus
from apps.warehouse import selectors as houses

from .entering import for_each

BOX = "box-1"
_EVERY = timedelta(minutes=5)
_POINTS = 24
_WARMED = range(12, 16)  # while the van's door stood open


def make(slugs: Sequence[str], *, at: datetime) -> int:
    """Give each of these vendors that has a parcel under way a box on it, driving from its house; how many have one.

    Twice is once.
    """
    return for_each(slugs, lambda _: _make(at=at))


def _make(*, at: datetime) -> bool:
    under_way = shipping.fulfilments().filter(status=FulfilmentStatus.HANDED_OVER).order_by("pk").first()
    if under_way is None or shipping.devices().filter(code=BOX).exists():
        return False
    house = next(one for one in houses.warehouses() if one.public_id == under_way.warehouse_id)
    if house.lat is None or house.lon is None:
        return False
    latitude, longitude = float(house.lat), float(house.lon)
    devices.keep_device(BOX, at=at, name="Cooled box 1", min_celsius=2.0, max_celsius=8.0)
    devices.keep_geofence("house", name=house.name, latitude=latitude, longitude=longitude, radius_m=1500)
    first = at - _EVERY * _POINTS
    devices.attach(BOX, shipment_id=under_way.public_id, at=first)
    positions.take_in(
        [
            positions.ToldPoint(
                BOX,
                first + _EVERY * number,
                latitude + number * 0.02,
                longitude + number * 0.015,
                12,
                9.4 if number in _WARMED else 4.1 + number % 3 / 10,
            )
            for number in range(_POINTS)
        ],
        at=at,
    )
    return True
