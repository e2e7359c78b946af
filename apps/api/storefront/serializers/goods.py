"""API · storefront · goods: cards, facets, products, offers, prices at the door, reviews, makers."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from rest_framework import serializers

from apps.api.pagination import PageQuery
from apps.api.serializers import MoneyField
from apps.discovery.rules.searches import LONGEST_QUERY
from apps.discovery.types import Sort

from .common import PictureField

_WORD = r"^[\w.-]{1,80}\Z"
_MOST = 40


def _tokens(text: str) -> serializers.ListField:
    return serializers.ListField(
        child=serializers.RegexField(_WORD), required=False, default=list, max_length=_MOST, help_text=text
    )


class FilterQuery(serializers.Serializer[Any]):
    """What a list of goods is narrowed to. Repeat a parameter for several choices: any of them will do."""

    q = serializers.CharField(required=False, default="", max_length=LONGEST_QUERY, allow_blank=True,
                              help_text="Words or codes to search for.")  # fmt: skip
    within = serializers.RegexField(_WORD, required=False, help_text="A category by code or slug.")
    category = _tokens("Codes of categories.")
    vendor = _tokens("Slugs of makers.")
    origin = serializers.ListField(child=serializers.RegexField(r"^[A-Z]{2}\Z"), required=False, default=list,
                                   max_length=_MOST, help_text="Countries of origin.")  # fmt: skip
    attribute = serializers.ListField(
        child=serializers.RegexField(r"^[a-z0-9_]{1,40}:[\w.-]{1,80}\Z"), required=False, default=list,
        max_length=_MOST, help_text="`material:stoneware`",
    )  # fmt: skip
    measure = serializers.ListField(
        child=serializers.RegexField(r"^[a-z0-9_]{1,40}:([0-9]{1,9}(\.[0-9]{1,4})?)?\.\.([0-9]{1,9}(\.[0-9]{1,4})?)?\Z"),
        required=False, default=list, max_length=_MOST, help_text="`capacity_ml:200..400`; either end may be left out.",
    )  # fmt: skip
    price_min = serializers.DecimalField(12, 4, min_value=0, required=False, help_text="At the door.")
    price_max = serializers.DecimalField(12, 4, min_value=0, required=False, help_text="At the door.")
    rating_min = serializers.IntegerField(min_value=1, max_value=5, required=False)
    in_stock = serializers.BooleanField(required=False, default=False)


class ListingQuery(PageQuery, FilterQuery):
    sort = serializers.ChoiceField(choices=[one.value for one in Sort], required=False, default=Sort.RECOMMENDED.value)


class SuggestionQuery(serializers.Serializer[Any]):
    q = serializers.CharField(max_length=LONGEST_QUERY)


class Card(serializers.Serializer[Any]):
    """A product in a list, in the reader's language and currency; `landed` is the price of one piece at the door."""

    product_id = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()
    vendor_slug = serializers.CharField()
    vendor_name = serializers.CharField()
    place = serializers.CharField(allow_blank=True)
    picture = PictureField(allow_null=True)
    price = MoneyField()
    is_from_price = serializers.BooleanField()
    landed = MoneyField(allow_null=True)
    tier_price = MoneyField(allow_null=True)
    tier_quantity = serializers.IntegerField(allow_null=True)
    rating = serializers.DecimalField(4, 3, allow_null=True)
    review_count = serializers.IntegerField()
    in_stock = serializers.BooleanField()
    min_days = serializers.IntegerField(allow_null=True)
    max_days = serializers.IntegerField(allow_null=True)
    category = serializers.CharField()


class Shelf(serializers.Serializer[Any]):
    """A row of the front page: new, loved, near, fast, affordable or wholesale."""

    key = serializers.CharField()
    cards = Card(many=True)


class Choice(serializers.Serializer[Any]):
    value = serializers.CharField()
    label = serializers.CharField()
    count = serializers.IntegerField()


class AttributeFacet(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()
    choices = Choice(many=True)


class RangeFacet(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()
    unit = serializers.CharField(allow_null=True)
    least = serializers.DecimalField(20, 4, coerce_to_string=True)
    most = serializers.DecimalField(20, 4, coerce_to_string=True)
    count = serializers.IntegerField()


class Facets(serializers.Serializer[Any]):
    """How many goods each choice would leave, all other choices kept; `total` with all kept."""

    total = serializers.IntegerField()
    in_stock = serializers.IntegerField()
    lowest = MoneyField(allow_null=True)
    highest = MoneyField(allow_null=True)
    categories = Choice(many=True)
    vendors = Choice(many=True)
    origins = Choice(many=True)
    ratings = Choice(many=True)
    attributes = AttributeFacet(many=True)
    measures = RangeFacet(many=True)


class Suggestion(serializers.Serializer[Any]):
    kind = serializers.CharField()
    slug = serializers.CharField()
    label = serializers.CharField()
    note = serializers.CharField(allow_blank=True)
    picture = PictureField(allow_null=True)


class TierPrice(serializers.Serializer[Any]):
    """The price of each piece from a quantity on."""

    from_quantity = serializers.IntegerField()
    price = MoneyField()


class OfferView(serializers.Serializer[Any]):
    """A variant as it is offered here; prices in the reader's currency, `own_prices` in the maker's."""

    variant_id = serializers.UUIDField()
    sku = serializers.CharField()
    gtin = serializers.CharField(allow_blank=True)
    options = serializers.DictField(child=serializers.CharField())
    label = serializers.CharField(allow_blank=True)
    picture = PictureField(allow_null=True)
    prices = TierPrice(many=True)
    own_prices = TierPrice(many=True)
    moq = serializers.IntegerField()
    weight_g = serializers.IntegerField()
    hs_code = serializers.CharField()
    origin = serializers.CharField()
    is_sellable = serializers.BooleanField()
    reason = serializers.CharField(allow_blank=True)
    available = serializers.IntegerField()


class OptionValue(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()
    hex = serializers.CharField(allow_blank=True)


class OptionView(serializers.Serializer[Any]):
    code = serializers.CharField()
    label = serializers.CharField()
    choices = OptionValue(many=True)


class Product(serializers.Serializer[Any]):
    """A product with every variant's offer."""

    product_id = serializers.UUIDField()
    slug = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(allow_blank=True)
    category = serializers.CharField()
    vendor_slug = serializers.CharField()
    vendor_name = serializers.CharField()
    pictures = serializers.ListField(child=PictureField())
    attributes = serializers.DictField()
    options = OptionView(many=True)
    offers = OfferView(many=True)
    rating = serializers.DecimalField(4, 3, allow_null=True)
    review_count = serializers.IntegerField()


class DoorQuery(serializers.Serializer[Any]):
    variant_id = serializers.UUIDField()
    quantity = serializers.IntegerField(min_value=1, max_value=9999, default=1, required=False)


class DoorLine(serializers.Serializer[Any]):
    """One line of the price at the door, with the rule and source behind it."""

    kind = serializers.CharField()
    label = serializers.CharField(allow_blank=True)
    amount = MoneyField()
    rate = serializers.DecimalField(9, 6, allow_null=True)
    base = MoneyField(allow_null=True)
    rule_id = serializers.CharField(allow_blank=True)
    source_title = serializers.CharField(allow_blank=True)
    source_url = serializers.CharField(allow_blank=True)
    checked_on = serializers.DateField(allow_null=True)
    valid_on = serializers.DateField(allow_null=True)
    is_verified = serializers.BooleanField()
    collected_by = serializers.CharField()


class OtherDay(serializers.Serializer[Any]):
    """What would be owed if the goods were imported on the other side of a change of law."""

    import_date = serializers.DateField()
    duty = MoneyField()
    tax = MoneyField()
    fees = MoneyField()


class DoorPrice(serializers.Serializer[Any]):
    """What pieces cost at the door: the lines sum to the total. Days are the carrier's, from hand-over to door.

    `on_arrival` is in the total and paid to whoever brings the parcel. `payable_low` is what duty, tax and fees come
    to at the lowest where the code leaves several lines of the tariff open. `is_final` is false where taxes differ by
    region and one was assumed.
    """

    country = serializers.CharField()
    ships_from = serializers.CharField()
    lines = DoorLine(many=True)
    total = MoneyField()
    service = serializers.CharField()
    min_days = serializers.IntegerField()
    max_days = serializers.IntegerField()
    processing_days = serializers.IntegerField()
    incoterm = serializers.CharField()
    scheme = serializers.CharField(allow_blank=True)
    on_arrival = MoneyField()
    import_date = serializers.DateField(source="why.import_date", allow_null=True)
    payable_low = MoneyField(source="why.payable_low", allow_null=True)
    outcomes = OtherDay(source="why.outcomes", many=True)
    notes = serializers.ListField(child=serializers.CharField())
    is_final = serializers.BooleanField()
    is_verified = serializers.BooleanField()


class Review(serializers.Serializer[Any]):
    id = serializers.UUIDField(source="public_id")
    author_name = serializers.CharField(allow_blank=True)
    country = serializers.CharField()
    stars = serializers.IntegerField()
    title = serializers.CharField(allow_blank=True)
    text = serializers.CharField(allow_blank=True)
    language = serializers.CharField()
    reply = serializers.CharField(allow_blank=True)
    created_at = serializers.DateTimeField()


class Maker(serializers.Serializer[Any]):
    """A maker in the list of a market's makers."""

    slug = serializers.CharField(source="code")
    name = serializers.CharField()
    country = serializers.CharField()
    place = serializers.CharField(allow_blank=True)
    product_count = serializers.IntegerField(source="count")
    picture = PictureField(allow_null=True)


class Vendor(serializers.Serializer[Any]):
    """A maker's page."""

    id = serializers.UUIDField(source="public_id")
    slug = serializers.CharField()
    name = serializers.CharField()
    legal_name = serializers.CharField()
    country = serializers.CharField()
    currency = serializers.CharField()
    status = serializers.CharField()
    story = serializers.CharField(allow_blank=True)
    place = serializers.CharField(allow_blank=True)
    processing_days = serializers.IntegerField()
    languages = serializers.ListField(child=serializers.ChoiceField(choices=[code for code, _ in settings.LANGUAGES]))
