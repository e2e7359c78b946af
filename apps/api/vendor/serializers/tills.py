"""API · vendor · tills, baskets, sales over the counter and closings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.conf import settings
from rest_framework import serializers

from apps.api.refund_shapes import PiecesBody
from apps.api.serializers import Body, MoneyField, SerialsField
from apps.tills.types import EntryKind, Means

_AMOUNT: dict[str, Any] = {"max_digits": 15, "decimal_places": 4}


class TillShown(serializers.Serializer[Any]):
    """A till of a shop, which is one of the houses. Prices are in `currency`."""

    id = serializers.UUIDField(source="public_id")
    name = serializers.CharField()
    warehouse_id = serializers.UUIDField()
    country = serializers.CharField()
    place = serializers.CharField()
    currency = serializers.CharField()
    is_open = serializers.BooleanField()


class TillsShown(serializers.Serializer[Any]):
    data = TillShown(many=True)


class TillBody(Body):
    name = serializers.CharField(max_length=60)
    warehouse = serializers.CharField(max_length=20, help_text="The code of the house that the shop is.")


class BasketLineBody(Body):
    variant_id = serializers.UUIDField()
    pieces = serializers.IntegerField(min_value=1, max_value=10_000)


class BasketBody(Body):
    lines = BasketLineBody(many=True, allow_empty=False, max_length=100)


class SoldLineBody(BasketLineBody):
    serials = SerialsField(help_text="The serial number of each piece, where the pieces of these goods have some.")


class BasketLineShown(serializers.Serializer[Any]):
    """A line of a basket; `total` is with tax. `by_serial`: it is sold only with each piece's serial number."""

    variant_id = serializers.UUIDField()
    sku = serializers.CharField()
    title = serializers.CharField()
    pieces = serializers.IntegerField()
    goods = MoneyField()
    total = MoneyField()
    by_serial = serializers.BooleanField()


class BasketShown(serializers.Serializer[Any]):
    """What a basket costs. `cash` is the total as coins can make it up; `minimum_age` in years, 0 for everybody."""

    lines = BasketLineShown(many=True)
    goods = MoneyField()
    tax = MoneyField()
    fees = MoneyField()
    total = MoneyField()
    cash = MoneyField()
    minimum_age = serializers.IntegerField()


class SaleBody(Body):
    """A sale. `expected` is the total that the buyer was told, not rounded to coins: another one is refused."""

    lines = SoldLineBody(many=True, allow_empty=False, max_length=100)
    means = serializers.ChoiceField(choices=Means.choices)
    expected = serializers.DecimalField(required=False, allow_null=True, default=None, min_value=Decimal(0), **_AMOUNT)
    given = serializers.DecimalField(
        required=False,
        allow_null=True,
        default=None,
        min_value=Decimal(0),
        help_text="Cash that was put down.",
        **_AMOUNT,
    )
    reference = serializers.CharField(
        max_length=40, required=False, allow_blank=True, default="", help_text="The number of the terminal's slip."
    )
    buyer_name = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    email = serializers.EmailField(
        max_length=254, required=False, allow_blank=True, default="", help_text="Where the receipt goes."
    )
    language = serializers.ChoiceField(choices=settings.LANGUAGES, required=False, default="en")
    confirmed_age = serializers.IntegerField(
        min_value=0,
        max_value=150,
        required=False,
        default=0,
        help_text="In years, where somebody looked at a document.",
    )
    happened_at = serializers.DateTimeField(
        required=False, allow_null=True, default=None, help_text="When it was sold, where there was no connection then."
    )


class EntryShown(serializers.Serializer[Any]):
    """What happened at a till. `amount` is below zero where money was given back; `drawer` is how its cash moved, and
    `taken` what came in, as cash or by the terminal.
    """

    id = serializers.UUIDField(source="public_id")
    till_id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=EntryKind.choices)
    means = serializers.ChoiceField(choices=Means.choices)
    amount = MoneyField()
    taken = MoneyField()
    drawer = MoneyField()
    given = MoneyField(allow_null=True)
    change = MoneyField(allow_null=True)
    reference = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    order_id = serializers.UUIDField(allow_null=True)
    order_number = serializers.CharField(allow_blank=True)
    purchase_id = serializers.UUIDField(allow_null=True)
    cashier = serializers.CharField()
    happened_at = serializers.DateTimeField()


class BackBody(Body):
    """What is brought back; without `lines` all that is left."""

    lines = PiecesBody(many=True, required=False, allow_empty=False)
    restock = serializers.BooleanField(required=False, default=True)
    serials = SerialsField(
        help_text="The serial number of each piece that goes back on the shelf, where not all that were sold do."
    )
    means = serializers.ChoiceField(choices=Means.choices)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")

    def validate_lines(self, value: list[dict[str, Any]]) -> list[dict[str, Any]]:
        if len({one["line"] for one in value}) != len(value):
            raise serializers.ValidationError("Name each line once.")
        return value


class TillCountShown(serializers.Serializer[Any]):
    """What your entries at a till come to since you closed it last; `upto` goes along when it is closed."""

    sales = serializers.IntegerField()
    refunds = serializers.IntegerField()
    sold = MoneyField()
    given_back = MoneyField()
    by_terminal = MoneyField()
    moved = MoneyField()
    rounding = MoneyField(help_text="What was taken and given back less what the books say of it.")
    expected = MoneyField()
    upto = serializers.IntegerField()


class CashBody(Body):
    amount = serializers.DecimalField(help_text="Below zero where it is taken out.", **_AMOUNT)
    note = serializers.CharField(max_length=200, help_text="What for.")


class ClosingBody(Body):
    counted = serializers.DecimalField(min_value=Decimal(0), help_text="The cash in the drawer.", **_AMOUNT)
    upto = serializers.IntegerField(min_value=0)
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")


class ClosingShown(serializers.Serializer[Any]):
    """A closed till, never changed again; `difference` is what was counted less what was expected."""

    id = serializers.UUIDField(source="public_id")
    number = serializers.IntegerField()
    till = serializers.CharField()
    cashier = serializers.CharField()
    count = TillCountShown()
    counted = MoneyField()
    difference = MoneyField()
    note = serializers.CharField(allow_blank=True)
    closed_at = serializers.DateTimeField()
