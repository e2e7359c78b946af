"""A difference between what was quoted and what was assessed has the surest reason, and somebody who bears it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from apps.variances import rules
from apps.variances.types import Bearer, Compared, Reckoned, VarianceReason

D = Decimal
DUTY = Reckoned("duty", D("100.00"), D("0.05"), D("5.00"))
TAX = Reckoned("tax", D("105.00"), D("0.19"), D("19.95"))
FIXED = Reckoned("duty", D("0"), None, D("3.00"))


def compared(assessed: tuple[Reckoned, ...], quoted: tuple[Reckoned, ...] = (DUTY, TAX), **known: Any) -> Compared:
    facts = {"by_law_now": None, "fx_quoted": D("1.10"), "fx_now": D("1.10"), "unit": D("0.01"), **known}
    return Compared(quoted=quoted, assessed=assessed, **facts)  # type: ignore[arg-type]


def scaled(factor: str) -> tuple[Reckoned, ...]:
    def at(one: Reckoned) -> Reckoned:
        base = (one.base * D(factor)).quantize(D("0.01"))
        return Reckoned(one.kind, base, one.rate, (base * (one.rate or 0)).quantize(D("0.01")))

    return at(DUTY), at(TAX)


@pytest.mark.parametrize(
    ("found", "reason"),
    [
        (compared((DUTY, TAX)), VarianceReason.NONE),
        (compared((DUTY, Reckoned("tax", D("105.00"), D("0.19"), D("19.96")))), VarianceReason.ROUNDING),
        (compared((Reckoned("duty", D("100.00"), D("0.12"), D("12.00")), TAX)), VarianceReason.RECLASSIFIED),
        (
            compared((Reckoned("duty", D("100.00"), D("0.12"), D("12.00")), TAX), by_law_now=D("31.95")),
            VarianceReason.RATE_CHANGED,
        ),
        (compared(scaled("1.5")), VarianceReason.VALUE_CORRECTED),
        (compared(scaled("1.5"), fx_now=D("1.65")), VarianceReason.FX),
        (compared(scaled("1.5"), fx_now=D("1.21")), VarianceReason.VALUE_CORRECTED),
        (
            compared((Reckoned("duty", D("0"), None, D("6.00")), TAX), quoted=(FIXED, TAX)),
            VarianceReason.WEIGHT_CORRECTED,
        ),
        (compared((Reckoned("duty", D("100.00"), D("0.05"), D("9.00")), TAX)), VarianceReason.UNKNOWN),
        (compared((), by_law_now=D("0")), VarianceReason.RATE_CHANGED),
        (compared((FIXED, TAX), quoted=(FIXED,), is_taxed_at_sale=True), VarianceReason.TAXED_AGAIN),
        (compared((DUTY, TAX), quoted=(FIXED,), is_taxed_at_sale=True), VarianceReason.UNKNOWN),
    ],
)
def test_the_surest_reason_that_explains_a_difference_is_given(found: Compared, reason: VarianceReason) -> None:
    assert rules.reason_of(found) is reason


@pytest.mark.parametrize("reason", [one for one in VarianceReason if one is not VarianceReason.NONE])
def test_the_buyer_who_paid_duty_with_the_purchase_never_bears_a_difference(reason: VarianceReason) -> None:
    prepaid = rules.borne_by(reason, incoterm="DDP", difference=D(7))

    assert prepaid in (Bearer.MARKETPLACE, Bearer.VENDOR)
    assert (prepaid is Bearer.VENDOR) is (reason in ("reclassified", "value_corrected", "weight_corrected"))
    assert rules.borne_by(reason, incoterm="DAP", difference=D(7)) is Bearer.BUYER
    assert rules.borne_by(VarianceReason.NONE, incoterm="DDP", difference=D(0)) is Bearer.NOBODY
