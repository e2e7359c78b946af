"""bench · no app · what one visitor of the marketplace does, once."""

from __future__ import annotations

import random

from bench.forms import Form, find_form
from bench.shops.shop import Goods, Operation
from bench.visitor import Answer, Unexpected, Visitor

PREFIX = "/en-de"
_BEGINNINGS = ("oa", "wal", "lin", "kett", "mir", "can", "vel", "no")
BUYER = {
    "email": "bench@example.com",
    "name": "Käthe Ümlaut",
    "street_address": "Lange Straße 12",
    "postal_code": "10115",
    "city": "Berlin",
    "phone": "+49 30 901820",
}


def home(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """The home page, by somebody without cookies."""
    visitor.get(f"{PREFIX}/")


def listing(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """A page of goods: of a category or of all, the first page or the second."""
    visitor.get(dice.choice(goods.lists))


def product(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """A product's page."""
    visitor.get(dice.choice(goods.products))


def search(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """Two words."""
    address = f"{PREFIX}/search/?q={dice.choice(goods.words).replace(' ', '+')}"
    if "/product/" not in visitor.get(address).text:
        raise Unexpected(f"{address} finds nothing")


def suggest(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """What the search box offers for the beginning of a word."""
    visitor.get(f"{PREFIX}/suggest/?q={dice.choice(_BEGINNINGS)}")


def cart(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """The page of the cart that the visitor has."""
    visitor.get(f"{PREFIX}/cart/")


def fill_cart(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """A new cart with three different goods."""
    visitor.cookies.clear()
    for variant in dice.sample(goods.buyable, min(3, len(goods.buyable))):
        add(visitor, variant)


def add_to_cart(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """One piece into a new cart. The cart's page, where a browser would be led, is an operation of its own."""
    visitor.cookies.clear()
    add(visitor, dice.choice(goods.buyable))


def checkout(visitor: Visitor, goods: Goods, dice: random.Random) -> None:
    """A new cart, address, delivery, review, payment and the page of thanks, through every page between."""
    visitor.cookies.clear()
    add(visitor, dice.choice(goods.buyable))
    page = fill(visitor, to_review(visitor), marker="idempotency_key")
    if not page.path.endswith("/done/"):
        raise Unexpected(f"the checkout ends at {page.path}, not at the page of thanks")


def add(visitor: Visitor, variant: str, quantity: int = 1) -> None:
    """Put pieces of a variant into the visitor's cart."""
    visitor.send(f"{PREFIX}/cart/add/", {"variant": variant, "quantity": str(quantity)})


def to_review(visitor: Visitor) -> Answer:
    """From a cart with goods through every page to the one with the last button."""
    return fill(visitor, visitor.get(f"{PREFIX}/checkout/"), marker="street_address", **BUYER)


def fill(visitor: Visitor, page: Answer, *, marker: str, **typed: str) -> Answer:
    """Send the page's form that contains `marker`, with what is typed into it; where it leads."""
    form = form_of(page, marker=marker)
    return visitor.post(form.action or page.path, {**form.values, **typed})


def form_of(page: Answer, *, marker: str) -> Form:
    """The page's form that contains `marker`.

    Raises:
        Unexpected: there is none.
    """
    form = find_form(page.text, marker=marker)
    if form is None:
        raise Unexpected(f"{page.path} has no form with {marker}")
    return form


LIST = Operation("list", "list", listing, alone=80, crowd=240)
PRODUCT = Operation("product", "product", product, alone=80, crowd=240)
SEARCH = Operation("search", "search, two words", search, alone=80, crowd=240)
ADD = Operation("add", "add to a new cart", add_to_cart, alone=60, crowd=200)
CHECKOUT = Operation("checkout", "checkout to placed order", checkout, alone=40, crowd=64, warm_ups=48)
OPERATIONS = (LIST, PRODUCT, SEARCH, ADD, CHECKOUT)
FURTHER = (
    Operation("home", "home", home, alone=60, crowd=160),
    Operation("suggest", "suggest", suggest, alone=60, crowd=160),
    Operation("cart", "cart page, 3 lines", cart, alone=60, crowd=160, first=fill_cart),
)
