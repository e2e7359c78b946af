"""API · ways over hubs, as all who may see them are shown."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import MoneyField
from apps.itineraries.types import Ending, PlanState, Subject, Verdict
from apps.logistics.types import LegMode


class LegShown(serializers.Serializer[Any]):
    code = serializers.CharField()
    carrier = serializers.CharField()
    mode = serializers.ChoiceField(choices=LegMode.choices)
    origin = serializers.CharField(help_text="A hub's code.")
    destination = serializers.CharField(help_text="A hub's code.")
    departs_at = serializers.DateTimeField()
    arrives_at = serializers.DateTimeField()


class WayShown(serializers.Serializer[Any]):
    """A way over hubs. Nine of ten consignments have arrived by `until_at`; `in_time` is the share that keeps the day.

    `verdict` says why it was not proposed ("": it was), `leg_code` and `why` which leg that was and what is wrong.
    """

    id = serializers.UUIDField(source="row.public_id")
    legs = LegShown(many=True)
    transfers = serializers.IntegerField()
    cost = MoneyField(source="row.cost")
    co2_g = serializers.IntegerField(source="row.co2_g")
    in_time = serializers.DecimalField(source="row.in_time", max_digits=4, decimal_places=3)
    arrives_at = serializers.DateTimeField(source="row.arrives_at")
    until_at = serializers.DateTimeField(source="row.until_at")
    verdict = serializers.ChoiceField(source="row.verdict", choices=["", *Verdict.values])
    leg_code = serializers.CharField(source="row.leg_code", allow_blank=True)
    why = serializers.CharField(source="row.why", allow_blank=True)
    chosen_at = serializers.DateTimeField(source="row.chosen_at", allow_null=True)
    ended_at = serializers.DateTimeField(source="row.ended_at", allow_null=True)
    ended_reason = serializers.CharField(source="row.ended_reason", allow_blank=True)


class ItineraryRowShown(serializers.Serializer[Any]):
    """Goods over hubs; `subject_id` is the order or transfer."""

    id = serializers.UUIDField(source="public_id")
    subject = serializers.ChoiceField(choices=Subject.choices)
    subject_id = serializers.UUIDField(allow_null=True)
    reference = serializers.CharField()
    origin = serializers.CharField()
    destination = serializers.CharField()
    weight_kg = serializers.DecimalField(max_digits=10, decimal_places=1)
    volume_cbm = serializers.DecimalField(max_digits=9, decimal_places=3)
    ready_at = serializers.DateTimeField()
    due_by = serializers.DateTimeField(allow_null=True)
    state = serializers.ChoiceField(choices=PlanState.choices)
    is_offered = serializers.BooleanField(source="is_open_to_buyer", help_text="The buyer may choose now.")
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
    ended_why = serializers.ChoiceField(choices=["", *Ending.values])


class ItineraryShown(serializers.Serializer[Any]):
    """A plan with the way that holds, those that held before, and those to choose from."""

    plan = ItineraryRowShown(source="row")
    chosen = WayShown(allow_null=True)
    before = WayShown(many=True)
    proposed = WayShown(many=True)
    rejected = WayShown(many=True)
