"""Filters, cursors and prices by quantity."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest
from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog.types import Tier
from apps.discovery.rules import cursors, filters, offers, ranking
from apps.discovery.rules.cursors import Cursor
from apps.discovery.types import Filters, Offer, Sort
from apps.stock.rules import ships_from


def test_query_becomes_filters_and_nonsense_is_left_out():
    parsed = filters.parse(
        {
            "cat": ["kitchen", "x' OR 1"],
            "from": ["jp", "Japan"],
            "a.material": ["oak", "oak"],
            "a.DROP": ["x"],
            "low": ["1,5"],
            "high": ["NaN"],
            "stars": ["4"],
            "stock": ["1"],
        }
    )

    assert parsed == Filters(
        categories=("kitchen",),
        origins=("JP",),
        attributes={"material": ("oak",)},
        low=Decimal("1.5"),
        rating=4,
        in_stock=True,
    )


def test_swapped_bounds_are_put_right():
    parsed = filters.parse({"low": ["90"], "high": ["10"]})

    assert (parsed.low, parsed.high) == (Decimal(10), Decimal(90))


def test_unknown_sort_is_the_recommended_one():
    assert filters.sort("price-desc") is Sort.PRICE_DESC
    assert filters.sort("'; --") is Sort.RECOMMENDED


@given(st.dictionaries(st.text(max_size=12), st.lists(st.text(max_size=20), max_size=3)))
def test_no_query_is_an_error(query):
    filters.parse(query)


@given(st.decimals(-(10**9), 10**9, places=4), st.uuids())
def test_cursor_survives_the_address(value, product_id):
    cursor = Cursor(format(value, "f"), product_id)
    assert cursors.decoded(cursor.encoded(), "numeric") == cursor


@given(st.text(max_size=60), st.sampled_from(["int", "bigint", "numeric", "timestamptz"]))
def test_mangled_cursor_is_none_or_well_formed(text, kind):
    found = cursors.decoded(text, kind)
    assert found is None or isinstance(found.product_id, UUID)


@pytest.mark.parametrize(
    ("kind", "value"),
    [("int", "1.5"), ("int", "9" * 20), ("bigint", "9" * 30), ("numeric", "NaN"), ("numeric", "1e9"),
     ("timestamptz", "yesterday"), ("int", "'; --")],
)  # fmt: skip
def test_cursor_of_another_sort_is_none(kind, value):
    assert cursors.decoded(Cursor(value, UUID(int=1)).encoded(), kind) is None


def _tier(kind, quantity, amount, currency="EUR"):
    return Tier(kind, quantity, Money(amount, currency))


def test_prices_fall_with_quantity_and_wholesale_begins_at_its_smallest_order():
    tiers = [_tier("retail", 1, 10), _tier("retail", 5, 9), _tier("wholesale", 1, 7), _tier("wholesale", 100, 6)]

    assert offers.unit_prices(tiers, currency="EUR", moq=24) == (
        (1, Decimal(10)), (5, Decimal(9)), (24, Decimal(7)), (100, Decimal(6)),
    )  # fmt: skip


def test_dearer_step_and_foreign_currency_are_left_out():
    tiers = [_tier("retail", 1, 10), _tier("wholesale", 6, 11), _tier("retail", 2, 1, "USD")]

    assert offers.unit_prices(tiers, currency="EUR", moq=1) == ((1, Decimal(10)),)


def test_without_a_price_for_one_piece_there_is_no_offer():
    assert offers.unit_prices([_tier("wholesale", 10, 5)], currency="EUR", moq=10) == ()


@given(
    st.lists(st.tuples(st.sampled_from(["retail", "wholesale"]), st.integers(1, 50), st.integers(1, 99))),
    st.integers(1, 60),
)
def test_steps_always_rise_in_quantity_and_fall_in_price(tiers, moq):
    steps = offers.unit_prices([_tier(*tier) for tier in tiers], currency="EUR", moq=moq)

    assert list(steps) == sorted(steps)
    assert [price for _, price in steps] == sorted({price for _, price in steps}, reverse=True)
    assert not steps or steps[0][0] == 1


def test_goods_come_from_the_shoppers_country_then_home_then_where_most_are():
    assert ships_from([("CN", 9), ("DE", 1)], to="DE", home="CN") == "DE"
    assert ships_from([("CN", 1), ("NL", 9)], to="DE", home="CN") == "CN"
    assert ships_from([("CN", 0), ("NL", 2), ("US", 5)], to="DE", home="CN") == "US"
    assert ships_from([], to="DE", home="CN") == "CN"


def test_recommendation_weighs_reviews_stock_and_a_known_price():
    facts = {"rating": None, "review_count": 0, "in_stock": True, "has_picture": True, "landed_known": True}
    usual = ranking.score(**facts)

    assert ranking.score(**{**facts, "rating": Decimal("4.8"), "review_count": 30}) > usual
    assert ranking.score(**{**facts, "rating": Decimal("2.0"), "review_count": 30}) < usual
    assert ranking.score(**{**facts, "in_stock": False}) < usual
    assert ranking.score(**{**facts, "landed_known": False}) < usual
    assert 0 <= ranking.spread(UUID(int=5)) == ranking.spread(UUID(int=5)) < 50


def test_offer_prices_the_quantity_and_speaks_what_it_can():
    offer = Offer(
        vendor_id=1, vendor_slug="kiln", vendor_name="Kiln", vendor_country="CN", product_id=UUID(int=1),
        variant_id=UUID(int=2), sku="A", titles={"en": "Mug", "de": "Becher"}, slug={"en": "mug"}, option_labels={},
        picture=None, unit_prices=((1, Money(10, "EUR")), (10, Money(8, "EUR"))), moq=10, hs_code="691200", origin="CN",
        weight_g=1, length_mm=1, width_mm=1, height_mm=1, processing_days=2, is_sellable=True, reason="",
    )  # fmt: skip

    assert [offer.unit_price(quantity).amount for quantity in (1, 9, 10, 500)] == [10, 10, 8, 8]
    assert (offer.title("de"), offer.title("ja"), offer.option_label("de")) == ("Becher", "Mug", "")
