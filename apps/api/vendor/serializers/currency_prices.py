"""API · vendor · what is decided for other currencies, and what comes of it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.api.serializers import Body, MoneyField
from apps.catalog.types import TermsMode


class TermsBody(Body):
    """What a variant costs in a currency that is not the vendor's own; what the mode does not ask for is left aside."""

    sku = serializers.CharField(max_length=64)
    currency = serializers.CharField(max_length=3)
    mode = serializers.ChoiceField(choices=TermsMode.choices)
    price = serializers.DecimalField(
        max_digits=19, decimal_places=4, required=False, allow_null=True, help_text="Of one piece, where it is fixed."
    )
    rate = serializers.DecimalField(
        max_digits=18,
        decimal_places=8,
        required=False,
        allow_null=True,
        help_text="Your own: units of the currency for one of yours. Empty for that of the day.",
    )
    markup_bps = serializers.IntegerField(required=False, default=0, help_text="Basis points on the rate.")
    ending = serializers.CharField(
        max_length=20, required=False, default="", allow_blank=True, help_text="Such as .99; 9 or 9.95."
    )


class CurrencyPricesBody(Body):
    """What is decided for the variants and currencies that are named; others keep theirs.

    `derived` without a rate, markup or ending takes a decision back.
    """

    terms = serializers.ListField(child=TermsBody(), min_length=1, max_length=2000)


class TermsShown(serializers.Serializer[Any]):
    """What is decided for a variant in a currency."""

    sku = serializers.CharField()
    currency = serializers.CharField()
    mode = serializers.ChoiceField(choices=TermsMode.choices)
    price = serializers.DecimalField(max_digits=19, decimal_places=4, allow_null=True)
    rate = serializers.DecimalField(max_digits=18, decimal_places=8, allow_null=True)
    markup_bps = serializers.IntegerField()
    ending = serializers.CharField(allow_blank=True)


class CurrencyPriceShown(serializers.Serializer[Any]):
    """What one piece costs in a currency, in a market that pays in it or for who chooses it (`market` is empty then).

    `receives` is what you get of it, commission taken off; `margin` by which share that is more than by the day's rate.
    """

    sku = serializers.CharField()
    market = serializers.CharField(allow_blank=True)
    currency = serializers.CharField()
    price = MoneyField(allow_null=True)
    receives = MoneyField(allow_null=True)
    margin = serializers.DecimalField(max_digits=12, decimal_places=4)
    has_terms = serializers.BooleanField()
    is_sold = serializers.BooleanField()


class CurrencyPricesShown(serializers.Serializer[Any]):
    terms = TermsShown(many=True)
    prices = CurrencyPriceShown(many=True)
