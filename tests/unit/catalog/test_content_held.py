"""How much of dangerous goods a piece and its inner packaging hold."""

from __future__ import annotations

from decimal import Decimal

import pytest

from apps.catalog.errors import Unusable
from apps.catalog.rules import compliance
from apps.catalog.rules.content import held
from apps.catalog.types import Compliance, Content


@pytest.mark.parametrize(
    ("stated", "known", "inner", "net"),
    [
        ((None, ""), None, {"kg": "0.3"}, {"kg": "0.3"}),
        ((None, ""), Content(Decimal(150), "ml"), {"kg": "0.3", "l": "0.15"}, {"kg": "0.3", "l": "0.15"}),
        (("50", "ml"), Content(Decimal(150), "ml"), {"kg": "0.3", "l": "0.05"}, {"kg": "0.3", "l": "0.15"}),
        (("50", "ml"), None, {"kg": "0.3", "l": "0.05"}, {"kg": "0.3", "l": "0.05"}),
        (("20", "g"), None, {"kg": "0.02"}, {"kg": "0.3"}),
    ],
)
def test_a_piece_holds_what_it_says_and_no_more_kilograms_than_it_weighs(
    stated: tuple[str | None, str], known: Content | None, inner: dict[str, str], net: dict[str, str]
) -> None:
    amount, unit = stated
    said = Compliance(inner_quantity=Decimal(amount) if amount else None, inner_unit=unit)
    found = held(said, known, weight_g=300)
    assert found == tuple({key: Decimal(value) for key, value in one.items()} for one in (inner, net))


@pytest.mark.parametrize(
    ("amount", "unit", "field"), [("5", "", "inner_unit"), ("5", "gal", "inner_unit"), (None, "ml", "inner_unit"),
                                  ("-1", "ml", "inner_quantity")]
)  # fmt: skip
def test_a_quantity_without_a_unit_that_is_known_is_refused_at_its_field(
    amount: str | None, unit: str, field: str
) -> None:
    with pytest.raises(Unusable) as refused:
        compliance.settled(Compliance(inner_quantity=Decimal(amount) if amount else None, inner_unit=unit))
    assert refused.value.field == field
