"""Pages of a list follow each other without a gap, and facets count what a filter would show."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from djmoney.money import Money
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.catalog.types import Tier
from apps.currencies import selectors as currencies
from apps.discovery.models import ListingCard
from apps.discovery.selectors.facets import facet_counts
from apps.discovery.selectors.lists import Place, cards
from apps.discovery.selectors.scopes import Scope, Shown
from apps.discovery.types import Filters, Sort
from tests.factories import catalog as goods
from tests.factories import discovery

pytestmark = pytest.mark.django_db


def shown(language="en", currency="EUR"):
    return Shown.to(language, currency, market="DE", rates=currencies.rate_table())


def slugs(page):
    return [card.slug for card in page.cards]


def test_pages_by_key_show_each_product_once_forward_and_back(kiln, at):
    discovery.listed(kiln, [goods.product() for _ in range(11)], at=at)
    for sort in Sort:
        scope, seen, after, pages = Scope(market="DE"), [], "", []
        while True:
            page = cards(scope, shown=shown(), sort=sort, place=Place(after=after), limit=4)
            seen += slugs(page)
            pages.append(page)
            if not page.next_cursor:
                break
            after = page.next_cursor
        assert len(seen) == len(set(seen)) == 11, sort

        back = cards(scope, shown=shown(), sort=sort, place=Place(before=pages[1].previous_cursor), limit=4)
        assert slugs(back) == slugs(pages[0]), sort
        assert not back.previous_cursor
        assert back.next_cursor


def test_mangled_cursor_shows_the_first_page(kiln, at):
    discovery.listed(kiln, [goods.product() for _ in range(3)], at=at)

    for text in ("nonsense", "W10", "!!!"):
        assert len(cards(Scope(market="DE"), shown=shown(), place=Place(after=text)).cards) == 3


def test_prices_without_tax_are_worked_out_for_those_alone_who_read_them(kiln, at):
    discovery.listed(kiln, [goods.product()], at=at)
    told = [
        cards(Scope(market="DE"), shown=replace(shown(), without_tax=wanted)).cards[0].without_tax
        for wanted in (False, True)
    ]
    assert told[0] is None
    assert told[1] is not None


# --- facets against counting by hand ---------------------------------------------------

MATERIALS = ("stoneware", "porcelain", "glass")
ORIGINS = ("CN", "JP", "IN")


@pytest.fixture
def mixed(kiln, loom, at):
    """Thirty goods of two vendors, three materials, three origins and many prices."""
    for vendor, currency, start in ((kiln, "CNY", 0), (loom, "GBP", 15)):
        drafts = [
            goods.product(
                category=("kitchen-cookware", "decor-vases", "kitchen-teaware")[number % 3],
                origin=ORIGINS[number % 3] if number % 5 else "CN",
                attributes={
                    "material": [MATERIALS[number % 3]] + ([MATERIALS[0]] if number % 4 == 0 else []),
                    **({"capacity_ml": 50 * number} if number % 3 != 1 and number else {}),
                },
                variants=(goods.variant(prices=(Tier("retail", 1, Money(5 + 7 * number, currency)),)),),
            )
            for number in range(start, start + 15)
        ]
        discovery.listed(vendor, drafts, at=at, pieces=0 if vendor is loom else 5)
    ListingCard.objects.filter(market="DE", origin="JP").update(rating=Decimal("4.2"), review_count=3)
    return list(ListingCard.objects.filter(market="DE"))


filter_sets = st.builds(
    Filters,
    categories=st.lists(st.sampled_from(["kitchen", "decor", "kitchen-teaware"]), max_size=2, unique=True).map(tuple),
    vendors=st.lists(st.sampled_from(["kiln", "loom"]), max_size=1).map(tuple),
    origins=st.lists(st.sampled_from(ORIGINS), max_size=2, unique=True).map(tuple),
    attributes=st.dictionaries(
        st.just("material"), st.lists(st.sampled_from(MATERIALS), min_size=1, max_size=2, unique=True).map(tuple)
    ),
    ranges=st.dictionaries(
        st.just("capacity_ml"),
        st.tuples(st.integers(0, 200).map(Decimal), st.none() | st.integers(200, 500).map(Decimal)),
    ),
    low=st.none() | st.integers(0, 200).map(Decimal),
    high=st.none() | st.integers(0, 400).map(Decimal),
    rating=st.none() | st.sampled_from([3, 4]),
    in_stock=st.booleans(),
)


def passes(card, filters, *, besides=""):
    euro = shown().rates
    checks = {
        "cat": not filters.categories or set(filters.categories) & set(card.category_path),
        "maker": not filters.vendors or card.vendor_slug in filters.vendors,
        "from": not filters.origins or card.origin in filters.origins,
        "price": (filters.low is None or card.door_eur >= euro.convert(Money(filters.low, "USD"), "EUR").amount)
        and (filters.high is None or card.door_eur <= euro.convert(Money(filters.high, "USD"), "EUR").amount),
        "stars": filters.rating is None or card.rating >= filters.rating,
        "stock": not filters.in_stock or card.in_stock,
    }
    for code, choices in filters.attributes.items():
        checks[f"a.{code}"] = {f"{code}:{choice}" for choice in choices} & set(card.facets)
    for code, (low, high) in filters.ranges.items():
        value = card.numbers.get(code)
        checks[f"n.{code}"] = value is not None and low <= Decimal(value) <= (high or Decimal(10**9))
    return all(passed for name, passed in checks.items() if name != besides)


def test_facet_counts_equal_counting_by_hand_on_random_filters(mixed):
    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    @given(filters=filter_sets)
    def check(filters):
        counts = facet_counts(Scope(market="DE"), filters=filters, shown=shown("en", "USD"))
        assert counts.total == sum(passes(card, filters) for card in mixed)
        for slug in ("kiln", "loom"):
            by_hand = sum(passes(card, filters, besides="maker") and card.vendor_slug == slug for card in mixed)
            assert counts.vendors.get(slug, 0) == by_hand
        for code in ("kitchen", "decor", "kitchen-teaware"):
            by_hand = sum(passes(card, filters, besides="cat") and code in card.category_path for card in mixed)
            assert counts.categories.get(code, 0) == by_hand
        for origin in ORIGINS:
            by_hand = sum(passes(card, filters, besides="from") and card.origin == origin for card in mixed)
            assert counts.origins.get(origin, 0) == by_hand
        for choice in MATERIALS:
            by_hand = sum(
                passes(card, filters, besides="a.material") and f"material:{choice}" in card.facets for card in mixed
            )
            assert counts.attributes.get("material", {}).get(choice, 0) == by_hand
        assert counts.ratings.get(4, 0) == sum(
            passes(card, filters, besides="stars") and card.rating >= 4 for card in mixed
        )
        sizes = [
            Decimal(card.numbers["capacity_ml"])
            for card in mixed
            if "capacity_ml" in card.numbers and passes(card, filters, besides="n.capacity_ml")
        ]
        expected = (min(sizes), max(sizes), len(sizes)) if sizes else None
        assert counts.ranges.get("capacity_ml") == expected
        assert counts.in_stock == sum(passes(card, filters, besides="stock") and card.in_stock for card in mixed)
        page = cards(Scope(market="DE"), shown=shown("en", "USD"), filters=filters, limit=100)
        assert len(page.cards) == counts.total

    check()
