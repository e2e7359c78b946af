"""Currencies · tables of rates, quotes and what is believed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from apps.common.money import from_minor, rounded, to_minor
from apps.currencies import charts, rules
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


DAYS_OLD = {"First": 2, "Second": 2}


def preferred(*rates: PublishedRate, on: date = DAY) -> rules.RateTable:
    return rules.table(on, rates, preference=lambda rate: rules.preference_of(rate, on=on, oldest_days=DAYS_OLD))


def test_the_preferred_source_wins_even_over_another_pair():
    table = preferred(
        published("EUR", "USD", "1.10", "Second"),
        published("EUR", "JPY", "150", "Second"),
        published("USD", "EUR", "0.80", "First"),
        published("USD", "JPY", "200", "First"),
    )
    assert table.rate("EUR", "JPY").source == "First"
    assert table.rate("USD", "JPY").value.quantize(Decimal("0.0001")) == 200


def test_a_stale_source_gives_way_and_still_serves_what_no_other_has():
    table = preferred(
        published("EUR", "USD", "1.30", "First", date(2026, 10, 20)),
        published("EUR", "KWD", "0.36", "First", date(2026, 10, 20)),
        published("EUR", "USD", "1.10", "Second"),
    )
    assert table.rate("EUR", "USD").value == Decimal("1.10")
    assert table.rate("EUR", "KWD").value == Decimal("0.36")


def test_a_parity_binds_to_a_currency_whose_own_rate_is_stale():
    table = preferred(
        published("EUR", "USD", "1.10", "First", date(2026, 9, 1)), published("USD", "AED", "3.6725", "Bank (peg)")
    )
    assert table.rate("USD", "AED").value.quantize(Decimal("0.0001")) == Decimal("3.6725")


def test_a_source_without_an_order_comes_after_those_with_one_and_before_parities():
    assert preferred(published("EUR", "USD", "9", "Nobody"), published("EUR", "USD", "1.1", "Second")).rate(
        "EUR", "USD"
    ).value == Decimal("1.1")
    peg = published("EUR", "USD", "2", "Someone (peg)")
    assert preferred(peg, published("EUR", "USD", "9", "Nobody")).rate("EUR", "USD").value == 9


@given(
    st.sampled_from(CODES), st.sampled_from(CODES), st.sampled_from(CODES),
)  # fmt: skip
def test_over_a_third_currency_a_rate_is_the_same(first, second, third):
    over = TABLE.rate(first, second).value * TABLE.rate(second, third).value
    assert abs(over / TABLE.rate(first, third).value - 1) < Decimal("1e-24")


@given(
    st.sampled_from(CODES),
    st.sampled_from(CODES),
    st.integers(1, 10**12),
    st.integers(0, 2000),
)
def test_what_is_bought_and_what_is_kept_add_up_to_the_middle_rate(sold, bought, units, bps):
    amount = from_minor(units, sold)
    mid = rules.as_converted(TABLE.rate(sold, bought).value)
    gets, keeps, rate = rules.converted(amount, to=bought, mid=mid, spread_bps=bps)
    assert to_minor(gets) >= 0
    assert to_minor(keeps) >= 0
    assert gets + keeps == rounded(Money(amount.amount * mid, bought), "ROUND_HALF_EVEN")
    assert rate <= mid


def test_without_a_spread_nothing_is_kept():
    gets, keeps, rate = rules.converted(Money("1000.00", "EUR"), to="JPY", mid=Decimal("178.45"), spread_bps=0)
    assert (gets, keeps, rate) == (Money(178450, "JPY"), Money(0, "JPY"), Decimal("178.45"))


def test_a_rate_that_is_kept_counts_instead_of_the_day_s_and_the_middle_is_told():
    quoted = rules.quoted(TABLE, charge="EUR", currencies=["USD"], spread=Decimal("0.02"), held={"USD": Decimal("0.9")})
    assert quoted["USD"].rate == Decimal("0.918")
    assert quoted["USD"].mid == Decimal("0.8620689655")


def test_a_line_goes_from_the_first_day_to_the_last_between_its_bounds():
    series = [(date(2026, 1, 1), Decimal(2)), (date(2026, 1, 2), Decimal(4)), (date(2026, 1, 5), Decimal(3))]
    line = charts.line(series, width=100, height=20)
    assert line is not None
    assert line.points == "0.0,20.0 25.0,0.0 100.0,10.0"
    assert (line.low, line.high, line.moved) == (2, 4, Decimal("0.5"))
    assert charts.line(series[:1], width=100, height=20) is None
    flat = charts.line([(date(2026, 1, 1), Decimal(2)), (date(2026, 1, 2), Decimal(2))], width=10, height=20)
    assert flat is not None
    assert flat.points == "0.0,10.0 10.0,10.0"
