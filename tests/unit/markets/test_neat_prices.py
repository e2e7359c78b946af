"""Markets · neat prices: what they end in, how far they move, and that dearer goods never become cheaper."""

from __future__ import annotations

from decimal import Decimal

import pytest
from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from apps.common.currency_table import row
from apps.common.money import is_at_exponent, quantum
from apps.markets import rules
from apps.markets.types import Ending, PriceRule


def rule(endings=".99", currency="EUR", *, coins=False, shift="0.05", margin="-0.05"):
    return PriceRule(
        market="DE",
        currency=currency,
        endings=rules.endings_of(endings, currency),
        step=row(currency).cash_step if coins else quantum(currency),
        largest_shift=Decimal(shift),
        least_margin=Decimal(margin),
        held={},
    )


@pytest.mark.parametrize(
    ("amount", "endings", "currency", "coins", "neat"),
    [
        ("24.13", ".99", "EUR", False, "23.99"),
        ("24.60", ".99", "EUR", False, "24.99"),
        ("24.70", ".95", "EUR", False, "24.95"),
        ("103.20", "9.99", "EUR", False, "99.99"),
        ("0.40", ".99", "EUR", False, "0.40"),
        ("1043.6", "80", "JPY", False, "1080"),
        ("5012", "980", "JPY", False, "4980"),
        ("5290", "980", "JPY", False, "5290"),
        ("5290", "80,980", "JPY", False, "5280"),
        ("86.31", "8,.88", "CNY", False, "85.88"),
        ("12.33", ".x5", "CHF", False, "12.35"),
        ("12.33", "", "CHF", True, "12.35"),
        ("149.60", "", "SEK", True, "150"),
        ("3.3337", ".5", "KWD", False, "3.500"),
    ],
)
def test_a_price_ends_as_its_market_likes(amount, endings, currency, coins, neat):
    assert rules.neat(Decimal(amount), rule(endings, currency, coins=coins)) == Decimal(neat)


def test_rounding_to_the_lowest_denomination_comes_first():
    """4.994 is 4.99 already: no move to the next ending, whatever lies behind the last coin."""
    assert rules.neat(Decimal("4.994"), rule(".99")) == Decimal("4.99")
    assert rules.neat(Decimal("999.6"), rule("000", "JPY")) == 1000


def test_no_price_falls_below_its_margin():
    assert rules.neat(Decimal("24.13"), rule(".99", margin="0")) == Decimal("24.99")
    assert rules.neat(Decimal("20.50"), rule(".99", margin="0.02", shift="0.02")) == Decimal("20.91")


@pytest.mark.parametrize("text", ["99.", "a", ".9.9", "x9", "9.x5", "-1", "123456", ".999", ".x", "９"])
def test_what_is_no_ending_is_refused(text):
    with pytest.raises(ValueError, match=r".*"):
        rules.endings_of(text, "EUR")


def test_a_currency_without_cents_has_no_ending_in_cents():
    with pytest.raises(ValueError, match=r"\.99"):
        rules.endings_of(".99", "JPY")


def test_endings_are_read():
    assert rules.endings_of(".99, 9.95,80", "EUR") == (
        Ending(Decimal("0.99"), Decimal(1)),
        Ending(Decimal("9.95"), Decimal(10)),
        Ending(Decimal(80), Decimal(100)),
    )
    assert rules.endings_of(".x5", "EUR") == (Ending(Decimal("0.05"), Decimal("0.1")),)


ENDINGS = {
    "EUR": [".99", ".95,.49", "9", "9.99", ".x5", "5,9.50", ""],
    "JPY": ["80", "980", "8", "0", "80,980", ""],
    "KWD": [".5", ".x50", ".950,.450", ""],
    "CHF": [".x5", ".95", ".90,.40", ""],
    "HUF": ["90", "990", ".50", ""],
    "ISK": ["90", "990", ""],
}
RULES = st.sampled_from([(code, endings) for code, some in ENDINGS.items() for endings in some]).flatmap(
    lambda chosen: st.builds(
        lambda coins, shift, margin: rule(
            chosen[1], chosen[0], coins=coins, shift=str(Decimal(shift) / 100), margin=str(Decimal(margin) / 100)
        ),
        st.booleans(),
        st.integers(0, 50),
        st.integers(-50, 50),
    )
)
AMOUNTS = st.integers(1, 10**9).map(lambda units: Decimal(units) / 10_000)


@given(RULES, AMOUNTS, AMOUNTS)
def test_dearer_goods_never_become_cheaper(rule_, first, second):
    low, high = sorted((first, second))
    assert rules.neat(low, rule_) <= rules.neat(high, rule_)


@given(RULES, AMOUNTS)
def test_dearer_by_a_coin_never_becomes_cheaper(rule_, amount):
    assert rules.neat(amount, rule_) <= rules.neat(amount + rule_.step, rule_)
    assert rules.neat(amount, rule_) <= rules.neat(amount + quantum(rule_.currency), rule_)


@given(RULES, AMOUNTS)
def test_a_neat_price_can_be_paid_and_keeps_its_bounds(rule_, amount):
    neat = rules.neat(amount, rule_)
    coarse = max((amount / rule_.step).quantize(Decimal(1), "ROUND_HALF_UP") * rule_.step, Decimal(0))
    assert neat > 0
    assert is_at_exponent(Money(neat, rule_.currency))
    assert neat >= coarse * (1 + min(rule_.least_margin, Decimal(0)))
    bound = max(rule_.largest_shift, rule_.least_margin)
    assert abs(neat - coarse) <= coarse * bound + rule_.step


@given(RULES, AMOUNTS)
def test_a_neat_price_is_neat_already(rule_, amount):
    if rule_.least_margin <= 0 and rule_.step == quantum(rule_.currency):
        neat = rules.neat(amount, rule_)
        assert rules.neat(neat, rule_) == neat


@given(AMOUNTS, st.integers(1, 500), AMOUNTS)
def test_what_a_seller_set_in_the_currency_itself_is_never_touched(amount, pieces, rate):
    price = Money(amount.quantize(Decimal("0.01")) + 1, "EUR")
    assert rules.unit_price(price, rate=Decimal(1), currency="EUR", rule=rule()) == price
    assert rules.goods_price(price, pieces, rate=Decimal(1), currency="EUR", rule=rule()) == price * pieces


@given(RULES, AMOUNTS, st.integers(1, 500))
def test_pieces_cost_their_number_times_the_price_that_is_shown(rule_, amount, pieces):
    unit = Money(amount, "USD")
    args = {"rate": Decimal("1.37"), "currency": rule_.currency, "rule": rule_}
    assert rules.goods_price(unit, pieces, **args) == rules.unit_price(unit, **args) * pieces


@pytest.mark.parametrize(("held", "today", "moves"), [(None, "1", True), ("1", "1.01", False), ("1", "1.0101", True),
                                                     ("1", "0.99", False), ("1", "0.9899", True)])  # fmt: skip
def test_prices_follow_a_rate_once_it_has_moved_far_enough(held, today, moves):
    assert rules.follows(Decimal(held) if held else None, Decimal(today), Decimal("0.01")) is moves
