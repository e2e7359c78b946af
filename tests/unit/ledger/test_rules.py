"""Ledger · entries and commission rules."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from apps.common.money import from_minor
from apps.ledger import rules
from apps.ledger.errors import NothingToPost, Unbalanced
from apps.ledger.types import AccountCode, Entry, JournalKind, Leg

LEGS = st.lists(
    st.tuples(
        st.sampled_from(list(AccountCode)),
        st.sampled_from(["EUR", "JPY", "KWD"]),
        st.integers(-(10**12), 10**12),
        st.sampled_from([None, 1, 2]),
    ),
    min_size=1,
    max_size=12,
)


def entry(legs: list[Leg]) -> Entry:
    return Entry(JournalKind.SALE, "k", tuple(legs))


@given(LEGS)
def test_an_entry_posts_only_if_every_currency_is_zero(legs: list[tuple[AccountCode, str, int, int | None]]) -> None:
    made = [Leg(code, from_minor(units, currency), vendor) for code, currency, units, vendor in legs]
    sums = {currency: sum(units for _, other, units, _ in legs if other == currency) for _, currency, _, _ in legs}
    closing = [Leg(AccountCode.SUSPENSE, from_minor(-units, currency), 9) for currency, units in sums.items()]

    if any(sums.values()):
        with pytest.raises(Unbalanced):
            rules.postings_of(entry(made))
    balanced = made + closing
    try:
        posted = rules.postings_of(entry(balanced))
    except NothingToPost:
        posted = {}
    assert all(posted.values())
    for currency in sums:
        assert sum(units for key, units in posted.items() if key[1] == currency) == 0


def test_legs_on_one_account_are_added_and_zeros_left_out() -> None:
    one = Money("1.00", "EUR")
    legs = [Leg(AccountCode.SUSPENSE, one), Leg(AccountCode.SUSPENSE, one), Leg(AccountCode.ROUNDING, one * 0),
            Leg(AccountCode.PSP_CLEARING, one * -2)]  # fmt: skip
    assert sorted(rules.postings_of(entry(legs)).values()) == [-200, 200]


def test_an_entry_of_nothing_is_refused() -> None:
    with pytest.raises(NothingToPost):
        rules.postings_of(entry([Leg(AccountCode.SUSPENSE, Money(0, "EUR"))]))


def test_a_fraction_of_a_minor_unit_is_refused() -> None:
    half = Money(Decimal("0.005"), "EUR")
    with pytest.raises(ValueError, match="fraction"):
        rules.postings_of(entry([Leg(AccountCode.SUSPENSE, half), Leg(AccountCode.ROUNDING, -half)]))


def terms(number: int, rate: str, **conditions: object) -> rules.CommissionTerms:
    given_ = {"vendor_id": None, "market": "", "valid_from": date(2020, 1, 1), "valid_until": None, **conditions}
    return rules.CommissionTerms(rule_id=number, rate=Decimal(rate), **given_)


def test_the_first_rule_that_matches_wins_and_none_is_no_commission() -> None:
    listed = [terms(1, "0.05", vendor_id=7, market="DE"), terms(2, "0.08", vendor_id=7), terms(3, "0.10", market="DE")]

    def rate(vendor: int, market: str, on: date = date(2026, 1, 1)) -> Decimal:
        return rules.commission(listed, vendor_id=vendor, market=market, on=on).rate

    assert (rate(7, "DE"), rate(7, "US"), rate(8, "DE"), rate(8, "US")) == (
        Decimal("0.05"), Decimal("0.08"), Decimal("0.10"), Decimal(0))  # fmt: skip
    assert rate(7, "DE", date(2019, 12, 31)) == 0


def test_a_rule_behind_a_wider_one_is_unreachable() -> None:
    listed = [
        terms(1, "0.1", market="DE"),
        terms(2, "0.1", vendor_id=7, market="DE"),
        terms(3, "0.1"),
        terms(4, "0.2", vendor_id=1),
    ]
    assert rules.unreachable(listed) == [2, 4]
