"""Builders of catalogue drafts: one valid product, and what differs."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import count
from typing import Any

from djmoney.money import Money

from apps.catalog.types import Option, OptionChoice, ProductDraft, ProductText, Tier, VariantDraft

_NUMBERS = count(1)
COLOURS = Option(
    code="colour",
    names={"en": "Colour", "de": "Farbe"},
    values=(
        OptionChoice("red", {"en": "Red", "de": "Rot"}, "#aa2222"),
        OptionChoice("blue", {"en": "Blue", "de": "Blau"}, "#2222aa"),
    ),
)


def variant(sku: str | None = None, **parts: Any) -> VariantDraft:
    """A variant at 24.50 retail and 20.00 from ten pieces wholesale, in `currency` (CNY)."""
    currency = parts.pop("currency", "CNY")
    prices = (Tier("retail", 1, Money("24.50", currency)), Tier("wholesale", 10, Money("20.00", currency)))
    values = {
        "sku": sku or f"SKU-{next(_NUMBERS)}",
        "weight_g": 420,
        "length_mm": 120,
        "width_mm": 90,
        "height_mm": 95,
        "prices": prices,
        "moq": 10,
        "pack_size": 2,
    }
    return VariantDraft(**{**values, **parts})


def product(code: str | None = None, **parts: Any) -> ProductDraft:
    """A mug of stoneware with all that publishing asks for."""
    number = next(_NUMBERS)
    values = {
        "code": code or f"mug-{number}",
        "category": "kitchen-cups-mugs",
        "texts": {
            "en": ProductText(f"Mug number {number}", "Thrown by hand."),
            "de": ProductText(f"Becher Nummer {number}", "Von Hand gedreht."),
        },
        "hs_code": "691200",
        "origin": "CN",
        "brand": "Kiln",
        "customs_description": "Stoneware mug",
        "attributes": {"material": ["stoneware"], "capacity_ml": 300},
        "variants": (variant(),),
    }
    return ProductDraft(**{**values, **parts})


def coloured_product(code: str | None = None, **parts: Any) -> ProductDraft:
    """A mug in red and in blue."""
    variants = tuple(variant(options={"colour": colour}) for colour in ("red", "blue"))
    return product(code, **{"options": (COLOURS,), "variants": variants, **parts})


def bowl(option: str, prices: Mapping[str, str], *, origins: Mapping[str, str] | None = None) -> ProductDraft:
    """A bowl in versions: of each value of `option` its retail price (CNY), and its origin where that is not China."""
    made_in = origins or {}
    values = tuple(OptionChoice(value, {"en": value.title()}) for value in prices)
    variants = tuple(
        variant(
            f"BOWL-{value.upper()}",
            options={option: value},
            origin=made_in.get(value, "CN"),
            prices=(Tier("retail", 1, Money(price, "CNY")),),
        )
        for value, price in prices.items()
    )
    return product(options=(Option(option, {"en": option.title()}, values),), variants=variants)
