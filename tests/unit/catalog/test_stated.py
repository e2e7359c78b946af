"""Catalog · what a product states of itself: how much is in a piece, and numbers that law asks for."""

from __future__ import annotations

from decimal import Decimal

import pytest
from djmoney.money import Money

from apps.catalog.errors import Unusable
from apps.catalog.rules import compliance, content
from apps.catalog.types import Compliance, Content


@pytest.mark.parametrize(
    ("option", "found"),
    [
        ("250g", Content(Decimal(250), "g")),
        ("1,5 L", Content(Decimal("1.5"), "l")),
        ("0g", Content(Decimal(40), "g")),
        ("0,0 ml", Content(Decimal(40), "g")),
        ("large", Content(Decimal(40), "g")),
    ],
)
def test_a_piece_holds_what_its_option_says_and_never_nothing(option: str, found: Content) -> None:
    assert content.content_of({"weight": option}, {"net_weight_g": Decimal(40)}) == found
    assert content.unit_price(Money(3, "EUR"), found)[0].amount > 0


@pytest.mark.parametrize("number", ["348", "34801", "٣٤٨٠", "34 80"])
def test_a_un_number_has_four_digits_by_which_rules_find_it(number: str) -> None:
    with pytest.raises(Unusable) as refused:
        compliance.settled(Compliance(un_number=number))
    assert refused.value.field == "un_number"
    assert compliance.settled(Compliance(un_number=" un 3480")).un_number == "3480"
