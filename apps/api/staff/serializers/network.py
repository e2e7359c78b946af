"""API · staff · timetables, and vendors' ways over them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body
from apps.itineraries.types import PlanState
from apps.logistics.types import LegMode


class LegShown(serializers.Serializer[Any]):
    """A leg by timetable. It runs where `closed_from` is null; `closed_until` null: closed until further notice."""

    code = serializers.CharField()
    carrier = serializers.CharField()
    mode = serializers.ChoiceField(choices=LegMode.choices)
    origin = serializers.CharField(source="origin_id")
    destination = serializers.CharField(source="destination_id")
    transit_h = serializers.IntegerField()
    reliability = serializers.DecimalField(max_digits=4, decimal_places=3)
    closed_from = serializers.DateTimeField(allow_null=True)
    closed_until = serializers.DateTimeField(allow_null=True)
    closed_reason = serializers.CharField(allow_blank=True)


class CloseBody(Body):
    since = serializers.DateTimeField()
    until = serializers.DateTimeField(required=False, allow_null=True, help_text="Null: until further notice.")
    reason = serializers.CharField(max_length=200, help_text="Buyers read it.")


class PlannedWayShown(serializers.Serializer[Any]):
    """A vendor's goods over hubs; `late` and `stuck` do not keep the promised day."""

    id = serializers.UUIDField(source="plan_id")
    vendor = serializers.SlugField(source="vendor.slug")
    reference = serializers.CharField()
    origin = serializers.CharField()
    destination = serializers.CharField()
    state = serializers.ChoiceField(choices=PlanState.choices)
    leg_codes = serializers.ListField(child=serializers.CharField())
    due_by = serializers.DateTimeField(allow_null=True)
    arrives_at = serializers.DateTimeField(allow_null=True)
    until_at = serializers.DateTimeField(allow_null=True)
