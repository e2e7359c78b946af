"""API · vendor · how each way did."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import MoneyField


class LaneQuery(serializers.Serializer[Any]):
    days = serializers.IntegerField(
        min_value=1, max_value=730, default=90, help_text="Shipments handed over in so many last days."
    )


class Lane(serializers.Serializer[Any]):
    """One service from one country to another. Days are from hand-over to the door; null where nothing arrived yet."""

    service_code = serializers.CharField()
    ship_from = serializers.CharField()
    ship_to = serializers.CharField()
    sent = serializers.IntegerField()
    under_way = serializers.IntegerField()
    delivered = serializers.IntegerField()
    failed = serializers.IntegerField(help_text="Lost or damaged.")
    handling_days = serializers.FloatField(allow_null=True, help_text="From order to hand-over, the median.")
    median_days = serializers.FloatField(allow_null=True)
    high_days = serializers.FloatField(allow_null=True, help_text="Nine of ten took up to so many.")
    late_share = serializers.FloatField(
        allow_null=True, help_text="Of those delivered, the part that came after the promised day."
    )
    covered_share = serializers.FloatField(allow_null=True, help_text="The part that came within the promised days.")
    cost = MoneyField(help_text="By the carrier's tariff for the parcels as they were packed.")
    weight_g = serializers.IntegerField()
