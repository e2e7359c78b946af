"""The one table of currencies, held against tables that others made."""

from __future__ import annotations

from decimal import Decimal

import moneyed
import pytest
from babel.core import get_global
from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from apps.common.currency_table import CODES, Provider, provider_unit, row
from apps.common.money import cash_rounded, exponent, from_minor, is_at_exponent, rounded, split, to_minor, to_step
from apps.storefront import formatting

ALL = st.sampled_from(CODES)
_FRACTIONS = get_global("currency_fractions")
# In force since 2025 and 2024; py-moneyed 3.0 is older.
_TOO_NEW = {"XCG", "ZWG"}


def test_exponents_are_those_of_another_copy_of_iso_4217():
    others = {code: len(str(moneyed.CURRENCIES[code].sub_unit)) - 1 for code in CODES if code not in _TOO_NEW}
    assert others == {code: row(code).exponent for code in others}


def test_shown_digits_and_coins_are_those_of_cldr():
    for code in CODES:
        digits, _, cash_digits, cash_rounding = _FRACTIONS.get(code, _FRACTIONS["DEFAULT"])
        assert row(code).display_digits == digits, code
        assert row(code).cash_step == Decimal(cash_rounding or 1).scaleb(-cash_digits), code


@pytest.mark.parametrize(
    ("code", "exponent_", "shown", "cash", "stripe"),
    [
        ("JPY", 0, 0, "1", (0, "1")),
        ("KWD", 3, 3, "0.001", (3, "0.01")),
        ("HUF", 2, 2, "1", (2, "0.01")),
        ("ISK", 0, 0, "1", (2, "1")),
        ("TWD", 2, 2, "1", (2, "0.01")),
        ("UGX", 0, 0, "1", (2, "1")),
        ("CLF", 4, 4, "0.0001", (2, "0.01")),
        ("MGA", 2, 0, "1", (0, "1")),
        ("IQD", 3, 0, "1", (2, "0.01")),
        ("CHF", 2, 2, "0.05", (2, "0.01")),
    ],
)
def test_the_currencies_that_tables_disagree_on(code, exponent_, shown, cash, stripe):
    known, unit = row(code), provider_unit(Provider.STRIPE, code)
    assert (known.exponent, known.display_digits, known.cash_step) == (exponent_, shown, Decimal(cash))
    assert unit is not None
    assert (unit.exponent, unit.step) == (stripe[0], Decimal(stripe[1]))


def test_chinese_wallets_take_yuan_and_nothing_else():
    for provider in (Provider.ALIPAY, Provider.WECHAT):
        assert [code for code in CODES if provider_unit(provider, code)] == ["CNY"]


@given(ALL)
def test_no_provider_takes_less_than_it_can_count(code):
    for provider in Provider:
        unit = provider_unit(provider, code)
        if unit is not None:
            assert unit.step.scaleb(unit.exponent) == unit.step.scaleb(unit.exponent).to_integral_value()


@pytest.mark.parametrize(
    ("amount", "code", "coins"),
    [("10.02", "CHF", "10.00"), ("10.03", "CHF", "10.05"), ("10.025", "CHF", "10.05"), ("9.74", "DKK", "9.50"),
     ("9.75", "DKK", "10.00"), ("149.5", "HUF", "150.00"), ("149.49", "SEK", "149.00"), ("0.125", "KWD", "0.125")],
)  # fmt: skip
def test_cash_is_rounded_to_the_smallest_coin(amount, code, coins):
    assert cash_rounded(Money(amount, code)).amount == Decimal(coins)


@given(ALL, st.integers(-(10**9), 10**9))
def test_coins_make_up_an_amount_that_can_be_booked(code, units):
    money = from_minor(units, code)
    coins = cash_rounded(money)
    assert is_at_exponent(coins)
    assert coins.amount % row(code).cash_step == 0
    assert abs(coins.amount - money.amount) * 2 <= row(code).cash_step
    assert cash_rounded(coins) == coins


@given(ALL, st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=30))
def test_parts_sum_to_the_whole_in_every_currency(code, units, weights):
    parts = split(from_minor(units, code), weights)
    assert sum(to_minor(part) for part in parts) == units


@given(ALL, st.integers(1, 10**9), st.integers(1, 10), st.integers(1, 100))
def test_equal_weights_part_by_at_most_one_unit_and_the_earlier_have_it(code, units, weight, count):
    parts = [to_minor(part) for part in split(from_minor(units, code), [weight] * count)]
    assert parts == sorted(parts, reverse=True)
    assert parts[0] - parts[-1] <= 1


@given(ALL, st.decimals(min_value=0, max_value=10**6, places=6))
def test_rounding_twice_is_rounding_once(code, amount):
    once = rounded(Money(amount, code))
    assert rounded(once) == once
    assert abs(once.amount - amount) * 2 <= Decimal(1).scaleb(-exponent(code))


@given(st.decimals(min_value=0, max_value=10**5, places=4), st.sampled_from(["0.01", "0.05", "0.25", "1", "5", "100"]))
def test_a_step_is_the_nearest_multiple(amount, step):
    found = to_step(amount, Decimal(step))
    assert found % Decimal(step) == 0
    assert abs(found - amount) * 2 <= Decimal(step)


@pytest.mark.parametrize(
    ("amount", "code", "shown"),
    [("1000", "IQD", "IQD\xa01,000"), ("1000.25", "IQD", "IQD\xa01,000.25"), ("12.3", "EUR", "€12.30"),
     ("1234567.891", "JPY", "JP¥1,234,568"), ("1.5", "KWD", "KWD\xa01.500"), ("99.5", "HUF", "HUF\xa099.50")],
)  # fmt: skip
def test_what_is_charged_is_what_is_read(amount, code, shown):
    assert formatting.money(Decimal(amount), code, formatting.locale_for("en", "GB")) == shown
