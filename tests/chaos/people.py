"""Who comes to shop: where from, with which card, and how they behave."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType


class Method(StrEnum):
    """How somebody wants to pay; by card where that is not offered."""

    CARD = "card"
    ALIPAY = "alipay"
    WECHAT_PAY = "wechat_pay"
    TRANSFER = "bank_transfer"


class Manner(StrEnum):
    """What somebody means to do at the provider's page."""

    PAYS = "pays"
    PAYS_AND_LEAVES = "pays and closes the browser"
    DECLINED_FIRST = "is declined, takes another card"
    DECLINED = "is declined, leaves"
    LEAVES = "leaves the payment page"
    FAILS_3DS = "fails the bank's question, tries again"
    CANCELS = "goes back, then pays after all"


@dataclass(frozen=True)
class Home:
    """A locale, an address there, and how people there pay, with the weights of each."""

    prefix: str
    address: Mapping[str, str]
    pays: Mapping[Method, int]


HOMES = (
    Home(
        "en-de",
        {"street_address": "Lange Straße 12", "postal_code": "10115", "city": "Berlin", "phone": "+49 30 901820"},
        {Method.CARD: 4, Method.TRANSFER: 6},
    ),
    Home(
        "en-gb",
        {
            "street_address": "12 Arundel Street",
            "postal_code": "WC2R 3DA",
            "city": "London",
            "phone": "+44 20 7946 0018",
        },
        {Method.CARD: 1},
    ),
    Home(
        "en-us",
        {
            "street_address": "350 Fifth Avenue",
            "postal_code": "10118",
            "city": "New York",
            "country_area": "NY",
            "phone": "+1 212 736 3100",
        },
        {Method.CARD: 1},
    ),
    Home(
        "fr-fr",
        {"street_address": "8 rue de Rivoli", "postal_code": "75004", "city": "Paris", "phone": "+33 1 42 76 40 40"},
        {Method.CARD: 4, Method.TRANSFER: 6},
    ),
    Home(
        "en-cn",
        {
            "street_address": "No. 1 Nanjing East Road",
            "postal_code": "200001",
            "city": "Huangpu Qu",
            "country_area": "上海市",
            "phone": "+86 138 0013 8000",
        },
        {Method.ALIPAY: 5, Method.WECHAT_PAY: 5, Method.CARD: 1},
    ),
)
_SHARE_OF_CHINA = 0.35  # fmt: skip
_MANNERS = {
    Manner.PAYS: 62,
    Manner.PAYS_AND_LEAVES: 9,
    Manner.DECLINED_FIRST: 9,
    Manner.DECLINED: 4,
    Manner.LEAVES: 4,
    Manner.FAILS_3DS: 5,
    Manner.CANCELS: 7,
}
# The sandbox gateway's own test cards; see its README.
GOOD = ("4242 4242 4242 4242", "5555 5555 5555 4444", "3566 0020 2036 0505")
SECURE = ("4000 0025 0000 3155", "4000 0027 6000 3184")
BAD = ("4000 0000 0000 0002", "4000 0000 0000 9995", "4000 0000 0000 0069")
_SHARE_OF_3DS = 0.35
_SHARE_OF_GIFT_CARDS = 0.2
_CURRENCIES = {"gb": "GBP", "us": "USD", "cn": "CNY"}


@dataclass(frozen=True)
class Person:
    """Somebody with an e-mail address of their own, who means to buy once. `basket` is (place on the shelf, pieces)."""

    number: int
    email: str
    home: Home
    manner: Manner
    method: Method
    card: str
    bad_card: str
    basket: tuple[tuple[int, int], ...]
    presses_twice: bool
    gift_card: str = ""


def people(
    count: int, *, shelf: int, dice: random.Random, gift_cards: Mapping[str, Sequence[str]] = MappingProxyType({})
) -> list[Person]:
    """So many people with baskets of one to three of the shelf's goods; some goods are much liked.

    `gift_cards` are codes by currency; two people may have been given the same one.
    """
    crowd = [_person(number, shelf, dice) for number in range(count)]
    return [replace(one, gift_card=_card_of(one, gift_cards, dice)) for one in crowd]


def _card_of(one: Person, gift_cards: Mapping[str, Sequence[str]], dice: random.Random) -> str:
    codes = gift_cards.get(_CURRENCIES.get(one.home.prefix[-2:], "EUR"), ())
    return dice.choice(codes) if codes and dice.random() < _SHARE_OF_GIFT_CARDS else ""


def _person(number: int, shelf: int, dice: random.Random) -> Person:
    home = HOMES[-1] if dice.random() < _SHARE_OF_CHINA else dice.choice(HOMES[:-1])
    manner = dice.choices(list(_MANNERS), weights=list(_MANNERS.values()))[0]
    is_secure = manner is Manner.FAILS_3DS or dice.random() < _SHARE_OF_3DS
    liked = [int(shelf * dice.random() ** 1.6) for _ in range(dice.choice((1, 2, 2, 3)))]
    return Person(
        number=number,
        email=f"shopper-{number:04d}@example.com",
        home=home,
        manner=manner,
        method=dice.choices(list(home.pays), weights=list(home.pays.values()))[0],
        card=dice.choice(SECURE if is_secure else GOOD),
        bad_card=dice.choice(BAD),
        basket=tuple((place, dice.choice((1, 1, 1, 2))) for place in dict.fromkeys(liked)),
        presses_twice=dice.random() < 0.25,
    )
