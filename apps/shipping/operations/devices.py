"""Shipping · devices, geofences, and the record of who looked where a device was · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.common.errors import InvalidInput
from apps.common.transactions import transaction_required
from apps.common.types import Actor

from .. import selectors
from ..errors import DeviceUnknown, GeofenceUnknown
from ..models import Attachment, Device, Geofence, HistoryRead
from ..types import PointView

_LIMITS = ("name", "max_kmh", "min_celsius", "max_celsius", "is_active")


@transaction_required
def keep_device(code: str, *, at: datetime, **facts: Any) -> Device:
    """Register a device, or change what is known of one: `name`, `max_kmh`, `min_celsius`, `max_celsius`, `is_active`.

    What is not given stays.

    Raises:
        InvalidInput: the code is empty, the speed is none, or the lowest temperature is not below the highest.
    """
    if not code.strip():
        raise InvalidInput(field="code", problem=_("Give the device a code."))
    row = Device.objects.select_for_update().filter(code=code).first() or Device(code=code, name=code, created_at=at)
    for name in _LIMITS:
        if name in facts:
            setattr(row, name, facts[name])
    if row.max_kmh < 1:
        raise InvalidInput(field="max_kmh", problem=_("Give a speed of 1 km/h at least."))
    if row.min_celsius is not None and row.max_celsius is not None and row.min_celsius >= row.max_celsius:
        raise InvalidInput(field="min_celsius", problem=_("The lowest temperature must be below the highest."))
    row.save()
    return row


@transaction_required
def attach(code: str, *, shipment_id: UUID | None, at: datetime) -> Device:
    """Say with which shipment a device travels from `at` on; None: with none. The same again changes nothing.

    What the device told before stays with the shipment that it travelled with then.

    Raises:
        DeviceUnknown, FulfilmentUnknown: this vendor has none such.
    """
    row = Device.objects.select_for_update(of=("self",)).select_related("fulfilment").filter(code=code).first()
    if row is None:
        raise DeviceUnknown(device=code)
    shipment = selectors.fulfilment(shipment_id) if shipment_id is not None else None
    before = row.fulfilment
    if before == shipment:
        return row
    if before is not None:
        Attachment.objects.create(
            device=row, fulfilment=before, attached_at=min(row.attached_at or row.created_at, at), detached_at=at
        )
    row.fulfilment, row.attached_at = shipment, at
    row.save(update_fields=["fulfilment", "attached_at"])
    return row


@transaction_required
def keep_geofence(code: str, *, name: str, latitude: float, longitude: float, radius_m: int) -> Geofence:
    """Draw a circle whose crossings are told, or draw it anew.

    Raises:
        InvalidInput: it is not on earth, or has no room.
    """
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise InvalidInput(field="latitude", problem=_("Latitude goes from -90 to 90, longitude from -180 to 180."))
    if radius_m < 1:
        raise InvalidInput(field="radius_m", problem=_("Give a radius of 1 m at least."))
    values = {"name": name or code, "latitude": latitude, "longitude": longitude, "radius_m": radius_m}
    return Geofence.objects.update_or_create(code=code, defaults=values)[0]


@transaction_required
def drop_geofence(code: str) -> None:
    """Take a circle off the map.

    Raises:
        GeofenceUnknown: there is none of this code.
    """
    if not Geofence.objects.filter(code=code).delete()[0]:
        raise GeofenceUnknown(fence=code)


@transaction_required
def read_track(device: Device, *, since: datetime, until: datetime, at: datetime, by: Actor) -> list[PointView]:
    """Where a device was between two instants, oldest first; who was shown it is written down."""
    found = selectors.points(device, since=since, until=until)
    HistoryRead.objects.create(
        device=device,
        read_by=f"{by.kind}:{by.ref}",
        read_at=at,
        first_at=since,
        last_at=until,
        point_count=len(found),
    )
    return found
