"""API · storefront · carts in and out."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.api.serializers import Body, MoneyField

from .common import PictureField, TotalsView

MOST_PIECES = 99_999


class LineBody(Body):
    variant_id = serializers.UUIDField()
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_PIECES, default=1, required=False)


class CartBody(Body):
    """The first lines of a cart."""

    lines = LineBody(many=True, allow_empty=False, max_length=1_000)


class CodeBody(Body):
    """`code` is a SKU or GTIN; `vendor` says whose, where several makers use it."""

    code = serializers.CharField(max_length=64)
    quantity = serializers.IntegerField(min_value=1, max_value=MOST_PIECES, default=1, required=False)
    vendor = serializers.SlugField(max_length=40, default="", required=False, allow_blank=True)


class OrderListBody(Body):
    """Where `takes_what_there_is`, lines that cannot be had as they stand are left out or cut to what is left."""

    lines = CodeBody(many=True, allow_empty=False, max_length=1_000)
    takes_what_there_is = serializers.BooleanField(default=False, required=False)


class QuantityBody(Body):
    """Pieces of the variant from now on; zero takes it out."""

    quantity = serializers.IntegerField(min_value=0, max_value=MOST_PIECES)


class NextTier(serializers.Serializer[Any]):
    """From how many pieces on the next cheaper price holds."""

    from_quantity = serializers.IntegerField()
    price = MoneyField()


class CartLine(serializers.Serializer[Any]):
    """A line; `price_before` and `price_now` where the price moved since it was put in, `problem` where it is stuck."""

    variant_id = serializers.UUIDField()
    title = serializers.CharField(allow_blank=True)
    product = serializers.CharField(source="slug", allow_blank=True)
    option_label = serializers.CharField(allow_blank=True)
    picture = PictureField(allow_null=True)
    quantity = serializers.IntegerField()
    smallest = serializers.IntegerField()
    unit_price = MoneyField(allow_null=True)
    goods = MoneyField(allow_null=True)
    price_before = MoneyField(allow_null=True)
    price_now = MoneyField(allow_null=True)
    next_tier = serializers.SerializerMethodField()
    problem = serializers.CharField(allow_null=True)
    left = serializers.IntegerField()

    @extend_schema_field(NextTier(allow_null=True))
    def get_next_tier(self, line: Any) -> Any:
        if line.next_tier is None:
            return None
        return NextTier({"from_quantity": line.next_tier[0], "price": line.next_tier[1]}).data


class CartGroup(serializers.Serializer[Any]):
    """One maker's lines that travel together; `totals` is null where they cannot be bought."""

    vendor_slug = serializers.CharField(allow_blank=True)
    vendor_name = serializers.CharField(allow_blank=True)
    parcel_count = serializers.IntegerField(allow_null=True)
    totals = TotalsView(allow_null=True)
    lines = CartLine(many=True)


class Cart(serializers.Serializer[Any]):
    """A cart at the price at the door. `token` opens a guest's cart and is given once, when the cart is made."""

    id = serializers.UUIDField()
    token = serializers.CharField(allow_null=True)
    count = serializers.IntegerField()
    country = serializers.CharField()
    currency = serializers.CharField()
    groups = CartGroup(many=True)
    totals = TotalsView(allow_null=True)
    on_arrival = MoneyField(allow_null=True)
    quote_valid_until = serializers.DateTimeField(allow_null=True)


class ListChoice(serializers.Serializer[Any]):
    """A maker that uses the code."""

    vendor = serializers.CharField()
    vendor_name = serializers.CharField()
    title = serializers.CharField()


class ListLine(serializers.Serializer[Any]):
    """What became of a line; `line` counts from zero, `joined` are lines with the same goods, summed into it.

    `addable` pieces can be put into the cart. Prices are each one's at that quantity, at today's rate.
    """

    line = serializers.IntegerField(source="number")
    joined = serializers.ListField(child=serializers.IntegerField())
    code = serializers.CharField()
    quantity = serializers.IntegerField()
    problem = serializers.CharField(allow_null=True)
    addable = serializers.IntegerField()
    left = serializers.IntegerField()
    variant_id = serializers.UUIDField(allow_null=True)
    title = serializers.CharField(allow_blank=True)
    vendor = serializers.CharField(allow_blank=True)
    unit_price = MoneyField(allow_null=True)
    goods = MoneyField(allow_null=True)
    near = serializers.ListField(child=serializers.CharField())
    choices = ListChoice(many=True)


class FilledCart(Cart):
    """The cart, and what became of each line of the list."""

    order_list = ListLine(many=True)


class CartRow(serializers.Serializer[Any]):
    """The token's person's cart."""

    id = serializers.UUIDField(source="public_id")
    count = serializers.IntegerField()
