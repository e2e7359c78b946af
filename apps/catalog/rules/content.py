"""Catalog · how much is in one piece, and what a kilogram, a litre or a metre of it costs: pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from djmoney.money import Money

from ..types import Compliance, Content

_WRITTEN = re.compile(r"(\d+(?:[.,]\d+)?)\s*(kg|g|ml|l)", re.IGNORECASE)
_OPTIONS = ("weight", "volume")
_ATTRIBUTES = {"net_weight_g": "g", "capacity_ml": "ml"}
_BASE = {"kg": ("kg", Decimal(1)), "g": ("kg", Decimal(1000)), "l": ("l", Decimal(1)), "ml": ("l", Decimal(1000))}


def content_of(options: Mapping[str, str], attributes: Mapping[str, object]) -> Content | None:
    """What one piece holds: what its weight or volume option says ("250g"), else the product's net weight or capacity.

    None where neither says it.
    """
    for name in _OPTIONS:
        written = _WRITTEN.fullmatch(options.get(name, "").strip())
        if written and (amount := Decimal(written[1].replace(",", "."))):
            return Content(amount, written[2].lower())
    for name, unit in _ATTRIBUTES.items():
        measured = attributes.get(name)
        if isinstance(measured, Decimal) and measured > 0:
            return Content(measured, unit)
    return None


def held(stated: Compliance, known: Content | None, *, weight_g: int) -> tuple[dict[str, Decimal], dict[str, Decimal]]:
    """The most that an inner packaging holds, and one piece, in litres and kilograms, as far as the product tells.

    A piece holds at least one inner packaging, and no more kilograms than it weighs packed (`weight_g`); what is not
    stated of the inner packaging is as much as of the piece.
    """
    net = {"kg": Decimal(weight_g) / 1000} if weight_g else {}
    if known is not None:
        unit, parts = _BASE[known.unit]
        net[unit] = known.amount / parts
    inner = dict(net)
    if stated.inner_quantity is not None and stated.inner_unit:
        unit, parts = _BASE[stated.inner_unit]
        inner[unit] = stated.inner_quantity / parts
        net[unit] = max(inner[unit], net.get(unit, inner[unit]))
    return inner, net


def unit_price(price: Money, content: Content) -> tuple[Money, str]:
    """The price of a kilogram or litre, not rounded, and which of both. Source: directive 98/6/EC, article 2(b)."""
    unit, parts = _BASE[content.unit]
    return price * (parts / content.amount), unit
