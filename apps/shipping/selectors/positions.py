"""Shipping · where devices are and were · vendor's schema."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.functions import Greatest

from .. import rules
from ..errors import DeviceUnknown
from ..models import Device, Geofence, Incident, Position
from ..types import LivePosition, PointView

MOST_POINTS = 2000


def devices() -> QuerySet[Device]:
    """The vendor's devices with the shipments that they travel with."""
    return Device.objects.select_related("fulfilment")


def device(code: str) -> Device:
    """One device.

    Raises:
        DeviceUnknown: this vendor has none of this code.
    """
    row = devices().filter(code=code).first()
    if row is None:
        raise DeviceUnknown(device=code)
    return row


def geofences() -> QuerySet[Geofence]:
    """The circles whose crossings are told."""
    return Geofence.objects.all()


def incidents() -> QuerySet[Incident]:
    """What sensors noticed, newest first."""
    return Incident.objects.select_related("device", "fulfilment")


def points(row: Device, *, since: datetime, until: datetime) -> list[PointView]:
    """Where a device was between two instants, oldest first, at most 2,000 points, the newest ones.

    Whoever shows them to a person goes by `operations.devices.read_track`, which writes that down.
    """
    found = Position.objects.filter(device=row, recorded_at__range=(since, until)).order_by("-recorded_at")[
        :MOST_POINTS
    ]
    return _views(row, list(found)[::-1])


def live_positions(fulfilment_ids: Collection[UUID], *, points: int = 200) -> dict[UUID, LivePosition]:
    """Where the devices are that travel with shipments under way, by shipment: two queries. For the tracking page.

    Only what was believable, its newest `points` points since both the goods had left and the device was with them.
    A shipment that no device travels with, or that has not left the house or has arrived, is not in it, nor is a device
    that has told nothing since: nobody follows a device beyond its shipment.
    """
    wanted = Device.objects.filter(
        is_active=True,
        last_at__gte=Greatest("fulfilment__handed_over_at", "attached_at"),
        fulfilment__handed_over_at__isnull=False,
        fulfilment__public_id__in=list(fulfilment_ids),
        fulfilment__delivered_at__isnull=True,
    ).select_related("fulfilment")
    found: dict[UUID, LivePosition] = {}
    for row in wanted.order_by("last_at"):
        shipment = row.fulfilment
        since = max(shipment.handed_over_at, row.attached_at or shipment.handed_over_at)
        kept = Position.objects.filter(device=row, recorded_at__gte=since).order_by("-recorded_at")
        track = [one for one in _views(row, list(kept[:points])[::-1]) if one.is_believable]
        found[shipment.public_id] = LivePosition(
            device_name=row.name,
            at=row.last_at,
            latitude=row.last_latitude,
            longitude=row.last_longitude,
            celsius=next((one.celsius for one in reversed(track) if one.celsius is not None), None),
            inside=tuple(row.inside),
            track=tuple(track),
        )
    return found


def _views(row: Device, kept: Sequence[Position]) -> list[PointView]:
    asked = [rules.Point(one.recorded_at, one.latitude, one.longitude, one.celsius) for one in kept]
    good = {point.at for point in rules.believable(asked, max_kmh=row.max_kmh)}
    return [
        PointView(one.recorded_at, one.latitude, one.longitude, one.accuracy_m, one.celsius, one.recorded_at in good)
        for one in kept
    ]
