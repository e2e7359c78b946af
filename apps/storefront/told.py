"""Storefront · what law asks to be told beside goods, in the reader's country · no tables."""

from __future__ import annotations

from datetime import date
from typing import Any

from djmoney.money import Money

from apps.catalog.rules.content import unit_price
from apps.catalog.types import Content
from apps.common.money import rounded
from apps.discovery.types import Offer, ProductView
from apps.stock.selectors import EU_CUSTOMS_UNION

# Where a buyer may step back from a purchase made at a distance, and has to be given the form for it.
# Source: directive 2011/83/EU, articles 9 to 11; Consumer Contracts Regulations 2013, part 3.
WITHDRAWS = EU_CUSTOMS_UNION | {"GB"}


def told(view: ProductView, offer: Offer, *, country: str, price: Money | None, on: date) -> dict[str, Any]:
    """What stands beside the goods: who sells, who answers for them, unit price, energy class, warnings, age.

    `price` is that of a piece with all taxes, as the unit price has to be told; None where it cannot be worked out.
    """
    stated = view.compliance
    persons = stated.get("responsible_persons", {})
    union = "EU" if country in EU_CUSTOMS_UNION else country
    return {
        "trader": stated.get("trader"),
        "responsible_person": (union == "EU" and stated.get("responsible_person")) or persons.get(union, ""),
        "composition": stated.get("composition", ""),
        "energy_class": stated.get("energy_class", ""),
        "warning": stated.get("warning", ""),
        "battery_wh": stated.get("battery_wh", ""),
        "unit_price": _unit_price(offer, price),
        "minimum_age": offer.minimum_age(country, on=on),
        "blocked": offer.blocked(country, on=on),
        "withdraws": country in WITHDRAWS,
    }


def _unit_price(offer: Offer, price: Money | None) -> tuple[Money, str] | None:
    """What a kilogram or litre costs. Source: directive 98/6/EC, article 2: the final price, taxes included."""
    if offer.content is None or price is None:
        return None
    amount, unit = unit_price(price, Content(*offer.content))
    return rounded(amount), unit
