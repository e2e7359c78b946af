"""Demo · what is known of the retail data's goods, and their drafts for the catalogue · no tables of its own."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from djmoney.money import Money

from apps.catalog import types as ct

from .families import Family, family_of
from .rows import RetailRow

CURRENCY = "GBP"
_PENNY = Decimal("0.01")
_SMALL_WORDS = frozenset({"a", "and", "at", "for", "in", "of", "on", "or", "the", "to", "with"})


@dataclass
class Goods:
    """One stock code, as the year's sales describe it."""

    stock_code: str
    descriptions: Counter[str] = field(default_factory=Counter)
    prices: Counter[Decimal] = field(default_factory=Counter)
    pieces: int = 0

    def sold(self, row: RetailRow) -> None:
        """Learn from a sale."""
        if row.description:
            self.descriptions[row.description] += 1
        self.prices[row.unit_price] += 1
        self.pieces += row.quantity

    @property
    def description(self) -> str:
        """The one that is used most, of equals the longest."""
        known = self.descriptions.items()
        return max(known, key=lambda item: (item[1], len(item[0]), item[0]))[0] if known else self.stock_code

    @property
    def price(self) -> Decimal:
        """The price that most invoices asked, of equals the higher; whole pence, at least one."""
        commonest = max(self.prices.items(), key=lambda item: (item[1], item[0]))[0]
        return max(commonest.quantize(_PENNY, ROUND_HALF_UP), _PENNY)

    @property
    def family(self) -> Family:
        return family_of(self.description)

    @property
    def opening_pieces(self) -> int:
        """What lies on the shelf when the books open: an assumption, a month of the year's sales, at least 24."""
        return max(24, self.pieces // 12)


def title_of(description: str) -> str:
    """A description in capitals as a title: "SET OF 3 CAKE TINS" → "Set of 3 Cake Tins"."""
    words = description.lower().split()
    return " ".join(
        word if number and word in _SMALL_WORDS else re.sub(r"[a-z]", lambda found: found[0].upper(), word, count=1)
        for number, word in enumerate(words)
    )[:200]


def draft(goods: Goods) -> ct.ProductDraft:
    """The goods as a product with one variant, in English."""
    family = goods.family
    title = title_of(goods.description)
    length, width, height = family.size_mm
    return ct.ProductDraft(
        code=goods.stock_code.lower(),
        category=family.category,
        texts={"en": ct.ProductText(title=title, description=f"{title}. Stock code {goods.stock_code}.")},
        hs_code=family.hs_code,
        origin=family.origin,
        customs_description=title,
        compliance=ct.Compliance(warning="Under adults' eyes only.") if family.hs_code == "950300" else ct.Compliance(),
        attributes=_attributes(family),
        variants=(
            ct.VariantDraft(
                sku=goods.stock_code,
                weight_g=family.weight_g,
                length_mm=length,
                width_mm=width,
                height_mm=height,
                prices=(ct.Tier("retail", 1, Money(goods.price, CURRENCY)),),
            ),
        ),
    )


def _attributes(family: Family) -> dict[str, ct.AttributeInput]:
    is_group = "-" not in family.category
    return {} if is_group else {"material": [family.material]}
