"""API · staff · rules of duty and tax, and a landed cost explained."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.conf import settings
from rest_framework import serializers

from apps.api.serializers import Body, MoneyField

_COMMON = frozenset(
    ("code", "jurisdiction_id", "valid", "label", "basis", "note", "source_id", "is_verified", "is_enabled")
)


class RuleShown(serializers.Serializer[Any]):
    """A rule with its days and its source. `terms` are the columns of its kind, as text."""

    code = serializers.CharField()
    jurisdiction = serializers.CharField(source="jurisdiction_id")
    valid_from = serializers.DateField(source="valid.lower", allow_null=True)
    valid_until = serializers.DateField(source="valid.upper", allow_null=True, help_text="Exclusive.")
    label = serializers.CharField()
    basis = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    is_verified = serializers.BooleanField()
    is_enabled = serializers.BooleanField()
    source_title = serializers.CharField(source="source.title")
    source_url = serializers.CharField(source="source.url", allow_blank=True)
    checked_on = serializers.DateField(source="source.checked_on")
    terms = serializers.SerializerMethodField()

    def get_terms(self, rule: Any) -> dict[str, str]:
        return {
            field.attname: _text(getattr(rule, field.attname))
            for field in rule._meta.concrete_fields
            if field.attname not in _COMMON
        }


def _text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return "" if value is None else format(value, "f") if isinstance(value, Decimal) else str(value)


class GoodsBody(Body):
    hs_code = serializers.RegexField(r"^[0-9]{6,10}$")
    origin = serializers.RegexField(r"^[A-Z]{2}$", help_text="Country of origin, ISO 3166-1 alpha-2.")
    value = serializers.DecimalField(max_digits=13, decimal_places=4, min_value=Decimal(0), help_text="Of all pieces.")
    weight_g = serializers.IntegerField(min_value=1, max_value=100_000_000, help_text="Of all pieces.")
    quantity = serializers.IntegerField(min_value=1, max_value=1_000_000, default=1)


class ParcelBody(Body):
    ship_from = serializers.RegexField(r"^[A-Z]{2}$")
    ship_to = serializers.RegexField(r"^[A-Z]{2}$")
    region = serializers.CharField(max_length=10, allow_blank=True, default="")
    currency = serializers.ChoiceField(choices=sorted(settings.CURRENCIES), default="EUR")
    goods = serializers.ListField(child=GoodsBody(), min_length=1, max_length=200)
    freight = serializers.DecimalField(max_digits=13, decimal_places=4, min_value=Decimal(0), default=Decimal(0))
    insurance = serializers.DecimalField(max_digits=13, decimal_places=4, min_value=Decimal(0), default=Decimal(0))
    buyer_is_business = serializers.BooleanField(default=False, help_text="The buyer has a valid tax id.")
    on = serializers.DateField(required=False, help_text="The day; today if not given.")

    def validate_on(self, value: date) -> date:
        if not 2000 <= value.year <= 2100:
            raise serializers.ValidationError("Choose a day between 2000 and 2100.")
        return value


class ChargeShown(serializers.Serializer[Any]):
    """One charge, with the rule behind it. `rate` is a fraction, null for a fixed amount."""

    ref = serializers.CharField(allow_null=True, help_text="The number of the goods' line; null: on the whole.")
    kind = serializers.CharField()
    label = serializers.CharField()
    rule = serializers.CharField(source="rule_id")
    base = MoneyField()
    rate = serializers.CharField(allow_null=True)
    expression = serializers.CharField(allow_blank=True)
    amount = MoneyField()
    authority_amount = MoneyField(help_text="In the authority's currency, in which it was rounded.")
    collected_by = serializers.CharField()
    source_title = serializers.CharField()
    source_url = serializers.CharField(allow_blank=True)
    checked_on = serializers.DateField()
    is_verified = serializers.BooleanField()


class AssessmentShown(serializers.Serializer[Any]):
    """Duty, tax and fees of a parcel on a day, line by line."""

    scheme = serializers.CharField(allow_blank=True)
    incoterm = serializers.CharField()
    as_of = serializers.DateField()
    rule_set = serializers.CharField(help_text="The hash of the rules in force.")
    is_verified = serializers.BooleanField()
    duty = MoneyField()
    tax = MoneyField()
    fees = MoneyField()
    payable = MoneyField()
    charges = ChargeShown(source="lines", many=True)
    notes = serializers.ListField(child=serializers.CharField())
