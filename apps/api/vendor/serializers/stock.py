"""API · vendor · warehouses, stock, movements and counts."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body, Fault
from apps.api.vendor.serializers.variants import MOST_PIECES, VariantRowShown
from apps.common.addresses import PostalAddress
from apps.warehouse.types import CountOutcome, MovementKind, WarehouseKind

MOST_COUNTS = 1000


class AddressShown(serializers.Serializer[Any]):
    """Where a parcel goes or comes from; `latin` holds a copy in Latin script."""

    recipient = serializers.CharField()
    organisation = serializers.CharField(allow_blank=True)
    country = serializers.CharField(help_text="ISO 3166-1 alpha-2.")
    lines = serializers.ListField(child=serializers.CharField())
    locality = serializers.CharField(allow_blank=True)
    dependent_locality = serializers.CharField(allow_blank=True)
    region = serializers.CharField(allow_blank=True)
    postcode = serializers.CharField(allow_blank=True)
    phone = serializers.CharField(allow_blank=True)
    latin = serializers.ListField(child=serializers.CharField())


class AddressBody(Body):
    recipient = serializers.CharField(max_length=120)
    organisation = serializers.CharField(max_length=120, allow_blank=True, required=False)
    country = serializers.RegexField("^[A-Z]{2}$", help_text="ISO 3166-1 alpha-2.")
    lines = serializers.ListField(child=serializers.CharField(max_length=200), min_length=1, max_length=4)
    locality = serializers.CharField(max_length=80, allow_blank=True, required=False)
    dependent_locality = serializers.CharField(max_length=80, allow_blank=True, required=False)
    region = serializers.CharField(max_length=80, allow_blank=True, required=False)
    postcode = serializers.CharField(max_length=20, allow_blank=True, required=False)
    phone = serializers.CharField(max_length=30, allow_blank=True, required=False)
    latin = serializers.ListField(child=serializers.CharField(max_length=200), max_length=6, required=False)

    def to_internal_value(self, data: Any) -> PostalAddress:
        found = super().to_internal_value(data)
        return PostalAddress.from_json(found)


class WarehouseShown(serializers.Serializer[Any]):
    """A house that goods leave from."""

    id = serializers.UUIDField(source="public_id")
    code = serializers.CharField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=WarehouseKind.choices)
    operator = serializers.CharField(allow_blank=True, help_text="Who runs the house, where that is not you.")
    country = serializers.CharField()
    address = AddressShown()
    latitude = serializers.FloatField(source="lat", allow_null=True)
    longitude = serializers.FloatField(source="lon", allow_null=True)
    processing_days = serializers.IntegerField(allow_null=True)


class WarehousesShown(serializers.Serializer[Any]):
    data = WarehouseShown(many=True)


class WarehouseBody(Body):
    code = serializers.RegexField(r"^[A-Z0-9-]{2,12}$", help_text="As it stands in the columns of sheets.")
    name = serializers.CharField(max_length=80)
    kind = serializers.ChoiceField(choices=WarehouseKind.choices, required=False)
    operator = serializers.CharField(max_length=120, required=False, allow_blank=True)
    address = AddressBody()
    latitude = serializers.DecimalField(
        max_digits=7, decimal_places=4, min_value=-90, max_value=90, required=False, allow_null=True
    )
    longitude = serializers.DecimalField(
        max_digits=7, decimal_places=4, min_value=-180, max_value=180, required=False, allow_null=True
    )
    processing_days = serializers.IntegerField(min_value=0, max_value=60, required=False, allow_null=True)


class HouseLevelShown(serializers.Serializer[Any]):
    warehouse = serializers.CharField(help_text="The warehouse's code.")
    on_hand = serializers.IntegerField()
    promised = serializers.IntegerField(help_text="Sold, and waiting to leave.")
    blocked = serializers.IntegerField(help_text="Not for sale: expired, or under bond.")
    sellable = serializers.IntegerField()


class StockLevelShown(VariantRowShown):
    """What there is of a variant, house by house."""

    houses = HouseLevelShown(many=True)
    promised = serializers.IntegerField()
    blocked = serializers.IntegerField()
    sellable = serializers.IntegerField()


class MovementShown(serializers.Serializer[Any]):
    """A line of the books: `delta` pieces came (negative: left)."""

    id = serializers.UUIDField(source="public_id")
    variant_id = serializers.UUIDField()
    warehouse = serializers.CharField(source="warehouse_code")
    kind = serializers.ChoiceField(choices=MovementKind.choices)
    delta = serializers.IntegerField()
    bin = serializers.CharField(allow_blank=True)
    lot = serializers.CharField(allow_blank=True)
    reference = serializers.CharField(allow_blank=True)
    basis = serializers.CharField(allow_blank=True, help_text="The customs entry that released goods from bond.")
    note = serializers.CharField(allow_blank=True)
    actor = serializers.CharField()
    occurred_at = serializers.DateTimeField()


class MovementBody(Body):
    """Pieces that came or are missing. With a reference, receiving twice is receiving once."""

    variant_id = serializers.UUIDField()
    warehouse = serializers.CharField(max_length=20, help_text="A warehouse's code.")
    kind = serializers.ChoiceField(choices=["receive", "remove"])
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_PIECES)
    bin = serializers.CharField(max_length=24, required=False, allow_blank=True)
    lot = serializers.CharField(
        max_length=40, required=False, allow_blank=True, help_text="Made where goods of it come for the first time."
    )
    reference = serializers.CharField(max_length=120, required=False, allow_blank=True)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class CountBody(Body):
    """What a shelf holds, pieces promised to buyers included. Name the variant by `sku` or `variant_id`.

    `version` (growing with each count) or `counted_at` say how new the count is: one
    that is not newer than the newest one known changes nothing.
    """

    sku = serializers.CharField(max_length=64, required=False)
    variant_id = serializers.UUIDField(required=False)
    warehouse = serializers.CharField(max_length=20, help_text="A warehouse's code.")
    quantity = serializers.IntegerField(min_value=0, max_value=MOST_PIECES)
    counted_at = serializers.DateTimeField(required=False)
    version = serializers.IntegerField(min_value=0, max_value=2**63 - 1, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("sku" in attrs) == ("variant_id" in attrs):
            raise serializers.ValidationError({"sku": ["Name the variant by its SKU or by its id."]})
        return attrs


class CountsBody(Body):
    counts = serializers.ListField(child=CountBody(), min_length=1, max_length=MOST_COUNTS)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)


class CountShown(serializers.Serializer[Any]):
    """What became of a row; `problem` where it was refused."""

    index = serializers.IntegerField(help_text="The row's place in what was sent, from 0.")
    outcome = serializers.ChoiceField(choices=[outcome.value for outcome in CountOutcome])
    on_hand = serializers.IntegerField(allow_null=True, help_text="What the shelf holds now.")
    problem = Fault(allow_null=True)


class CountsShown(serializers.Serializer[Any]):
    """One result a row, in the order sent, and how many there are of each outcome."""

    applied = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    stale = serializers.IntegerField()
    refused = serializers.IntegerField()
    results = CountShown(many=True)
