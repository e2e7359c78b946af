"""Checkout · prices, states and changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from apps.checkout.rules import pricing, states
from apps.checkout.types import PartStatus, PurchaseStatus, SessionStatus
from apps.common.errors import InvalidTransition

TIERS = ((1, Money("24.50", "CNY")), (10, Money("20.00", "CNY")), (50, Money("15.00", "CNY")))


@pytest.mark.parametrize(
    ("quantity", "unit", "following"),
    [
        (1, "24.50", 10),
        (9, "24.50", 10),
        (10, "20.00", 50),
        (49, "20.00", 50),
        (50, "15.00", None),
        (9999, "15.00", None),
    ],
)
def test_the_largest_tier_that_is_reached_sets_the_price(quantity: int, unit: str, following: int | None) -> None:
    found = pricing.resolve(TIERS, quantity)
    assert found.unit == Money(unit, "CNY")
    assert (found.next_tier[0] if found.next_tier else None) == following
    assert found.trail[-1].endswith(f"{unit} CNY")


def test_fewer_pieces_than_the_first_tier_have_no_price() -> None:
    with pytest.raises(ValueError, match="No price"):
        pricing.resolve(TIERS[1:], 9)
    with pytest.raises(ValueError, match="No price"):
        pricing.resolve((), 1)


@given(
    st.lists(st.integers(1, 500), min_size=1, max_size=6, unique=True),
    st.integers(-5, 2000),
    st.integers(1, 24),
)
def test_an_allowed_quantity_is_the_smallest_that_fits(starts: list[int], wanted: int, pack: int) -> None:
    tiers = [(start, Money(1, "EUR")) for start in sorted(starts)]
    found = pricing.allowed(tiers, wanted, pack=pack)
    assert found >= max(wanted, tiers[0][0])
    assert found % pack == 0
    assert found - pack < max(wanted, tiers[0][0])


P, W = PartStatus, PurchaseStatus


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_the_whole_is_a_total_function_of_its_parts(count: int) -> None:
    """Every combination, against the sentence that says what each word means."""
    for parts in product(P, repeat=count):
        found = states.whole(parts)
        alive = [part for part in parts if part is not P.CANCELLED]
        expected = {
            W.CANCELLED: not alive,
            W.DELIVERED: bool(alive) and set(alive) == {P.DELIVERED},
            W.PARTLY_DELIVERED: P.DELIVERED in alive and set(alive) != {P.DELIVERED},
            W.SHIPPED: bool(alive) and set(alive) == {P.SHIPPED},
            W.PARTLY_SHIPPED: P.SHIPPED in alive and P.DELIVERED not in alive and set(alive) != {P.SHIPPED},
            W.PLACED: bool(alive) and set(alive) == {P.PLACED},
            W.PREPARING: bool(alive) and set(alive) <= {P.PLACED, P.CONFIRMED, P.PACKED} and set(alive) != {P.PLACED},
        }
        assert [word for word, holds in expected.items() if holds] == [found], parts


def test_the_order_of_parts_does_not_matter() -> None:
    for parts in product(P, repeat=3):
        assert states.whole(parts) is states.whole(parts[::-1])


def test_a_purchase_without_parts_is_refused() -> None:
    with pytest.raises(ValueError, match="parts"):
        states.whole([])


def test_every_pair_of_the_sessions_table_moves_or_is_refused() -> None:
    events = {event for _, event in states.SESSION.table}
    for state, event in product(SessionStatus, events):
        if (state, event) in states.SESSION.table:
            assert states.SESSION.next(state, event) in SessionStatus
        else:
            with pytest.raises(InvalidTransition):
                states.SESSION.next(state, event)
    assert not states.SESSION.events(SessionStatus.COMPLETED)


def news(minute: int, **more: str) -> dict[str, str]:
    return {"occurred_at": (datetime(2026, 11, 1, tzinfo=UTC) + timedelta(minutes=minute)).isoformat(), **more}


NEWS = [
    news(1, status="in_transit"),
    news(2, status="customs_hold", location="Liège"),
    news(3, status="delivered", delivered_at=news(3)["occurred_at"]),
    news(4, code="LATE"),
]


@given(st.permutations(NEWS))
def test_a_parcels_news_may_come_in_any_order(order: list[dict[str, str]]) -> None:
    known: dict[str, str] = {}
    for item in order:
        known = states.parcel_after(known, item)
    assert known["occurred_at"] == news(4)["occurred_at"]
    assert known["delivered_at"] == news(3)["occurred_at"]
