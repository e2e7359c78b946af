"""API · vendor · how each way did, and what a parcel would cost."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.serializers import MoneyField
from apps.promises.types import FreightEstimate


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


class ParcelCostQuery(serializers.Serializer[Any]):
    """A parcel as it would be handed over, packing included."""

    ship_from = serializers.RegexField(r"^[A-Z]{2}$", help_text="ISO 3166-1 alpha-2.")
    ship_to = serializers.RegexField(r"^[A-Z]{2}$", help_text="ISO 3166-1 alpha-2.")
    postcode = serializers.CharField(max_length=16, required=False, default="")
    weight_g = serializers.IntegerField(min_value=1, max_value=2_000_000)
    length_mm = serializers.IntegerField(min_value=1, max_value=5_000)
    width_mm = serializers.IntegerField(min_value=1, max_value=5_000)
    height_mm = serializers.IntegerField(min_value=1, max_value=5_000)


class ServiceCost(serializers.Serializer[Any]):
    service_code = serializers.CharField()
    carrier_code = serializers.CharField()
    price = MoneyField()
    min_days = serializers.IntegerField()
    max_days = serializers.IntegerField()


class ServiceRefusal(serializers.Serializer[Any]):
    service_code = serializers.CharField(source="service.code")
    refusal = serializers.ChoiceField(choices=["lane", "size"], help_text="Not that way; too heavy or too large.")


class UsualLane(serializers.Serializer[Any]):
    ship_from = serializers.CharField()
    ship_to = serializers.CharField()
    count = serializers.IntegerField()


class FreightEstimateShown(serializers.Serializer[Any]):
    """What a parcel would cost that no tariff takes: eight of ten like it cost from `low` to `high`. Nobody is ever
    charged by it."""

    cost = MoneyField()
    low = MoneyField()
    high = MoneyField()
    count = serializers.IntegerField(help_text="Shipments that it was made of.")
    lanes = serializers.SerializerMethodField(help_text="The ways of these that five shipments or more went.")

    @extend_schema_field(UsualLane(many=True))
    def get_lanes(self, one: FreightEstimate) -> list[dict[str, Any]]:
        """The usual ways."""
        return [{"ship_from": start, "ship_to": end, "count": count} for start, end, count in one.usual_lanes]


class ParcelCostShown(serializers.Serializer[Any]):
    """Costs are in the currency of the shop; `estimate` is null where a tariff takes the parcel, or too little is
    known."""

    options = ServiceCost(many=True)
    refused = ServiceRefusal(many=True)
    estimate = FreightEstimateShown(allow_null=True)
