"""bench · no app · what there is to visit in the marketplace, found by walking through it as a visitor does."""

from __future__ import annotations

import re
from html import unescape

from bench.dataset import searches
from bench.forms import find_form
from bench.shops.portolan import PREFIX
from bench.shops.shop import Goods
from bench.visitor import Unexpected, Visitor

_PRODUCTS = 80
_PAGES = 40
_NEXT = re.compile(r'rel="next" href="([^"]+)"')


def walk(visitor: Visitor, words: tuple[str, ...] = ()) -> Goods:
    """Categories from the home page and from each other, products from their lists, variants from products' pages.

    Raises:
        Unexpected: a page cannot be opened, or the shop has nothing to sell.
    """
    waiting = [f"{PREFIX}/goods/", *_addresses(visitor.get(f"{PREFIX}/").text, "category")]
    lists, found = dict[str, None](), dict[str, None]()
    seen = set(waiting)
    while waiting and len(lists) < _PAGES:
        address = waiting.pop(0)
        page = visitor.get(address).text
        if products := _addresses(page, "product"):
            lists[address] = None
            found |= dict.fromkeys(products[:4])
        further = [f"{PREFIX}/goods/{unescape(after)}" for after in _NEXT.findall(page) if address.endswith("/goods/")]
        for one in (*_addresses(page, "category"), *further):
            if one not in seen:
                seen.add(one)
                waiting.append(one)
    products = list(found)[:_PRODUCTS]
    variants = []
    for product in products[: _PRODUCTS // 2]:
        form = find_form(visitor.get(product).text, marker="/cart/add/")
        if form and form.can_send:
            variants.append(form.values["variant"])
    if not variants:
        raise Unexpected(f"{len(products)} products are listed, and none of them can be bought")
    return Goods(tuple(lists), tuple(products), tuple(variants), words or searches())


def _addresses(html: str, kind: str) -> list[str]:
    return list(dict.fromkeys(re.findall(rf'href="({PREFIX}/{kind}/[^"?#]+/)"', html)))
