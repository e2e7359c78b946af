"""Words, codes and filters find what they should, in each language's own way."""

from __future__ import annotations

from decimal import Decimal

import pytest
from djmoney.money import Money
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.catalog.types import ProductText, Tier
from apps.currencies import selectors as currencies
from apps.discovery.models import ListingCard, ListingText
from apps.discovery.selectors import searching
from apps.discovery.selectors.facets import facet_counts
from apps.discovery.selectors.lists import Place, cards
from apps.discovery.selectors.scopes import Scope, Shown
from apps.discovery.selectors.suggestions import suggestions
from apps.discovery.types import Filters, Sort
from tests.factories import catalog as goods
from tests.factories import discovery

pytestmark = pytest.mark.django_db


def shown(language="en", currency="EUR"):
    return Shown.to(language, currency, market="DE", rates=currencies.rate_table())


def texts(**titles):
    return {language.replace("_", "-"): ProductText(title, "") for language, title in titles.items()}


@pytest.fixture
def shelf(kiln, at):
    """Six goods with texts in six languages."""
    drafts = [
        goods.product("vase", category="decor-vases", attributes={"material": ["porcelain"]}, texts=texts(
            en="Celadon vase, wheel-thrown", de="Seladonvase, gedreht", fr="Vase céladon tourné",
            zh_hans="龙泉青瓷花瓶", ja="青磁の花瓶", ar="مزهرية سيلادون")),
        goods.product("teapot", category="kitchen-teaware", texts=texts(
            en="Iron teapot", de="Gusseiserne Teekanne", fr="Théière en fonte", zh_hans="铸铁茶壶", ja="鉄瓶 急須",
            ar="إبريق شاي")),
        goods.product("mug", texts=texts(en="Stoneware mug", de="Becher aus Steinzeug", zh_hans="炻器马克杯",
                                         ja="マグカップ 炻器")),
        goods.product("bowl", texts=texts(en="Porcelain bowl", de="Porzellanschale", zh_hans="瓷碗", ja="磁器の茶碗"),
                      variants=(goods.variant("BOWL-77", gtin="9521234567899"),)),
        goods.product("jar", texts=texts(en="Jar named vase", de="Dose", zh_hans="罐子", ja="がま口")),
        goods.product("only-german", category="decor-incense", attributes={"material": ["beech"]},
                      texts=texts(de="Räuchermännchen"), default_language="de"),
    ]  # fmt: skip
    return {ref.code: ref for ref in discovery.listed(kiln, drafts, at=at)}


def found(text, language="en", market="DE", **options):
    search = searching.found(text, language=language, market=market)
    if search.hits is None:
        return []
    page = cards(Scope(market=market, hits=search.hits), shown=shown(language), **options)
    by_id = dict(ListingText.objects.values_list("product_id", "slug"))
    return [by_id[card.product_id] for card in page.cards]


def slugs(page):
    return [card.slug for card in page.cards]


@pytest.mark.parametrize(
    ("language", "typed", "title"),
    [
        ("zh-hans", "青瓷", "龙泉青瓷花瓶"),
        ("zh-hans", "茶壶", "铸铁茶壶"),
        ("zh-hans", "泡茶壶", "铸铁茶壶"),
        ("zh-hans", "碗", "瓷碗"),
        ("ja", "花瓶", "青磁の花瓶"),
        ("ja", "急須", "鉄瓶 急須"),
        ("ja", "マグ", "マグカップ 炻器"),
        ("de", "teekanne", "Gusseiserne Teekanne"),
        ("de", "Steinzeug Becher", "Becher aus Steinzeug"),
        ("de", "rauchermannchen", "Räuchermännchen"),
        ("fr", "theiere", "Théière en fonte"),
        ("ar", "إبريق", "إبريق شاي"),
    ],
)
def test_each_language_finds_its_own_words(shelf, language, typed, title):
    assert ListingText.objects.get(slug=found(typed, language)[0]).titles[language] == title


def test_exact_code_comes_first_in_any_spelling(shelf):
    bowl = ListingText.objects.get(product_id=shelf["bowl"].product_id).slug

    assert found("bowl-77")[0] == bowl
    assert found("952 1234567899")[0] == bowl


def test_title_outranks_other_words_and_synonyms_find_each_other(shelf):
    assert found("flower vase")[0].startswith("celadon-vase")
    assert found("beaker") == found("mug")


def test_typing_error_finds_what_was_meant(shelf):
    way = searching.found("tepaot", language="en", market="DE")

    assert way.corrected == "teapot"
    assert found("tepaot") == found("teapot")
    assert found("porcelian bowl")[0] == "porcelain-bowl"


def test_unfinished_last_word_finds_too(shelf):
    assert "stoneware-mug" in found("stonew")


def test_minus_and_phrase(shelf):
    assert "jar-named-vase" not in found("vase -jar")
    assert found('"stoneware mug"') == ["stoneware-mug"]


def test_other_language_is_tried_before_giving_up(shelf):
    assert found("Seladonvase", "en") == ["celadon-vase-wheel-thrown"]


def test_part_of_the_words_is_better_than_nothing(shelf):
    way = searching.found("porcelain helicopter", language="en", market="DE")

    assert way.is_relaxed
    assert found("porcelain helicopter")


def test_nonsense_and_quotes_are_no_error(shelf):
    for text in ("'", '"', "\\", "a'b:*&|!()", "%", "-", "x" * 500, "\u0000a", "🙂", "<->", "'':*"):
        found(text.replace("\x00", ""))


def test_suggestions_name_category_goods_and_maker(shelf):
    kinds = {entry.kind: entry for entry in suggestions("tea", language="en", market="DE")}
    assert kinds["product"].label == "Iron teapot"
    assert kinds["category"].label

    makers = [entry for entry in suggestions("kil", language="en", market="DE") if entry.kind == "maker"]
    assert [maker.label for maker in makers] == ["Kiln"]


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
