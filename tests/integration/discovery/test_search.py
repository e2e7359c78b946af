"""Words, codes and filters find what they should, in each language's own way."""

from __future__ import annotations

import pytest

from apps.catalog.types import ProductText
from apps.common.clock import now
from apps.currencies import selectors as currencies
from apps.discovery.models import ListingText
from apps.discovery.selectors import searching
from apps.discovery.selectors.lists import cards
from apps.discovery.selectors.scopes import Scope, Shown
from apps.discovery.selectors.suggestions import suggestions
from apps.vendors import selectors as vendors
from tests.factories import catalog as goods
from tests.factories import discovery

pytestmark = pytest.mark.django_db


def shown(language="en", currency="EUR"):
    return Shown.to(language, currency, market="DE", rates=currencies.rate_table())


def texts(**titles):
    return {language.replace("_", "-"): ProductText(title, "") for language, title in titles.items()}


@pytest.fixture(scope="module")
def shelf(kept):
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
    return {ref.code: ref for ref in discovery.listed(vendors.by_slug("kiln"), drafts, at=now())}


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

    makers = [entry for entry in suggestions("KÍL", language="en", market="DE") if entry.kind == "maker"]
    assert [maker.label for maker in makers] == ["Kiln"]
