"""Shipping · where devices on the way are, and what their sensors feel · vendor's schema.

Source of positions: the vendor's own devices. They may tell where people are: they are kept for
`POSITION_DAYS`, and who reads them is written down.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import connection, models
from django.db.models import F, Q

from apps.common.ids import new_id
from apps.common.models import TenantModel
from apps.shipping.types import IncidentKind

from .fulfilments import Fulfilment

_ON_EARTH = Q(latitude__range=(-90, 90), longitude__range=(-180, 180))


class Device(TenantModel):
    """A tracker in a van or a box; `fulfilment` is the shipment with which it travels now (None: none).

    It does so since `attached_at` (None: ever): what was told before is another shipment's (`Attachment`) or nobody's.
    `last_*` is the newest point that was believable, at most `max_kmh` from the one before; `inside` the codes of the
    geofences in which that point lies. `min_celsius` and `max_celsius` are what its goods stand (None: anything).
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    fulfilment = models.ForeignKey(Fulfilment, on_delete=models.SET_NULL, null=True, blank=True, related_name="devices")
    max_kmh = models.PositiveSmallIntegerField(default=160)
    min_celsius = models.FloatField(null=True, blank=True)
    max_celsius = models.FloatField(null=True, blank=True)
    attached_at = models.DateTimeField(null=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    last_at = models.DateTimeField(null=True)
    last_latitude = models.FloatField(null=True)
    last_longitude = models.FloatField(null=True)
    last_celsius = models.FloatField(null=True)
    inside = ArrayField(models.CharField(max_length=40), default=list, db_default=[], blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(max_kmh__gt=0), name="shipping_device_moves"),
            models.CheckConstraint(
                condition=Q(min_celsius__isnull=True)
                | Q(max_celsius__isnull=True)
                | Q(min_celsius__lt=F("max_celsius")),
                name="shipping_device_thresholds",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.code


class Attachment(TenantModel):
    """A device travelled with a shipment from one instant until another. Where it travels now stands at the device."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="attachments")
    fulfilment = models.ForeignKey(Fulfilment, on_delete=models.CASCADE, related_name="+")
    attached_at = models.DateTimeField()
    detached_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["attached_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(attached_at__lte=F("detached_at")), name="shipping_attachment_lasts")
        ]

    def __str__(self) -> str:
        return f"{self.device_id} with {self.fulfilment_id}"


class Position(TenantModel):
    """Where a device was at an instant, as it told. The same instant again is nothing new."""

    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="positions")
    recorded_at = models.DateTimeField()
    received_at = models.DateTimeField()
    latitude = models.FloatField()
    longitude = models.FloatField()
    accuracy_m = models.PositiveIntegerField(null=True)
    celsius = models.FloatField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["recorded_at"]
        constraints = [
            models.UniqueConstraint(fields=["device", "recorded_at"], name="shipping_position_once"),
            models.CheckConstraint(condition=_ON_EARTH, name="shipping_position_on_earth"),
        ]
        indexes = [BrinIndex(fields=["received_at"], name="shipping_position_received")]

    def __str__(self) -> str:
        return f"{self.device_id} {self.recorded_at:%Y-%m-%d %H:%M:%S}"

    @classmethod
    def insert_new(cls, rows: Sequence[tuple[int, Any]], *, at: datetime) -> list[tuple[int, datetime]]:
        """Insert (device key, point) where the device's instant is not known yet; the keys of those that were new.

        One statement, whatever the number of rows.
        """
        if not rows:
            return []
        columns = [
            [key for key, _ in rows],
            *([getattr(point, name) for _, point in rows] for name in
              ("recorded_at", "latitude", "longitude", "accuracy_m", "celsius")),
        ]  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {cls._meta.db_table} "  # noqa: S608  a table's own name
                "(device_id, recorded_at, latitude, longitude, accuracy_m, celsius, received_at) "
                "SELECT *, %s::timestamptz FROM unnest(%s::bigint[], %s::timestamptz[], %s::float8[], %s::float8[], "
                "%s::int[], %s::float8[]) ON CONFLICT DO NOTHING RETURNING device_id, recorded_at",
                [at, *columns],
            )
            return list(cursor.fetchall())


class Geofence(TenantModel):
    """A circle on the map whose crossings are told."""

    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    latitude = models.FloatField()
    longitude = models.FloatField()
    radius_m = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=_ON_EARTH, name="shipping_fence_on_earth"),
            models.CheckConstraint(condition=Q(radius_m__gt=0), name="shipping_fence_has_room"),
        ]

    def __str__(self) -> str:
        return self.name


class Crossing(TenantModel):
    """A device that came into a geofence, or left it."""

    append_only = True

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="crossings")
    fence_code = models.CharField(max_length=40)
    is_entry = models.BooleanField()
    occurred_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["occurred_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["device", "fence_code", "occurred_at"], name="shipping_crossing_once")
        ]

    def __str__(self) -> str:
        return f"{self.fence_code} {'in' if self.is_entry else 'out'} {self.occurred_at:%Y-%m-%d %H:%M}"


class Incident(TenantModel):
    """A stretch of time in which a sensor felt more, or less, than its goods stand. `worst_celsius` is the farthest."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="incidents")
    fulfilment = models.ForeignKey(Fulfilment, on_delete=models.SET_NULL, null=True, related_name="incidents")
    kind = models.CharField(max_length=12, choices=IncidentKind.choices)
    started_at = models.DateTimeField()
    last_at = models.DateTimeField()
    worst_celsius = models.FloatField()
    limit_celsius = models.FloatField()

    class Meta(TenantModel.Meta):
        ordering = ["-started_at"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=IncidentKind.values), name="shipping_incident_kind_known"),
            models.CheckConstraint(condition=Q(started_at__lte=F("last_at")), name="shipping_incident_lasts"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.started_at:%Y-%m-%d %H:%M}"


class HistoryRead(TenantModel):
    """Somebody looked at where a device was. Never changed or deleted."""

    append_only = True

    device = models.ForeignKey(Device, on_delete=models.PROTECT, related_name="+")
    read_by = models.CharField(max_length=80)
    read_at = models.DateTimeField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    point_count = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        ordering = ["-read_at"]

    def __str__(self) -> str:
        return f"{self.read_by} {self.read_at:%Y-%m-%d %H:%M}"
