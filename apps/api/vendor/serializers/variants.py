"""API · vendor · variants, options and prices, in and out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.conf import settings
from rest_framework import serializers

from apps.api.serializers import Body, MoneyField
from apps.catalog.types import Option, OptionChoice, PriceKind, Tier, VariantDraft, VariantStatus

MOST_PIECES = 1_000_000
Names = dict[str, str]


def names_field(**options: Any) -> serializers.DictField:
    """Language → text."""
    return serializers.DictField(child=serializers.CharField(max_length=120), **options)


class ChoiceShown(serializers.Serializer[Any]):
    code = serializers.CharField()
    names = names_field(help_text="Language → name.")
    hex = serializers.CharField(allow_blank=True, help_text="#rrggbb for colours.")


class OptionShown(serializers.Serializer[Any]):
    code = serializers.CharField()
    names = names_field(help_text="Language → name.")
    values = ChoiceShown(many=True)


class TierShown(serializers.Serializer[Any]):
    """The price of one piece from `min_quantity` pieces on, without destination tax."""

    kind = serializers.ChoiceField(choices=PriceKind.choices)
    min_quantity = serializers.IntegerField()
    price = MoneyField()


class VariantShown(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="variant_id")
    sku = serializers.CharField()
    gtin = serializers.CharField(allow_blank=True)
    options = serializers.DictField(child=serializers.CharField(), help_text="Option code → value code.")
    weight_g = serializers.IntegerField()
    length_mm = serializers.IntegerField()
    width_mm = serializers.IntegerField()
    height_mm = serializers.IntegerField()
    hs_code = serializers.CharField(source="own_hs_code", allow_blank=True, help_text="Empty: the product's own holds.")
    origin = serializers.CharField(source="own_origin", allow_blank=True, help_text="Empty: the product's own holds.")
    moq = serializers.IntegerField(help_text="Smallest wholesale order.")
    pack_size = serializers.IntegerField(help_text="Wholesale orders are multiples of it.")
    status = serializers.ChoiceField(choices=VariantStatus.choices)
    prices = TierShown(many=True)


class VariantRowShown(serializers.Serializer[Any]):
    """A variant as a line of a list."""

    id = serializers.UUIDField(source="variant_id")
    product_id = serializers.UUIDField()
    sku = serializers.CharField()
    title = serializers.CharField()
    options = serializers.CharField(allow_blank=True)
    status = serializers.ChoiceField(choices=VariantStatus.choices)


class VariantOfProduct(VariantShown):
    """A variant and the product it belongs to, whose version is the ETag."""

    product_id = serializers.UUIDField()
    product_code = serializers.CharField()


class PriceRowShown(serializers.Serializer[Any]):
    """One price of one variant."""

    sku = serializers.CharField(source="variant.sku")
    variant_id = serializers.UUIDField(source="variant.public_id")
    kind = serializers.ChoiceField(source="price_list.kind", choices=PriceKind.choices)
    min_quantity = serializers.IntegerField()
    price = MoneyField(source="unit_price")


class PriceListShown(serializers.Serializer[Any]):
    """The prices for one kind of buyer in one currency."""

    kind = serializers.ChoiceField(choices=PriceKind.choices)
    currency = serializers.CharField()
    price_count = serializers.IntegerField()


class PriceListsShown(serializers.Serializer[Any]):
    data = PriceListShown(many=True)


class ChoiceBody(Body):
    code = serializers.CharField(max_length=40)
    names = names_field()
    hex = serializers.RegexField(r"^#[0-9a-fA-F]{6}$", required=False, allow_blank=True)


class OptionBody(Body):
    code = serializers.CharField(max_length=40)
    names = names_field()
    values = serializers.ListField(child=ChoiceBody(), max_length=250)


class TierBody(Body):
    kind = serializers.ChoiceField(choices=PriceKind.choices)
    min_quantity = serializers.IntegerField(min_value=1, max_value=MOST_PIECES)
    price = MoneyField(currencies=tuple(settings.CURRENCIES))


class VariantEdit(Body):
    """Parts of a variant; what is left out stays."""

    gtin = serializers.CharField(max_length=14, allow_blank=True, required=False)
    options = serializers.DictField(child=serializers.CharField(max_length=40), required=False)
    weight_g = serializers.IntegerField(min_value=0, max_value=1_000_000, required=False)
    length_mm = serializers.IntegerField(min_value=0, max_value=12_000, required=False)
    width_mm = serializers.IntegerField(min_value=0, max_value=12_000, required=False)
    height_mm = serializers.IntegerField(min_value=0, max_value=12_000, required=False)
    hs_code = serializers.CharField(max_length=10, allow_blank=True, required=False)
    origin = serializers.CharField(max_length=2, allow_blank=True, required=False)
    moq = serializers.IntegerField(min_value=1, max_value=MOST_PIECES, required=False)
    pack_size = serializers.IntegerField(min_value=1, max_value=MOST_PIECES, required=False)
    status = serializers.ChoiceField(choices=VariantStatus.choices, required=False)
    prices = serializers.ListField(child=TierBody(), max_length=200, required=False)


class VariantBody(VariantEdit):
    """A variant by its SKU: a new one, or parts of one that is there."""

    sku = serializers.CharField(max_length=64)


class PricesOfVariant(Body):
    sku = serializers.CharField(max_length=64)
    prices = serializers.ListField(child=TierBody(), max_length=200)
    moq = serializers.IntegerField(min_value=1, max_value=MOST_PIECES, required=False)
    pack_size = serializers.IntegerField(min_value=1, max_value=MOST_PIECES, required=False)


class PricesBody(Body):
    """All prices of the variants that are named; others keep theirs."""

    variants = serializers.ListField(child=PricesOfVariant(), min_length=1, max_length=250)


class PricesOfVariantShown(serializers.Serializer[Any]):
    sku = serializers.CharField()
    moq = serializers.IntegerField()
    pack_size = serializers.IntegerField()
    prices = TierShown(many=True)


class PricesShown(serializers.Serializer[Any]):
    """The prices of a product, variant by variant."""

    variants = PricesOfVariantShown(many=True)


def merged_variant(sku: str, stored: VariantDraft | None, given: Mapping[str, Any]) -> VariantDraft:
    """The variant as sent; what was left out is as stored, or as a new variant begins."""
    parts = {name: value for name, value in given.items() if name != "sku"}
    if "prices" in parts:
        parts["prices"] = tuple(Tier(**tier) for tier in parts["prices"])
    return replace(stored or VariantDraft(sku, 0, 0, 0, 0), **parts)


def options_of(given: list[Mapping[str, Any]]) -> tuple[Option, ...]:
    """The options as sent."""
    return tuple(
        Option(
            one["code"],
            one["names"],
            tuple(OptionChoice(value["code"], value["names"], value.get("hex", "")) for value in one["values"]),
        )
        for one in given
    )
