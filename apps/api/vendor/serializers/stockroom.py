"""API · vendor · bins, lots, single pieces, transfers, counts and thresholds."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body
from apps.api.vendor.serializers.variants import MOST_PIECES
from apps.warehouse.types import Counted, CountState, SerialState, Settlement, TransferState


class BinShown(serializers.Serializer[Any]):
    """A bin of a house; `x_m` and `y_m` in metres from the packing table."""

    code = serializers.CharField()
    aisle = serializers.CharField(allow_blank=True)
    x_m = serializers.DecimalField(max_digits=7, decimal_places=2)
    y_m = serializers.DecimalField(max_digits=7, decimal_places=2)
    pieces = serializers.IntegerField()


class BinsShown(serializers.Serializer[Any]):
    data = BinShown(many=True)


class BinBody(Body):
    code = serializers.RegexField(r"^[A-Za-z0-9._-]{1,24}$")
    aisle = serializers.CharField(max_length=12, required=False, allow_blank=True)
    x_m = serializers.DecimalField(max_digits=7, decimal_places=2, required=False)
    y_m = serializers.DecimalField(max_digits=7, decimal_places=2, required=False)


class StowedShown(serializers.Serializer[Any]):
    """Pieces in a bin, of a lot, or loose: then both are empty."""

    warehouse = serializers.CharField()
    bin = serializers.CharField(allow_blank=True)
    lot = serializers.CharField(allow_blank=True)
    expires_on = serializers.DateField(allow_null=True)
    best_before_on = serializers.DateField(allow_null=True)
    pieces = serializers.IntegerField()


class PlacesShown(serializers.Serializer[Any]):
    data = StowedShown(many=True)


class PutAwayBody(Body):
    """Carry pieces within a house, or say of which lot they are. Names that are left out mean: none."""

    warehouse = serializers.CharField(max_length=20, help_text="A warehouse's code.")
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_PIECES)
    from_bin = serializers.CharField(max_length=24, required=False, allow_blank=True)
    to_bin = serializers.CharField(max_length=24, required=False, allow_blank=True)
    lot = serializers.CharField(max_length=40, required=False, allow_blank=True)
    to_lot = serializers.CharField(
        max_length=40, required=False, allow_blank=True, help_text="The lot that they are of; made where it is new."
    )
    expires_on = serializers.DateField(required=False, help_text="Of `to_lot`.")
    best_before_on = serializers.DateField(required=False, help_text="Of `to_lot`.")


class SerialShown(serializers.Serializer[Any]):
    """One piece and where it is."""

    number = serializers.CharField()
    variant_id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=SerialState.choices)
    warehouse = serializers.CharField(allow_blank=True)
    bin = serializers.CharField(allow_blank=True)
    lot = serializers.CharField(allow_blank=True)
    shipment_id = serializers.UUIDField(source="fulfilment_id", allow_null=True)
    changed_at = serializers.DateTimeField()


class SerialsShown(serializers.Serializer[Any]):
    data = SerialShown(many=True)


class SerialQuery(serializers.Serializer[Any]):
    number = serializers.CharField(max_length=60, required=False, help_text="What the number begins with.")
    variant_id = serializers.UUIDField(required=False)
    warehouse = serializers.CharField(max_length=20, required=False)
    shipment_id = serializers.UUIDField(required=False)


class TransferItemBody(Body):
    variant_id = serializers.UUIDField()
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_PIECES)
    lot = serializers.CharField(max_length=40, required=False, allow_blank=True)


class TransferBody(Body):
    source = serializers.CharField(max_length=20, help_text="A warehouse's code.")
    target = serializers.CharField(max_length=20, help_text="A warehouse's code.")
    items = serializers.ListField(child=TransferItemBody(), min_length=1, max_length=200)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True)
    expected_on = serializers.DateField(required=False, allow_null=True)


class TransferLineShown(serializers.Serializer[Any]):
    line_id = serializers.IntegerField(source="id")
    variant_id = serializers.UUIDField()
    lot = serializers.CharField(allow_blank=True)
    quantity = serializers.IntegerField()
    received = serializers.IntegerField(allow_null=True)
    settlement = serializers.CharField(allow_blank=True)


class TransferShown(serializers.Serializer[Any]):
    """Goods between two houses. `basis` is the customs entry by which they left bond."""

    id = serializers.UUIDField(source="public_id")
    source = serializers.CharField()
    target = serializers.CharField()
    state = serializers.ChoiceField(choices=TransferState.choices)
    note = serializers.CharField(allow_blank=True)
    basis = serializers.CharField(allow_blank=True)
    leaves_bond = serializers.BooleanField()
    expected_on = serializers.DateField(allow_null=True)
    created_at = serializers.DateTimeField()
    sent_at = serializers.DateTimeField(allow_null=True)
    received_at = serializers.DateTimeField(allow_null=True)
    lines = TransferLineShown(many=True)


class SendBody(Body):
    basis = serializers.CharField(
        max_length=60, required=False, allow_blank=True, help_text="The customs entry, where goods leave bond."
    )


class ReceivedBody(Body):
    line_id = serializers.IntegerField(min_value=1)
    quantity = serializers.IntegerField(min_value=0, max_value=MOST_PIECES)


class ReceiveBody(Body):
    """Pieces that arrived, by line; of a line that is not named, all that were sent."""

    received = serializers.ListField(child=ReceivedBody(), max_length=200, required=False)


class SettleBody(Body):
    line_id = serializers.IntegerField(min_value=1)
    settlement = serializers.ChoiceField(choices=Settlement.choices)


class CycleCountBody(Body):
    warehouse = serializers.CharField(max_length=20, help_text="A warehouse's code.")
    most = serializers.IntegerField(min_value=1, max_value=200, required=False)


class CycleCountLineShown(serializers.Serializer[Any]):
    """One thing to count; `posted` is by how much the books were corrected, null while it is to be counted."""

    line_id = serializers.IntegerField(source="id")
    variant_id = serializers.UUIDField()
    bin = serializers.CharField(allow_blank=True)
    lot = serializers.CharField(allow_blank=True)
    grade = serializers.CharField()
    first = serializers.IntegerField(allow_null=True)
    second = serializers.IntegerField(allow_null=True)
    posted = serializers.IntegerField(allow_null=True)


class CycleCountShown(serializers.Serializer[Any]):
    """Places of a house that are to be counted, without being told what should lie there."""

    id = serializers.UUIDField(source="public_id")
    warehouse = serializers.CharField()
    state = serializers.ChoiceField(choices=CountState.choices)
    created_at = serializers.DateTimeField()
    closed_at = serializers.DateTimeField(allow_null=True)
    lines = CycleCountLineShown(many=True)


class CountedBody(Body):
    line_id = serializers.IntegerField(min_value=1)
    quantity = serializers.IntegerField(min_value=0, max_value=MOST_PIECES)


class CountedShown(serializers.Serializer[Any]):
    outcome = serializers.ChoiceField(choices=[one.value for one in Counted])


class ThresholdBody(Body):
    """Tell below so many sellable pieces; 0 for never."""

    variant_id = serializers.UUIDField()
    warehouse = serializers.CharField(max_length=20, help_text="A warehouse's code.")
    quantity = serializers.IntegerField(min_value=0, max_value=MOST_PIECES)


class ThresholdsBody(Body):
    thresholds = serializers.ListField(child=ThresholdBody(), min_length=1, max_length=1000)


class LowShown(serializers.Serializer[Any]):
    variant_id = serializers.UUIDField()
    warehouse_id = serializers.UUIDField()
    threshold = serializers.IntegerField()
    sellable = serializers.IntegerField()
    since = serializers.DateTimeField()


class LowsShown(serializers.Serializer[Any]):
    data = LowShown(many=True)
