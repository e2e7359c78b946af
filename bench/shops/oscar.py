"""bench · no app · what one visitor of the peer does, once: the same as in ours, by the way that Oscar's pages lead."""

from __future__ import annotations

import random
import re
from dataclasses import replace

from bench.dataset import searches
from bench.forms import find_form
from bench.shops import portolan
from bench.shops.shop import Goods
from bench.visitor import Answer, Unexpected, Visitor

_PRODUCT = re.compile(r'href="(/catalogue/[\w-]+_\d+/)"')
_CATEGORY = re.compile(r'href="(/catalogue/category/[^"?#]+/)"')
_VARIANT = re.compile(r'href="(/catalogue/p\d+-[ab]_\d+/)"')
_LISTS, _PRODUCTS = 8, 40
_BUYER = {
    "first_name": "Käthe",
    "last_name": "Ümlaut",
    "line1": "Lange Straße 12",
    "line4": "Berlin",
    "postcode": "10115",
    "country": "DE",
    "phone_number": "",
}


def walk(visitor: Visitor) -> Goods:
    """Categories and products from the catalogue's pages, variants from products' own pages.

    Raises:
        Unexpected: a page cannot be opened, or nothing can be bought.
    """
    first = visitor.get("/catalogue/").text
    categories = list(dict.fromkeys(_CATEGORY.findall(first)))
    lists = ["/catalogue/", "/catalogue/?page=2", *categories[:_LISTS]]
    products: dict[str, None] = {}
    for page in lists:
        products |= dict.fromkeys(_PRODUCT.findall(visitor.get(page).text))
    variants = [
        found
        for product in list(products)[: _PRODUCTS // 3]
        for found in dict.fromkeys(_VARIANT.findall(visitor.get(product).text))
    ]
    if not variants:
        raise Unexpected(f"{len(products)} products are listed, and none of them can be bought")
    return Goods(tuple(lists), tuple(list(products)[:_PRODUCTS]), tuple(variants), searches())


def listing(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """A page of goods: of a category or of all."""
    if not _PRODUCT.search(visitor.get(dice.choice(goods.lists)).text):
        raise Unexpected("the list is empty")


def search(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """Two words."""
    address = f"/search/?q={dice.choice(goods.words).replace(' ', '+')}"
    if not _PRODUCT.search(visitor.get(address).text):
        raise Unexpected(f"{address} finds nothing")


def add_to_cart(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """One piece into a new cart. The form and its token are on the variant's page, which is opened for them."""
    visitor.cookies.clear()
    _add(visitor, dice.choice(goods.buyable))


def checkout(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """A new cart, the gateway for guests, address, method, preview, the order and the page of thanks."""
    visitor.cookies.clear()
    _add(visitor, dice.choice(goods.buyable))
    page = _fill(visitor, visitor.get("/checkout/"), marker='name="options"', username="bench@example.com",
                 options="anonymous")  # fmt: skip
    _fill(visitor, page, marker='name="line1"', **_BUYER)
    page = _fill(visitor, visitor.get("/checkout/preview/"), marker="place_order")
    if "/thank-you/" not in page.path:
        raise Unexpected(f"the checkout ends at {page.path}, not at the page of thanks")


def _add(visitor: Visitor, variant: str) -> None:
    page = visitor.get(variant)
    form = find_form(page.text, marker="/basket/add/")
    if form is None:
        raise Unexpected(f"{variant} has nothing to buy")
    answer = visitor.send(form.action, {"quantity": "1", **form.values})
    if variant not in answer.location and "/basket/" not in answer.location:
        raise Unexpected(f"adding {variant} leads to {answer.location}")


def _fill(visitor: Visitor, page: Answer, *, marker: str, **typed: str) -> Answer:
    form = portolan.form_of(page, marker=marker)
    return visitor.post(form.action or page.path, {**form.values, **typed})


# The same keys as ours. The product's page differs in its address alone. A list and a search take a second each: few.
OPERATIONS = (
    replace(portolan.LIST, act=listing, alone=4, crowd=16, warm_ups=1),
    replace(portolan.PRODUCT, alone=20, crowd=60, warm_ups=4),
    replace(portolan.SEARCH, act=search, alone=4, crowd=16, warm_ups=1),
    replace(portolan.ADD, act=add_to_cart, alone=20, crowd=40, warm_ups=4),
    replace(portolan.CHECKOUT, act=checkout, alone=10, crowd=16, warm_ups=3),
)
