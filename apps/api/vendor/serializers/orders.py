"""API · vendor · orders, with lines, money and what happened."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body, MoneyField
from apps.orders.types import OrderStatus

from .shipments import ShipmentShown
from .stock import AddressShown


class OrderRowShown(serializers.Serializer[Any]):
    """An order as a line of a list."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField()
    version = serializers.IntegerField()
    status = serializers.ChoiceField(choices=OrderStatus.choices)
    placed_at = serializers.DateTimeField()
    buyer_name = serializers.CharField()
    country = serializers.CharField()
    total = MoneyField()
    piece_count = serializers.IntegerField()
    service = serializers.CharField(source="service_code")
    is_held = serializers.BooleanField(help_text="The marketplace is looking at it: send nothing yet.")


class OrderLineShown(serializers.Serializer[Any]):
    """Pieces of one variant out of one warehouse, as sold. Amounts are the whole line's, in the charge currency."""

    variant_id = serializers.UUIDField()
    sku = serializers.CharField()
    title = serializers.CharField()
    option_label = serializers.CharField(allow_blank=True)
    quantity = serializers.IntegerField()
    cancelled = serializers.IntegerField(help_text="Pieces of them that are not sent.")
    unit_price = MoneyField()
    goods = MoneyField()
    shipping = MoneyField()
    duty = MoneyField()
    tax = MoneyField()
    fees = MoneyField()
    total = MoneyField()
    hs_code = serializers.CharField()
    origin = serializers.CharField()
    weight_g = serializers.IntegerField(help_text="Of one piece.")
    warehouse_id = serializers.UUIDField()


class HappeningShown(serializers.Serializer[Any]):
    """One thing that happened to an order, and who did it."""

    code = serializers.CharField()
    actor = serializers.CharField()
    occurred_at = serializers.DateTimeField()
    data = serializers.DictField()


class OrderShown(serializers.Serializer[Any]):
    """A whole order. Nothing in it is computed again. `events` are the steps that are possible now."""

    id = serializers.UUIDField(source="row.public_id")
    number = serializers.CharField(source="row.number")
    version = serializers.IntegerField(source="row.version")
    status = serializers.ChoiceField(source="row.status", choices=OrderStatus.choices)
    placed_at = serializers.DateTimeField(source="row.placed_at")
    purchase_number = serializers.CharField()
    buyer_name = serializers.CharField(source="row.buyer_name")
    buyer_email = serializers.EmailField()
    address = AddressShown()
    incoterm = serializers.CharField()
    service = serializers.CharField(source="row.service_code")
    delivery_days = serializers.ListField(child=serializers.IntegerField(), help_text="At least and at most.")
    vendor_goods = MoneyField(help_text="The goods in the vendor's currency, at the rate locked at the sale.")
    goods = MoneyField()
    shipping = MoneyField()
    duty = MoneyField()
    tax = MoneyField()
    fees = MoneyField()
    total = MoneyField(source="row.total")
    note = serializers.CharField(allow_blank=True, help_text="What the buyer asks for.")
    gift_message = serializers.CharField(allow_blank=True, help_text="Printed on the packing slip.")
    lines = OrderLineShown(many=True)
    shipments = ShipmentShown(source="fulfilments", many=True)
    timeline = HappeningShown(many=True)
    events = serializers.ListField(child=serializers.CharField())


class CancelBody(Body):
    reason = serializers.CharField(max_length=200, help_text="The buyer reads it.")
