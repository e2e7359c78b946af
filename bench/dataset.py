"""bench · no app · the goods that both shops sell: 10 vendors, 50 categories, two variants each · pure."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

VENDORS = 10
CATEGORIES = 50
PRODUCTS = 10_000
PIECES = 1_000_000
LANGUAGES = ("en", "de", "fr")
# Where the vendors are, in turn, and the currencies that they price in.
HOMES = (("US", "USD"), ("GB", "GBP"), ("DE", "EUR"))
SIZES = (("small", "Small", "Klein", "Petit"), ("large", "Large", "Groß", "Grand"))
_RATES = {"USD": 1.00, "GBP": 0.79, "EUR": 0.92}

_LOOKS = (
    ("oak", "Eiche", "chêne"), ("walnut", "Nussbaum", "noyer"), ("linen", "Leinen", "lin"),
    ("copper", "Kupfer", "cuivre"), ("cotton", "Baumwolle", "coton"), ("bamboo", "Bambus", "bambou"),
    ("marble", "Marmor", "marbre"), ("glass", "Glas", "verre"), ("leather", "Leder", "cuir"),
    ("silk", "Seide", "soie"), ("wool", "Wolle", "laine"), ("brass", "Messing", "laiton"),
    ("granite", "Granit", "granit"), ("cedar", "Zeder", "cèdre"), ("nylon", "Nylon", "nylon"),
    ("rubber", "Kautschuk", "caoutchouc"), ("cork", "Kork", "liège"), ("velvet", "Samt", "velours"),
    ("steel", "Stahl", "acier"), ("birch", "Birke", "bouleau"),
)  # fmt: skip
_THINGS = (
    ("kettle", "Kessel", "bouilloire"), ("lamp", "Lampe", "lampe"), ("chair", "Stuhl", "chaise"),
    ("blanket", "Decke", "couverture"), ("bottle", "Flasche", "bouteille"), ("basket", "Korb", "panier"),
    ("mirror", "Spiegel", "miroir"), ("clock", "Uhr", "horloge"), ("brush", "Bürste", "brosse"),
    ("planter", "Pflanztopf", "jardinière"), ("shelf", "Regal", "étagère"), ("knife", "Messer", "couteau"),
    ("bowl", "Schale", "bol"), ("tray", "Tablett", "plateau"), ("stool", "Hocker", "tabouret"),
    ("vase", "Vase", "vase"), ("jug", "Krug", "cruche"), ("candle", "Kerze", "bougie"),
    ("notebook", "Notizbuch", "carnet"), ("cushion", "Kissen", "coussin"),
)  # fmt: skip
_USES = (
    ("outdoor", "Garten", "jardin"), ("compact", "kompakt", "compact"), ("foldable", "faltbar", "pliable"),
    ("vintage", "alt", "ancien"), ("modern", "modern", "moderne"), ("plain", "schlicht", "simple"),
)  # fmt: skip
_PROSE = [
    "made",
    "in",
    "a",
    "small",
    "workshop",
    "and",
    "packed",
    "by",
    "hand",
    "sent",
    "within",
    "two",
    "days",
    "with",
    "a",
    "note",
    "on",
    "care",
    "each",
    "piece",
    "differs",
    "a",
    "little",
    "from",
    "the",
    "next",
    "in",
    "colour",
    "and",
    "grain",
    "which",
    "is",
    "as",
    "it",
    "should",
    "be",
    "ask",
    "for",
    "samples",
    "before",
    "ordering",
    "by",
    "the",
    "carton",
]
_PROSE_WORDS = 60


@dataclass(frozen=True)
class Product:
    """A product, its texts by language and its price in US dollars, in cents; the second variant costs 5 more."""

    number: int
    vendor: int
    category: int
    titles: dict[str, str]
    description: str
    cents: int

    @property
    def code(self) -> str:
        """The vendor's own key."""
        return f"p{self.number:05d}"

    def sku(self, at: int) -> str:
        """The key of the variant in place `at`."""
        return f"P{self.number:05d}-{'AB'[at]}"

    def cents_of(self, at: int, currency: str = "USD") -> int:
        """The price of the variant in place `at`, in hundredths of a currency."""
        return max(round((self.cents + 500 * at) * _RATES[currency]), 100)


def products(count: int = PRODUCTS) -> Iterator[Product]:
    """The first `count` products, the same each time."""
    dice = random.Random(1889)
    for number in range(count):
        look, thing, use = dice.choice(_LOOKS), dice.choice(_THINGS), dice.choice(_USES)
        titles = {
            language: f"{use[at].capitalize()} {look[at]} {thing[at]} {number}" for at, language in enumerate(LANGUAGES)
        }
        prose = " ".join(dice.choice(_PROSE) for _ in range(_PROSE_WORDS)).capitalize()
        yield Product(number, number % VENDORS, number % CATEGORIES, titles, prose, dice.randint(300, 40_000))


def searches() -> tuple[str, ...]:
    """400 questions of two English words; each finds about 25 of the 10,000 products."""
    return tuple(f"{look[0]} {thing[0]}" for look in _LOOKS for thing in _THINGS)
