"""Currencies · tables of rates, quotes and what is believed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from apps.common.money import rounded
from apps.currencies import rules
from apps.currencies.errors import RateMissing
from apps.currencies.types import PublishedRate

DAY = date(2026, 10, 30)


def published(base: str, quote: str, value: str, source: str = "ECB", on: date = DAY) -> PublishedRate:
    return PublishedRate(base, quote, Decimal(value), source, "", on)


RATES = [
    published("EUR", "USD", "1.1600"),
    published("EUR", "JPY", "178.45"),
    published("EUR", "HUF", "389.10"),
    published("EUR", "ISK", "145.30"),
    published("EUR", "GBP", "0.8700"),
    published("USD", "AED", "3.6725", "Peg", date(1997, 11, 1)),
    published("GBP", "KWD", "0.4182", "HMRC", date(2026, 9, 1)),
]
TABLE = rules.table(DAY, RATES)
CODES = sorted(TABLE.per_euro)


def test_a_pair_without_the_euro_is_triangulated_and_names_every_source_and_the_oldest_date():
    rate = TABLE.rate("EUR", "AED")
    assert rate.value == Decimal("1.16") * Decimal("3.6725")
    assert rate.source == "ECB × Peg"
    assert rate.published_on == date(1997, 11, 1)


def test_a_cross_rate_goes_over_the_euro():
    assert TABLE.rate("USD", "JPY").value == Decimal("178.45") / Decimal("1.16")
    assert TABLE.convert(Money("10", "USD"), "JPY") == Money(Decimal("10") * TABLE.rate("USD", "JPY").value, "JPY")


@given(st.sampled_from(CODES), st.sampled_from(CODES))
def test_the_inverse_is_one_divided_by_the_rate(base, quote):
    product = TABLE.rate(base, quote).value * TABLE.rate(quote, base).value
    assert abs(product - 1) < Decimal("1e-25")


@given(st.sampled_from(CODES), st.sampled_from(CODES), st.sampled_from(CODES))
def test_going_round_a_triangle_changes_nothing(first, second, third):
    round_trip = TABLE.rate(first, second).value * TABLE.rate(second, third).value * TABLE.rate(third, first).value
    assert abs(round_trip - 1) < Decimal("1e-24")


@given(
    st.sampled_from(["JPY", "KWD", "HUF", "ISK", "EUR", "AED"]),
    st.sampled_from(["JPY", "KWD", "HUF", "ISK", "EUR", "AED"]),
    st.integers(0, 10**9),
)
def test_money_comes_back_from_another_currency_to_its_smallest_coin(here, there, units):
    money = rounded(Money(Decimal(units) / 1000, here))
    assert rounded(TABLE.convert(TABLE.convert(money, there), here)) == money


@given(st.sampled_from(CODES))
def test_into_gives_the_worth_of_one_unit_of_each_currency(charge):
    worth = TABLE.into(charge)
    assert worth[charge] == 1
    assert all(abs(worth[code] - TABLE.rate(code, charge).value) < Decimal("1e-20") for code in CODES)


def test_a_rate_of_tomorrow_is_refused():
    with pytest.raises(ValueError, match="later"):
        rules.table(date(2026, 10, 29), RATES)


def test_a_currency_without_a_way_to_the_euro_is_missing():
    table = rules.table(DAY, [*RATES, published("XTS", "XXX", "2")])
    with pytest.raises(RateMissing) as refused:
        table.rate("EUR", "XTS")
    assert refused.value.data["currency"] == "XTS"


def test_the_spread_is_on_top_of_the_middle_and_never_on_the_own_currency():
    quoted = rules.quoted(TABLE, charge="EUR", currencies=["USD", "EUR"], spread=Decimal("0.01"))
    assert quoted["EUR"].rate == quoted["EUR"].mid == 1
    assert quoted["USD"].mid == Decimal("0.8620689655")
    assert quoted["USD"].rate == Decimal("0.8706896552")
    assert rules.from_json(rules.as_json(quoted)) == quoted


@pytest.mark.parametrize(
    ("earlier", "later", "believed"),
    [("1.00", "1.10", True), ("1.00", "1.1001", False), ("1.00", "0.90", True), ("1.00", "0.8999", False)],
)
def test_a_tenth_is_the_largest_jump_that_is_believed(earlier, later, believed):
    assert rules.is_believable(Decimal(earlier), Decimal(later)) is believed


def test_the_first_rate_of_a_pair_is_believed():
    assert rules.is_believable(None, Decimal(7))
