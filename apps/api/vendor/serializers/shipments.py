"""API · vendor · shipments and parcels."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body, MoneyField
from apps.logistics.types import TrackingStatus
from apps.shipping.types import FulfilmentStatus


class ScanShown(serializers.Serializer[Any]):
    """One thing that happened to a parcel, as the carrier tells it."""

    code = serializers.CharField()
    status = serializers.ChoiceField(choices=TrackingStatus.choices)
    text = serializers.CharField(allow_blank=True)
    occurred_at = serializers.DateTimeField()
    location = serializers.CharField(allow_blank=True)
    country = serializers.CharField(allow_blank=True)
    latitude = serializers.FloatField(allow_null=True)
    longitude = serializers.FloatField(allow_null=True)


class ParcelShown(serializers.Serializer[Any]):
    """One box with one label, and its way so far, oldest first."""

    number = serializers.IntegerField()
    weight_g = serializers.IntegerField(source="plan.weight_g")
    length_mm = serializers.IntegerField(source="plan.length_mm")
    width_mm = serializers.IntegerField(source="plan.width_mm")
    height_mm = serializers.IntegerField(source="plan.height_mm")
    tracking_number = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=TrackingStatus.choices, allow_blank=True)
    signed_by = serializers.CharField(allow_blank=True)
    estimated_from = serializers.DateField(allow_null=True)
    estimated_to = serializers.DateField(allow_null=True)
    scans = ScanShown(many=True)


class ShipmentLineShown(serializers.Serializer[Any]):
    variant_id = serializers.UUIDField()
    sku = serializers.CharField()
    title = serializers.CharField()
    quantity = serializers.IntegerField()
    hs_code = serializers.CharField()
    origin = serializers.CharField()
    value = MoneyField(help_text="The whole line's, for customs.")


class BoxShown(serializers.Serializer[Any]):
    weight_g = serializers.IntegerField()
    length_mm = serializers.IntegerField()
    width_mm = serializers.IntegerField()
    height_mm = serializers.IntegerField()


class ShipmentShown(serializers.Serializer[Any]):
    """One warehouse's share of an order, from the shelf to the door. `events` are the steps that are possible now."""

    id = serializers.UUIDField(source="public_id")
    order_id = serializers.UUIDField()
    order_number = serializers.CharField()
    version = serializers.IntegerField()
    status = serializers.ChoiceField(choices=FulfilmentStatus.choices)
    warehouse_id = serializers.UUIDField()
    carrier = serializers.CharField(source="carrier_code")
    service = serializers.CharField(source="service_code")
    incoterm = serializers.CharField()
    has_label = serializers.BooleanField()
    created_at = serializers.DateTimeField()
    handed_over_at = serializers.DateTimeField(allow_null=True)
    lines = ShipmentLineShown(many=True)
    parcels = ParcelShown(many=True)
    events = serializers.ListField(child=serializers.CharField())


class ShipmentDetail(ShipmentShown):
    """The same with the boxes that the planner would use."""

    planned_boxes = BoxShown(many=True)


class BoxBody(Body):
    """One box: grams and millimetres."""

    weight_g = serializers.IntegerField(min_value=1, max_value=100_000)
    length_mm = serializers.IntegerField(min_value=1, max_value=5_000)
    width_mm = serializers.IntegerField(min_value=1, max_value=5_000)
    height_mm = serializers.IntegerField(min_value=1, max_value=5_000)


class PackBody(Body):
    """The boxes in which the goods lie; without them the planned ones are taken."""

    boxes = serializers.ListField(child=BoxBody(), min_length=1, max_length=50, required=False)
