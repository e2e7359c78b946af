"""API · vendor · devices on the way, and where they are."""

from __future__ import annotations

import math
from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body, Fault
from apps.shipping.types import IncidentKind

MOST_POINTS = 1000


class Measure(serializers.FloatField):
    """A number with an end: "nan" lies outside no limits."""

    def to_internal_value(self, data: Any) -> float:
        value = super().to_internal_value(data)
        if not math.isfinite(value):
            self.fail("invalid")
        return value


class PointBody(Body):
    """Where a device was at an instant, and what its sensor felt."""

    device = serializers.CharField(max_length=40, help_text="The device's code.")
    recorded_at = serializers.DateTimeField(help_text="By the device's clock. The same instant again is nothing new.")
    latitude = Measure(min_value=-90, max_value=90)
    longitude = Measure(min_value=-180, max_value=180)
    accuracy_m = serializers.IntegerField(min_value=0, max_value=1_000_000, required=False, allow_null=True)
    celsius = Measure(min_value=-100, max_value=150, required=False, allow_null=True)


class PositionsBody(Body):
    points = serializers.ListField(child=PointBody(), min_length=1, max_length=MOST_POINTS)


class RefusedPointShown(serializers.Serializer[Any]):
    index = serializers.IntegerField(help_text="Its place among the points that were sent, from 0.")
    problem = Fault()


class TakenShown(serializers.Serializer[Any]):
    """What came of a batch. Each point stands for itself."""

    new = serializers.IntegerField()
    known = serializers.IntegerField(help_text="Told before.")
    refused = RefusedPointShown(many=True)


class DeviceShown(serializers.Serializer[Any]):
    """A tracker that travels with a shipment, or will. `last` values are of its newest believable point."""

    code = serializers.CharField()
    name = serializers.CharField()
    shipment_id = serializers.UUIDField(source="fulfilment.public_id", allow_null=True, default=None)
    max_kmh = serializers.IntegerField()
    min_celsius = serializers.FloatField(allow_null=True)
    max_celsius = serializers.FloatField(allow_null=True)
    is_active = serializers.BooleanField()
    last_at = serializers.DateTimeField(allow_null=True)
    last_latitude = serializers.FloatField(allow_null=True)
    last_longitude = serializers.FloatField(allow_null=True)
    last_celsius = serializers.FloatField(allow_null=True)
    inside = serializers.ListField(child=serializers.CharField(), help_text="Codes of geofences.")


class DeviceBody(Body):
    """What is not given stays; `shipment_id` null takes the device off its shipment."""

    name = serializers.CharField(max_length=80, required=False)
    max_kmh = serializers.IntegerField(min_value=1, max_value=1200, required=False)
    min_celsius = Measure(min_value=-100, max_value=150, required=False, allow_null=True)
    max_celsius = Measure(min_value=-100, max_value=150, required=False, allow_null=True)
    is_active = serializers.BooleanField(required=False)
    shipment_id = serializers.UUIDField(required=False, allow_null=True)


class PositionShown(serializers.Serializer[Any]):
    recorded_at = serializers.DateTimeField()
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    accuracy_m = serializers.IntegerField(allow_null=True)
    celsius = serializers.FloatField(allow_null=True)
    is_believable = serializers.BooleanField(help_text="False where the device would have moved faster than it can.")


class TrackShown(serializers.Serializer[Any]):
    """Oldest first, at most 2,000 points, the newest ones."""

    data = PositionShown(many=True)


class TrackQuery(serializers.Serializer[Any]):
    since = serializers.DateTimeField(help_text="Who asks, and for what, is written down.")
    until = serializers.DateTimeField(required=False, help_text="Without it: now.")


class GeofenceShown(serializers.Serializer[Any]):
    """A circle whose crossings are told."""

    code = serializers.CharField()
    name = serializers.CharField()
    latitude = serializers.FloatField()
    longitude = serializers.FloatField()
    radius_m = serializers.IntegerField()


class GeofencesShown(serializers.Serializer[Any]):
    data = GeofenceShown(many=True)


class GeofenceBody(Body):
    name = serializers.CharField(max_length=80)
    latitude = Measure(min_value=-90, max_value=90)
    longitude = Measure(min_value=-180, max_value=180)
    radius_m = serializers.IntegerField(min_value=1, max_value=1_000_000)


class IncidentShown(serializers.Serializer[Any]):
    """A stretch of time in which a sensor felt more, or less, than its goods stand."""

    id = serializers.UUIDField(source="public_id")
    device = serializers.CharField(source="device.code")
    shipment_id = serializers.UUIDField(source="fulfilment.public_id", allow_null=True, default=None)
    kind = serializers.ChoiceField(choices=IncidentKind.choices)
    started_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()
    worst_celsius = serializers.FloatField()
    limit_celsius = serializers.FloatField()
