"""bench · no app · what there is to visit, found by walking the shop as a visitor does."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bench.forms import find_form
from bench.visitor import Unexpected, Visitor

PREFIX = "/en-de"
_PRODUCTS = 60
_PAGES = 6


@dataclass(frozen=True)
class Goods:
    """Addresses to visit, and variants that can be put into a cart."""

    lists: tuple[str, ...]
    products: tuple[str, ...]
    variants: tuple[str, ...]


def walk(visitor: Visitor) -> Goods:
    """Categories from the home page, products from pages of all goods, variants from products' own pages.

    Raises:
        Unexpected: a page cannot be opened, or the shop has nothing to sell.
    """
    home = visitor.get(f"{PREFIX}/")
    categories = _addresses(home.text, "category")
    lists, found = [f"{PREFIX}/goods/"], dict[str, None]()
    for category in categories[:_PAGES]:
        page = visitor.get(category)
        if products := _addresses(page.text, "product"):
            lists.append(category)
            found |= dict.fromkeys(products)
    found |= dict.fromkeys(_addresses(visitor.get(lists[0]).text, "product"))
    products = list(found)[:_PRODUCTS]
    variants = []
    for product in products:
        form = find_form(visitor.get(product).text, marker="/cart/add/")
        if form and form.can_send:
            variants.append(form.values["variant"])
    if not variants:
        raise Unexpected(f"{len(products)} products are listed, and none of them can be bought")
    return Goods(tuple(lists), tuple(products), tuple(variants))


def _addresses(html: str, kind: str) -> list[str]:
    return list(dict.fromkeys(re.findall(rf'href="({PREFIX}/{kind}/[^"?#]+/)"', html)))
