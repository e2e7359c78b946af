"""API · storefront · markets, currencies, rates, address forms and categories."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers


class Market(serializers.Serializer[Any]):
    code = serializers.CharField()
    currency = serializers.CharField()
    languages = serializers.ListField(child=serializers.CharField())
    countries = serializers.ListField(child=serializers.CharField())
    prices_include_tax = serializers.BooleanField()
    duty_policy = serializers.CharField()


class Currency(serializers.Serializer[Any]):
    """`exponent`: digits after the decimal point (ISO 4217)."""

    code = serializers.CharField()
    exponent = serializers.IntegerField()


class Language(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = serializers.CharField()


class ExchangeRate(serializers.Serializer[Any]):
    """Units of `quote` for one unit of `base`, and who published it when."""

    base = serializers.CharField()
    quote = serializers.CharField()
    rate = serializers.DecimalField(max_digits=20, decimal_places=10)
    source = serializers.CharField(allow_blank=True)
    published_on = serializers.DateField()


class AddressChoice(serializers.Serializer[Any]):
    value = serializers.CharField()
    label = serializers.CharField()


class AddressFormField(serializers.Serializer[Any]):
    """A member of an address in this country; `choices` is empty where any text may stand."""

    name = serializers.CharField()
    label = serializers.CharField()
    help = serializers.CharField(allow_blank=True)
    is_required = serializers.BooleanField()
    max_length = serializers.IntegerField(allow_null=True)
    choices = AddressChoice(many=True)


class AddressForm(serializers.Serializer[Any]):
    """The members of an address in the country's own order."""

    country = serializers.CharField()
    members = AddressFormField(many=True)


class Category(serializers.Serializer[Any]):
    """A category; `path` are the codes from the root to it."""

    code = serializers.CharField()
    slug = serializers.CharField()
    name = serializers.CharField()
    path = serializers.ListField(child=serializers.CharField())
    parent = serializers.SerializerMethodField()

    def get_parent(self, node: Any) -> str | None:
        return node.path[-2] if len(node.path) > 1 else None


class CategoryDetail(Category):
    children = Category(many=True)
