"""API · landed cost · how a question and its answer look in the documents; docs/landed-cost.md tells every member."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from .serializers import MoneyField


class AskedGoods(serializers.Serializer[Any]):
    """Goods of one kind; `value` is of all pieces, after discounts."""

    hs = serializers.CharField(help_text="Six to ten digits; points are allowed.")
    origin = serializers.CharField(help_text="Country of origin, ISO 3166-1 alpha-2.")
    value = serializers.CharField(help_text="A decimal string.")
    currency = serializers.CharField(required=False)
    quantity = serializers.IntegerField(required=False, help_text="Pieces; 1 if not given.")
    weight_kg = serializers.CharField(required=False, help_text="Of all pieces.")
    attributes = serializers.DictField(required=False, help_text="Quantities that duties by the unit need.")
    category = serializers.CharField(required=False)


class AskedConsignment(serializers.Serializer[Any]):
    """What is to be assessed. A list of up to 500 is answered by a list."""

    ship_from = serializers.CharField()
    ship_to = serializers.CharField()
    region = serializers.CharField(required=False)
    postcode = serializers.CharField(required=False)
    date = serializers.DateField(required=False, help_text="The day of sale; today if not given.")
    import_date = serializers.DateField(required=False)
    channel = serializers.ChoiceField(choices=["courier", "post", "freight"], required=False)
    sale = serializers.ChoiceField(choices=["b2c", "b2b", "marketplace", "gift"], required=False)
    incoterm = serializers.ChoiceField(choices=["DDP", "DAP"], required=False)
    currency = serializers.CharField(required=False)
    goods = AskedGoods(many=True)
    freight = serializers.CharField(required=False)
    insurance = serializers.CharField(required=False)
    registrations = serializers.ListField(child=serializers.CharField(), required=False)
    parcels = serializers.IntegerField(required=False)
    rules = serializers.DictField(required=False, help_text="Supposed rules, for staff with `tariffs:read` alone.")


class AssessedLine(serializers.Serializer[Any]):
    """A charge on a line of goods (`ref`), or on the whole (null), with the rule and source behind it."""

    ref = serializers.CharField(allow_null=True)
    kind = serializers.ChoiceField(choices=["duty", "tax", "fee"])
    label = serializers.CharField()
    rule_id = serializers.CharField()
    base = MoneyField()
    rate = serializers.CharField(allow_null=True, help_text="A fraction, as a decimal string.")
    expression = serializers.CharField(allow_blank=True)
    amount = MoneyField()
    collected_by = serializers.ChoiceField(choices=["marketplace", "border"])
    collected_at = serializers.ChoiceField(choices=["sale", "import"])
    rounding = serializers.CharField(allow_blank=True)
    source_title = serializers.CharField(allow_blank=True)
    source_url = serializers.CharField(allow_blank=True)
    checked_on = serializers.DateField()
    valid_on = serializers.DateField(allow_null=True)
    is_verified = serializers.BooleanField()


class AssessedOtherDay(serializers.Serializer[Any]):
    """What would be owed on the other side of a change of law."""

    import_date = serializers.DateField()
    scheme = serializers.CharField()
    duty = MoneyField()
    tax = MoneyField()
    fees = MoneyField()
    rule_set = serializers.CharField()


class AssessedConsignment(serializers.Serializer[Any]):
    """What a consignment owes. Of a list, one that fails has `{"error": {…}}` in its place."""

    scheme = serializers.CharField()
    incoterm = serializers.CharField()
    currency = serializers.CharField()
    as_of = serializers.DateField()
    import_date = serializers.DateField(allow_null=True)
    duty = MoneyField()
    tax = MoneyField()
    fees = MoneyField()
    payable = MoneyField()
    collected = serializers.DictField(child=MoneyField())
    lines = AssessedLine(many=True)
    is_verified = serializers.BooleanField()
    is_range = serializers.BooleanField()
    duty_low = MoneyField(allow_null=True)
    payable_low = MoneyField(allow_null=True)
    outcomes = AssessedOtherDay(many=True)
    notes = serializers.ListField(child=serializers.CharField())
    workings = serializers.ListField(child=serializers.DictField())
    exchange = serializers.ListField(child=serializers.DictField())
    rule_set = serializers.CharField()
