"""Catalog · price tiers."""

from __future__ import annotations

from decimal import Decimal
from itertools import pairwise

from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog.rules import pricing
from apps.catalog.types import Tier

STEPS = st.lists(
    st.tuples(st.integers(1, 10_000), st.decimals("0.0001", "99999", places=4)),
    min_size=1,
    max_size=8,
    unique_by=(lambda step: step[0], lambda step: step[1]),
)


def tiers(steps: list[tuple[int, Decimal]], kind: str = "wholesale", currency: str = "EUR") -> list[Tier]:
    return [Tier(kind, quantity, Money(price, currency)) for quantity, price in steps]


@given(STEPS)
def test_tiers_are_accepted_exactly_when_prices_fall(steps: list[tuple[int, Decimal]]) -> None:
    in_order = [price for _, price in sorted(steps)]
    falls = all(later < earlier for earlier, later in pairwise(in_order))

    assert (pricing.problem(tiers(steps)) is None) is falls


@given(STEPS)
def test_the_order_in_which_tiers_are_given_does_not_matter(steps: list[tuple[int, Decimal]]) -> None:
    forth, back = tiers(steps), tiers(steps[::-1])

    assert pricing.ordered(forth) == pricing.ordered(back)
    assert pricing.problem(forth) == pricing.problem(back)


def test_retail_starts_at_one_piece() -> None:
    assert pricing.problem(tiers([(2, Decimal(5))], kind="retail")) is not None
    assert pricing.problem(tiers([(1, Decimal(5))], kind="retail")) is None


def test_lists_and_currencies_are_judged_apart() -> None:
    retail, wholesale = tiers([(1, Decimal(5))], "retail"), tiers([(1, Decimal(9))])
    dollars = tiers([(1, Decimal(7))], currency="USD")

    assert pricing.problem([*retail, *wholesale, *dollars]) is None


def test_nothing_is_no_price() -> None:
    assert pricing.problem(tiers([(1, Decimal(0))])) is not None
    assert pricing.problem(tiers([(0, Decimal(3))])) is not None
