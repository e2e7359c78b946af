"""bench · no app · the operations: what one visitor does, once."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import quote

from bench.forms import find_form
from bench.goods import PREFIX, Goods
from bench.visitor import Answer, Unexpected, Visitor

Act = Callable[[Visitor, Goods, random.Random], None]

_ENGLISH = ("blue", "green", "undyed", "red", "white", "charcoal", "yellow", "hand-thrown")
_THINGS = ("vase", "mug", "teapot", "knife", "throw", "notebook", "toy", "candle")
_CHINESE = ("深蓝花瓶", "河绿茶壶", "雪白马克杯", "炭黑厨刀", "本色盖毯", "锈红笔记本", "蜜黄烛台", "木制玩具")
_BEGINNINGS = ("va", "mug", "tea", "kit", "thr", "note", "wood", "cand")
_BUYER = {
    "email": "bench@example.com",
    "name": "Käthe Ümlaut",
    "street_address": "Lange Straße 12",
    "postal_code": "10115",
    "city": "Berlin",
    "phone": "+49 30 901820",
}


@dataclass(frozen=True)
class Operation:
    """`first` is done once by each visitor before the count; `act` is what is counted.

    `alone` and `crowd` are how many are measured with one and with eight visitors.
    """

    key: str
    title: str
    act: Act
    alone: int
    crowd: int
    first: Act | None = None


def bare(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """The only page of the bare view."""
    visitor.get("/")


def home(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """The home page, by somebody without cookies."""
    visitor.get(f"{PREFIX}/")


def listing(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """A category's first page, or that of all goods."""
    visitor.get(dice.choice(goods.lists))


def product(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """A product's page."""
    visitor.get(dice.choice(goods.products))


def search(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """Two English words."""
    _search(visitor, f"{PREFIX}/search/?q={dice.choice(_ENGLISH)}+{dice.choice(_THINGS)}")


def search_chinese(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """Two Chinese words, written together as they are."""
    _search(visitor, f"/zh-hans-cn/search/?q={quote(dice.choice(_CHINESE))}")


def suggest(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """What the search box offers for the beginning of a word."""
    visitor.get(f"{PREFIX}/suggest/?q={dice.choice(_BEGINNINGS)}")


def cart(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """The page of the cart that the visitor has."""
    visitor.get(f"{PREFIX}/cart/")


def fill_cart(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """A new cart with three different goods."""
    visitor.cookies.clear()
    for variant in dice.sample(goods.variants, min(3, len(goods.variants))):
        _add(visitor, variant)


def add_to_cart(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """One piece into a new cart. The cart's page, where a browser would be led, is an operation of its own."""
    visitor.cookies.clear()
    _add(visitor, dice.choice(goods.variants))


def checkout(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """A new cart, address, delivery, review, payment and the page of thanks, through every page between."""
    visitor.cookies.clear()
    _add(visitor, dice.choice(goods.variants))
    page = visitor.get(f"{PREFIX}/checkout/")
    page = _fill(visitor, page, marker="street_address", **_BUYER)
    page = _fill(visitor, page, marker='type="radio"')
    page = _fill(visitor, page, marker="idempotency_key")
    if not page.path.endswith("/done/"):
        raise Unexpected(f"the checkout ends at {page.path}, not at the page of thanks")


def _search(visitor: Visitor, address: str) -> None:
    if "/product/" not in visitor.get(address).text:
        raise Unexpected(f"{address} finds nothing")


def _add(visitor: Visitor, variant: str) -> None:
    visitor.send(f"{PREFIX}/cart/add/", {"variant": variant, "quantity": "1"})


def _fill(visitor: Visitor, page: Answer, *, marker: str, **typed: str) -> Answer:
    form = find_form(page.text, marker=marker)
    if form is None:
        raise Unexpected(f"{page.path} has no form with {marker}")
    return visitor.post(form.action or page.path, {**form.values, **typed})


OPERATIONS = (
    Operation("home", "home", home, alone=80, crowd=200),
    Operation("list", "list", listing, alone=80, crowd=200),
    Operation("product", "product", product, alone=80, crowd=200),
    Operation("search_en", "search, en", search, alone=80, crowd=200),
    Operation("search_zh", "search, zh", search_chinese, alone=80, crowd=200),
    Operation("suggest", "suggest", suggest, alone=80, crowd=200),
    Operation("cart", "cart page, 3 lines", cart, alone=60, crowd=160, first=fill_cart),
    Operation("add", "add to a new cart", add_to_cart, alone=60, crowd=160),
    Operation("checkout", "checkout to placed order", checkout, alone=20, crowd=40),
)
