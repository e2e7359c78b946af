"""API · vendor · handing over together, batches of labels, and visits of carriers."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.serializers import Body
from apps.shipping.types import PickupStatus


@extend_schema_field({"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "examples": ["14:30"]})
class ClockField(serializers.TimeField):
    """A time of day of a place, without a zone."""


class ShipmentsBody(Body):
    shipments = serializers.ListField(child=serializers.UUIDField(), min_length=1, max_length=200)


class BatchProblemShown(serializers.Serializer[Any]):
    order_number = serializers.CharField()
    problem = serializers.CharField()


class LabelBatchShown(serializers.Serializer[Any]):
    """How far the printing is. A shipment without a label is named with the reason."""

    id = serializers.UUIDField(source="public_id")
    created_at = serializers.DateTimeField()
    total = serializers.IntegerField()
    done = serializers.IntegerField()
    is_finished = serializers.BooleanField()
    problems = BatchProblemShown(many=True)


class ManifestShown(serializers.Serializer[Any]):
    """What left the house together."""

    number = serializers.CharField()
    carrier = serializers.CharField(source="carrier_code")
    handed_over_at = serializers.DateTimeField()
    order_numbers = serializers.ListField(child=serializers.CharField())
    tracking_numbers = serializers.ListField(child=serializers.CharField())
    weight_g = serializers.IntegerField()


class PickupShown(serializers.Serializer[Any]):
    """A carrier that comes. Day and times are the warehouse's own."""

    id = serializers.UUIDField(source="public_id")
    status = serializers.ChoiceField(choices=PickupStatus.choices)
    carrier = serializers.CharField(source="carrier_id")
    warehouse_id = serializers.UUIDField()
    day = serializers.DateField()
    ready_from = ClockField(format="%H:%M")
    ready_until = ClockField(format="%H:%M")
    parcel_count = serializers.IntegerField()
    weight_g = serializers.IntegerField()
    note = serializers.CharField(allow_blank=True)
    confirmation = serializers.CharField(help_text="The carrier's number.")


class PickupBody(Body):
    warehouse_id = serializers.UUIDField()
    carrier = serializers.CharField(max_length=20)
    day = serializers.DateField()
    ready_from = ClockField(format="%H:%M")
    ready_until = ClockField(format="%H:%M")
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)
