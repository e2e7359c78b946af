"""What a seller decides for another currency: prices, and what of them is the seller's."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

import pytest
from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from apps.catalog.errors import Unusable
from apps.catalog.rules import currency_terms
from apps.catalog.types import TermsDraft, TermsMode
from apps.common.money import quantum, rounded
from apps.markets import rules
from apps.markets.types import SellersTerms

VARIANT = UUID(int=1)
CURRENCIES = ("EUR", "USD", "JPY", "KWD", "CNY")
AMOUNTS = st.decimals(min_value="0.01", max_value="100000", places=2)
RATES = st.decimals(min_value="0.001", max_value="500", places=6)
TERMS = st.builds(
    SellersTerms,
    fixed=st.none() | st.integers(1, 10**6).map(Decimal),
    rate=st.none() | RATES,
    markup=st.integers(-5_000, 50_000).map(lambda points: points / Decimal(10_000)),
    ending=st.sampled_from(("", "9", "90")),
)


@given(AMOUNTS, AMOUNTS, RATES, TERMS, st.sampled_from(CURRENCIES[1:]))
def test_the_seller_gets_what_the_buyer_pays_and_the_dearer_good_is_never_the_cheaper(
    one: Decimal, other: Decimal, rate: Decimal, terms: SellersTerms, currency: str
) -> None:
    low, high = sorted((one, other))
    first = Money(low, "EUR")
    price, own = rules.on_terms(first, first, terms, rate=rate, currency=currency)
    dearer, _ = rules.on_terms(Money(high, "EUR"), first, terms, rate=rate, currency=currency)
    assert price == rounded(price) >= Money(quantum(currency), currency)
    assert own == rounded(Money(price.amount / rate, "EUR"))
    assert dearer >= price
    if terms.fixed is not None:
        assert price == Money(terms.fixed, currency)


@given(TERMS)
def test_terms_are_kept_as_they_were(terms: SellersTerms) -> None:
    assert SellersTerms.from_json(terms.as_json()) == terms
    assert SellersTerms.from_json(SellersTerms(is_sold=False).as_json()) == SellersTerms(is_sold=False)


def test_many_are_as_much_cheaper_as_at_home_and_an_ending_is_the_sellers_own() -> None:
    one, many = Money(10, "EUR"), Money(8, "EUR")
    fixed = SellersTerms(fixed=Decimal("12.50"))
    assert rules.on_terms(many, one, fixed, rate=Decimal(2), currency="USD") == (Money(10, "USD"), Money(5, "EUR"))
    follows = SellersTerms(markup=Decimal("0.05"), ending=".99", rate=Decimal("1.1"))
    price, own = rules.on_terms(one, one, follows, rate=Decimal("1.2"), currency="USD")
    assert (price, own) == (Money("11.99", "USD"), Money("9.99", "EUR"))


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (TermsDraft(VARIANT, "EUR", TermsMode.FIXED, Decimal(3)), "currency"),
        (TermsDraft(VARIANT, "XAU", TermsMode.FIXED, Decimal(3)), "currency"),
        (TermsDraft(VARIANT, "USD", "gift"), "mode"),
        (TermsDraft(VARIANT, "USD", TermsMode.FIXED), "price"),
        (TermsDraft(VARIANT, "JPY", TermsMode.FIXED, Decimal("3.5")), "price"),
        (TermsDraft(VARIANT, "USD", TermsMode.FIXED, Decimal("-1")), "price"),
        (TermsDraft(VARIANT, "USD", TermsMode.DERIVED, rate=Decimal(0)), "rate"),
        (TermsDraft(VARIANT, "USD", TermsMode.DERIVED, markup_bps=-9_000), "markup"),
        (TermsDraft(VARIANT, "JPY", TermsMode.DERIVED, ending=".99"), "ending"),
        (TermsDraft(VARIANT, "USD", TermsMode.DERIVED, ending="<9>"), "ending"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_the_field_named(draft: TermsDraft, field: str) -> None:
    with pytest.raises(Unusable) as refused:
        currency_terms.checked(draft, own_currency="EUR", currencies=CURRENCIES, field="terms-0-")
    assert refused.value.field == f"terms-0-{field}"


def test_what_a_mode_does_not_ask_for_is_not_kept() -> None:
    draft = TermsDraft(VARIANT, "USD", TermsMode.NOT_SOLD, Decimal(3), Decimal(2), 100, ".99")
    kept = currency_terms.checked(draft, own_currency="EUR", currencies=CURRENCIES)
    assert kept == TermsDraft(VARIANT, "USD", TermsMode.NOT_SOLD)
    assert not currency_terms.terms_of(kept).is_sold
    assert currency_terms.says_nothing(TermsDraft(VARIANT, "USD", TermsMode.DERIVED))
