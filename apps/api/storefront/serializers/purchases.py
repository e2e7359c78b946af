"""API · storefront · purchases, their orders, parcels and timeline; reviews in."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body, MoneyField
from apps.reviews import rules

from .checkouts import Charge
from .common import PictureField, PostalAddressView, TotalsView
from .companies import BuyerCompany
from .credit import SpentTender


class PurchaseRow(serializers.Serializer[Any]):
    """A purchase in the list."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField()
    status = serializers.CharField()
    placed_at = serializers.DateTimeField()
    total = MoneyField()
    vendor_names = serializers.ListField(child=serializers.CharField())
    pictures = serializers.ListField(child=PictureField())


class PurchaseLine(serializers.Serializer[Any]):
    variant_id = serializers.UUIDField()
    product_id = serializers.UUIDField()
    product = serializers.CharField(source="slug")
    title = serializers.CharField()
    option_label = serializers.CharField(allow_blank=True)
    sku = serializers.CharField()
    picture = PictureField(allow_null=True)
    quantity = serializers.IntegerField()
    unit_price = MoneyField()
    total = MoneyField()


class Parcel(serializers.Serializer[Any]):
    """A parcel on its way; where it was seen last."""

    tracking_number = serializers.CharField(allow_blank=True)
    status = serializers.CharField(allow_blank=True)
    location = serializers.CharField(allow_blank=True)
    country = serializers.CharField(allow_blank=True)
    occurred_at = serializers.DateTimeField(allow_null=True)
    delivered_at = serializers.DateTimeField(allow_null=True)


class Order(serializers.Serializer[Any]):
    """One maker's part of a purchase; the dates are those at the door."""

    id = serializers.UUIDField(source="order_id")
    number = serializers.CharField(source="order_number")
    status = serializers.CharField()
    vendor_slug = serializers.CharField()
    vendor_name = serializers.CharField()
    vendor_country = serializers.CharField()
    lines = PurchaseLine(many=True)
    parcels = Parcel(many=True)
    totals = TotalsView()
    charges = Charge(many=True)
    incoterm = serializers.CharField()
    service_name = serializers.CharField(allow_blank=True)
    arrives_from = serializers.DateField()
    arrives_until = serializers.DateField()
    refunded = MoneyField(help_text="What has gone back to the buyer, or is on its way.")
    credit = MoneyField(help_text="Its share of what gift cards and store credit paid.")


class TimelineEntry(serializers.Serializer[Any]):
    """Something that happened. `code` is the carrier's scan code where one was made, else the news' own name."""

    code = serializers.CharField()
    occurred_at = serializers.DateTimeField()
    vendor_slug = serializers.CharField(allow_null=True)
    location = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)


class Purchase(serializers.Serializer[Any]):
    """A purchase with every maker's order. `reviewable` are variants that arrived and have no review yet."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.CharField()
    status = serializers.CharField()
    placed_at = serializers.DateTimeField()
    buyer_name = serializers.CharField(allow_blank=True)
    email = serializers.CharField(allow_blank=True)
    address = PostalAddressView()
    country = serializers.CharField(source="ship_to")
    language = serializers.CharField()
    currency = serializers.CharField()
    totals = TotalsView()
    on_arrival = MoneyField()
    tenders = SpentTender(many=True)
    business = BuyerCompany(allow_null=True)
    is_reverse_charged = serializers.BooleanField(help_text="The company accounts for tax that was not charged.")
    orders = Order(many=True)
    timeline = TimelineEntry(many=True)
    reviewable = serializers.ListField(child=serializers.UUIDField())


class Claimed(serializers.Serializer[Any]):
    """The guests' purchases that are the person's now."""

    purchases = serializers.ListField(child=serializers.UUIDField())


class ReviewBody(Body):
    variant_id = serializers.UUIDField()
    stars = serializers.IntegerField(min_value=1, max_value=5)
    title = serializers.CharField(max_length=rules.LONGEST_TITLE, required=False, allow_blank=True, default="")
    text = serializers.CharField(max_length=rules.LONGEST_TEXT, required=False, allow_blank=True, default="")
    author_name = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
