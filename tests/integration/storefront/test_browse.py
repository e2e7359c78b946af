"""The browse pages: few statements, no cookie, and what a shopper looks for."""

from __future__ import annotations

import json
import re

import pytest
from django.db import transaction
from django.test import Client
from djmoney.money import Money

from apps.catalog.types import ProductText, Tier
from apps.discovery.models import ListingCard, ListingText
from apps.vendors import operations as vendors
from apps.vendors.selectors import forget_hosts
from tests.factories import catalog as goods
from tests.factories import discovery

pytestmark = pytest.mark.django_db
HOST = "portolan.localhost"


@pytest.fixture
def shop():
    """A visitor without cookies."""
    return Client(headers={"host": HOST})


@pytest.fixture
def vase(kiln, at):
    """One vase with texts in two languages."""
    draft = goods.coloured_product(
        "vase",
        category="decor-vases",
        attributes={"material": ["porcelain"]},
        texts={"en": ProductText("Celadon vase", "Fine & <b>bold</b>."), "de": ProductText("Seladonvase", "Fein.")},
    )
    return discovery.listed(kiln, [draft], at=at)[0]


PAGES = {
    "home": ("/de-de/", 5),
    "list": ("/de-de/goods/", 5),
    "category": ("/de-de/category/kueche-und-tisch/", 5),
    "search": ("/en-gb/search/?q=mug", 5),
    "suggest": ("/en-gb/suggest/?q=mug", 5),
    "product": ("/de-de/product/mug-number-one/", 6),
    "maker": ("/de-de/maker/kiln/", 5),
}


@pytest.mark.parametrize("rows", [20, 80])
def test_pages_stay_within_their_statements_at_any_size(shop, kiln, at, rows, django_assert_max_num_queries):
    first = goods.product("first", texts={"en": ProductText("Mug number one", "Fine.")})
    discovery.listed(kiln, [first, *(goods.product() for _ in range(rows - 1))], at=at)
    kitchen = shop.get("/de-de/goods/").content.decode()
    assert f"{rows} " in kitchen

    for name, (address, most) in PAGES.items():
        if name == "category":
            address = "/de-de/category/" + _slug_of("kitchen", "de") + "/"
        shop.get(address)
        _forget_counts()
        with django_assert_max_num_queries(most):
            response = shop.get(address)
        assert response.status_code == 200, name


@pytest.mark.parametrize("address", [address for address, _ in PAGES.values() if "kueche" not in address])
def test_anonymous_visitor_gets_no_cookie_and_a_page_that_caches_can_keep(shop, kiln, at, address):
    discovery.listed(kiln, [goods.product("first", texts={"en": ProductText("Mug number one", "Fine.")})], at=at)

    response = shop.get(address)

    assert response.status_code == 200
    assert not response.cookies
    assert "public" in response["Cache-Control"]
    assert "HX-Request" in response["Vary"]
    again = shop.get(address, headers={"if-none-match": response["ETag"]})
    assert again.status_code == 304
    assert not again.content


def test_page_changes_its_tag_when_something_is_listed(shop, kiln, at, django_capture_on_commit_callbacks):
    before = shop.get("/de-de/")["ETag"]

    with django_capture_on_commit_callbacks(execute=True):
        discovery.listed(kiln, [goods.product()], at=at)

    assert shop.get("/de-de/", headers={"if-none-match": before}).status_code == 200


def test_no_page_has_inline_style_or_script(shop, vase):
    for address in ("/de-de/", "/ar-ae/goods/", "/zh-hans-cn/search/?q=vase", "/ja-jp/product/celadon-vase/"):
        html = shop.get(address).content.decode()
        assert not re.search(r"\sstyle=|\son[a-z]+=", html), address
        assert all("src=" in tag or "ld+json" in tag for tag in re.findall(r"<script[^>]*>", html)), address


def test_empty_install_guides_instead_of_showing_nothing(shop):
    html = shop.get("/en-gb/").content.decode()

    assert "No ship has come in yet" in html
    assert "card" not in re.findall(r'<article class="([^"]+)"', html)


def test_home_has_six_modules_from_real_goods(shop, kiln, at):
    discovery.listed(kiln, [goods.product() for _ in range(6)], at=at)
    ListingCard.objects.filter(market="CN").update(rating="4.5", review_count=4)

    html = shop.get("/en-cn/").content.decode()

    assert len(re.findall(r"<h2", html.split("<main")[1].split("</main")[0])) >= 6


def test_product_page_names_every_part_of_the_price_before_the_cart(shop, vase):
    html = shop.get("/en-de/product/celadon-vase/").content.decode()

    for words in ("Goods × 1", "Shipping", "VAT", "At your door", "Why these amounts?", "Arrives between"):
        assert words in html, words
    assert html.index("at your door, duty and tax included") < html.index("Add to cart")


def test_price_box_follows_the_quantity_with_and_without_script(shop, vase):
    page = shop.get("/en-de/product/celadon-vase/?quantity=12").content.decode()
    part = shop.get("/en-de/product/celadon-vase/?quantity=12", headers={"hx-request": "true"}).content.decode()

    assert "Goods × 12" in page
    assert "Goods × 12" in part
    assert "<html" not in part
    assert 'aria-current="true"' in part


def test_chosen_variant_stands_in_the_address(shop, vase):
    red, blue = vase.variants
    html = shop.get(f"/en-de/product/celadon-vase/?variant={blue}").content.decode()

    assert str(vase.variants[blue]) in html
    assert re.search(rf'href="\?variant={blue}"[^>]*aria-current="true"', html)
    assert f'href="?variant={red}"' in html


def test_sold_out_and_unmade_combinations_are_said(shop, kiln, at):
    sizes = goods.Option(
        code="size", names={"en": "Size"},
        values=(goods.OptionChoice("s", {"en": "Small"}), goods.OptionChoice("l", {"en": "Large"})),
    )  # fmt: skip
    made = (("red", "s"), ("blue", "l"))
    draft = goods.product(
        "vase", category="decor-vases", attributes={"material": ["porcelain"]}, options=(goods.COLOURS, sizes),
        texts={"en": ProductText("Odd vase", "Fine.")},
        variants=tuple(goods.variant(options={"colour": colour, "size": size}) for colour, size in made),
    )  # fmt: skip
    discovery.listed(kiln, [draft], at=at, pieces=0)

    html = shop.get("/en-de/product/odd-vase/").content.decode()

    assert "not made in this combination" in html
    assert "Sold out" in html
    assert "Add to cart" not in html


def test_json_ld_has_the_price_that_is_shown_and_cannot_be_escaped(shop, vase):
    html = shop.get("/en-gb/product/celadon-vase/?currency=EUR").content.decode()
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', html, re.S)[1])

    assert data["offers"]["priceCurrency"] == "EUR"
    assert data["offers"]["availability"].endswith("InStock")
    assert f"€{data['offers']['price']}" in html
    assert "<b>bold" not in html


def test_filters_work_without_script_and_as_a_fragment(shop, kiln, vase, at):
    discovery.listed(kiln, [goods.product("mug", texts={"en": ProductText("Plain mug", "")})], at=at)
    address = "/en-de/goods/?a.material=porcelain"

    page = shop.get(address).content.decode()
    part = shop.get(address, headers={"hx-request": "true"}).content.decode()

    for html in (page, part):
        assert "Celadon vase" in html
        assert "Plain mug" not in html
        assert "Remove:" in html
    assert "<html" not in part
    assert 'id="facets"' in part
    assert "hx-swap-oob" in part
    assert "noindex" in page


def test_each_chip_takes_its_own_filter_out(shop, vase):
    query = "low=1,50&high=900&a.material=porcelain&sort=price"
    html = shop.get(f"/en-de/goods/?{query}").content.decode()

    links = re.findall(r'class="chip" href="([^"]+)"><span', html)

    assert any("low=1" not in link and "high=900" in link and "sort=price" in link for link in links)
    assert any("high" not in link and "low=1" in link for link in links)
    assert any("a.material" not in link and "high=900" in link for link in links)


def test_category_answers_to_any_languages_slug_with_its_own(shop):
    german, japanese = _slug_of("kitchen", "de"), _slug_of("kitchen", "ja")

    response = shop.get(f"/de-de/category/{japanese}/?stock=1")

    assert response.status_code == 301
    assert response["Location"] == f"/de-de/category/{german}/?stock=1"
    assert shop.get("/de-de/category/no-such-thing/").status_code == 404


def test_category_names_its_address_in_every_language(shop):
    html = shop.get(f"/de-de/category/{_slug_of('kitchen', 'de')}/").content.decode()

    assert f'hreflang="fr-DE" href="http://{HOST}/fr-de/category/{_slug_of("kitchen", "fr")}/"' in html
    assert html.count('rel="canonical"') == 1


def test_exact_search_shows_the_correction_and_nonsense_a_way_on(shop, kiln, vase):
    corrected = shop.get("/en-de/search/?q=celadn").content.decode()
    assert "Showing" in corrected
    assert "Celadon vase" in corrected

    nothing = shop.get("/en-de/search/?q=qqqqzzzz").content.decode()
    assert "Nothing found" in nothing
    assert "/category/" in nothing
    assert shop.get("/en-de/search/?q=").status_code == 302


def test_mangled_addresses_are_never_an_error(shop, vase):
    for query in (
        "after=%00", "low=abc&high=-1", "sort='", "cat=%27%3B--", "a.material=%C3%A9", "stars=9", "after=WzEsMl0",
        "low=1e400", "quantity=99999999", "variant=%00", "currency=XXX", "q=%00", "from=%F0%9F%99%82",
    ):  # fmt: skip
        for page in ("goods/", "search/?q=vase&", "product/celadon-vase/", "maker/kiln/", "suggest/"):
            joined = page + ("" if "?" in page else "?") + query
            assert shop.get(f"/en-de/{joined}").status_code in (200, 302), joined


def test_shown_currency_is_a_free_choice(shop, vase):
    html = shop.get("/de-jp/product/celadon-vase/?currency=EUR").content.decode()

    assert "€" in html
    assert "Japan" in html


def test_preferences_keep_the_page_and_remember_only_a_chosen_currency(shop):
    chosen = "country=JP&language=de&currency=EUR&next=/de-de/product/vase/%3Fquantity=2"
    response = shop.get(f"/de-de/preferences/?{chosen}")
    assert response["Location"] == "/de-jp/product/vase/?quantity=2"
    assert "portolan_currency" not in response.cookies

    chosen = shop.get("/de-de/preferences/?country=DE&language=de&currency=USD&next=/de-de/goods/")
    assert chosen.cookies["portolan_currency"].value == "USD"

    foreign = shop.get("/de-de/preferences/?country=DE&language=fr&currency=EUR&next=https://evil.example/")
    assert foreign["Location"].startswith("/fr-de/")


def test_vendors_own_host_shows_only_its_goods(shop, kiln, loom, at):
    discovery.listed(kiln, [goods.product(texts={"en": ProductText("Kiln mug", "")})], at=at)
    tier = Tier("retail", 1, Money("30.00", "GBP"))
    discovery.listed(
        loom,
        [goods.product(texts={"en": ProductText("Loom mug", "")}, variants=(goods.variant(prices=(tier,)),))],
        at=at,
    )
    forget_hosts()
    visitor = Client(headers={"host": f"kiln.{HOST}"})

    for address in ("/en-de/", "/en-de/goods/", "/en-de/search/?q=mug"):
        html = visitor.get(address).content.decode()
        assert "Kiln mug" in html, address
        assert "Loom mug" not in html, address
    assert "Loom mug" in shop.get("/en-de/goods/").content.decode()


def test_suspended_vendor_leaves_no_page_behind(shop, kiln, vase, at, drain):
    with transaction.atomic():
        vendors.change_status(kiln.pk, event="suspend", at=at)
    drain()

    assert shop.get("/en-de/product/celadon-vase/").status_code == 404
    assert shop.get("/en-de/maker/kiln/").status_code == 404
    assert "Celadon vase" not in shop.get("/en-de/search/?q=vase").content.decode()
    assert ListingText.objects.count() == 1


def _slug_of(code, language):
    from apps.taxonomy import selectors

    return selectors.category(code, language).slug


def _forget_counts():
    """Counts and searches are asked anew; the edition stays, as after a restart of the cache."""
    from django.core.cache import cache

    from apps.discovery.selectors import edition

    cache.clear()
    edition.forget()
