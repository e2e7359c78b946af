"""What goods alone cost with duty and tax, as the price of a unit has to be told, and schemes in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from djmoney.money import Money

from apps.discovery.types import LandedLine, LandedPrice
from apps.tariffs.types.explanations import Explanation
from apps.tariffs.types.schemes import scheme_texts


def euro(text: str) -> Money:
    return Money(Decimal(text), "EUR")


TAX = LandedLine("tax", "VAT", euro("21.47"), rate=Decimal("0.19"), base=euro("113.00"))
LINES = (
    LandedLine("goods", "", euro("100.00")),
    LandedLine("shipping", "", euro("10.00")),
    LandedLine("duty", "Flat duty per tariff heading", euro("3.00")),
    TAX,
)
WHY = Explanation("eu_ioss", "DDP", "EUR", (), (), (), date(2026, 9, 1), None, None, ())
PRICE = LandedPrice("DE", "CN", LINES, euro("134.47"), {}, 3, 5, "DDP", "eu_ioss", WHY)


def test_delivery_and_the_tax_on_it_are_no_part_of_what_goods_cost() -> None:
    assert PRICE.without_delivery == euro("122.57")
    on_goods_alone = replace(TAX, base=euro("103.00"), amount=euro("19.57"))
    assert replace(PRICE, lines=(*LINES[:3], on_goods_alone), total=euro("132.57")).without_delivery == euro("122.57")


def test_schemes_are_told_in_words_and_each_once() -> None:
    assert scheme_texts("eu_ioss+eu_ioss_relief") == ["Import One-Stop Shop: VAT is collected with the purchase"]
    assert scheme_texts("gb_standard+made_here") == ["Ordinary import, by the tariff", "made_here"]
    assert scheme_texts("") == []
