"""Money: parts sum to the whole, whatever the currency."""

from __future__ import annotations

from decimal import Decimal

import pytest
from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from apps.common.money import as_wire, exponent, from_minor, from_wire, on_wire, rounded, split, to_minor

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "HUF", "ISK", "USD", "CNY"])


@given(CURRENCIES, st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**6), min_size=1, max_size=40))
def test_parts_sum_to_the_whole(currency: str, units: int, weights: list[int]) -> None:
    total = from_minor(units, currency)

    parts = split(total, weights)

    assert sum((part.amount for part in parts), Decimal(0)) == total.amount
    assert all(rounded(part) == part for part in parts)


@given(CURRENCIES, st.integers(0, 10**9), st.lists(st.integers(1, 10**4), min_size=1, max_size=20))
def test_no_part_is_more_than_a_minor_unit_off(currency: str, units: int, weights: list[int]) -> None:
    for part, weight in zip(split(from_minor(units, currency), weights), weights, strict=True):
        assert abs(to_minor(part) - Decimal(units) * weight / sum(weights)) < 1


@given(CURRENCIES, st.integers(-(10**12), 10**12))
def test_minor_units_and_wire_form_give_the_same_money_back(currency: str, units: int) -> None:
    money = from_minor(units, currency)

    assert to_minor(money) == units
    assert from_wire(as_wire(money)) == money


@pytest.mark.parametrize(
    ("currency", "digits"), [("JPY", 0), ("EUR", 2), ("KWD", 3), ("HUF", 2), ("ISK", 0), ("CLF", 4)]
)
def test_exponents_are_those_of_iso_4217(currency: str, digits: int) -> None:
    assert exponent(currency) == digits


def test_fractions_of_a_minor_unit_are_refused_where_money_changes_hands() -> None:
    with pytest.raises(ValueError, match="fraction"):
        to_minor(Money("0.5", "JPY"))
    with pytest.raises(ValueError, match="fraction"):
        split(Money("1.005", "EUR"), [1, 2])


def test_currencies_do_not_mix() -> None:
    with pytest.raises(TypeError):
        Money("1", "EUR") + Money("1", "USD")


@pytest.mark.parametrize(
    ("amount", "currency", "shown"),
    [
        ("12.3400", "EUR", "12.34"),
        ("12.3000", "EUR", "12.30"),
        ("0.0125", "EUR", "0.0125"),
        ("1200.0000", "JPY", "1200"),
        ("1.5000", "KWD", "1.500"),
        ("0", "EUR", "0.00"),
        ("-100.0000", "EUR", "-100.00"),
    ],
)
def test_programs_are_shown_a_currency_s_own_digits_and_no_zeros_beyond(amount: str, currency: str, shown: str) -> None:
    money = Money(Decimal(amount), currency)

    assert on_wire(money) == {"amount": shown, "currency": currency}
    assert from_wire(on_wire(money)) == money
