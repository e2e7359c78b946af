"""Quotes of any shape: vendors, consignments, lines and charges as hypothesis thinks them up."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from djmoney.money import Money
from hypothesis import strategies as st

from apps.checkout.rules import quoting
from apps.checkout.types import Quote, QuotedConsignment, QuotedOption, QuotedVendor
from apps.common.money import exponent, total
from apps.discovery.types import Offer
from apps.ledger.types import Bounds, Commission, CommissionTax, SaleTerms, TaxTreatment
from apps.stock.types import Holding
from apps.tariffs.types import Assessment, AssessmentLine

CURRENCIES = st.sampled_from(["EUR", "JPY", "KWD", "USD"])


def offer(number: int, unit: Money, weight: int) -> Offer:
    return Offer(
        vendor_id=1, vendor_slug="v", vendor_name="V", vendor_country="CN", product_id=UUID(int=number),
        variant_id=UUID(int=number), sku=f"S{number}", titles={"en": "T"}, slug={"en": "t"}, option_labels={},
        picture=None, unit_prices=((1, unit),), moq=1, hs_code="691200", origin="CN", weight_g=weight, length_mm=100,
        width_mm=100, height_mm=100, processing_days=2, is_sellable=True, reason="",
    )  # fmt: skip


def charge(ref: str | None, kind: Any, amount: Money, collector: Any) -> AssessmentLine:
    return AssessmentLine(
        ref=ref, kind=kind, label=kind, rule_id="r", base=amount, rate=None, amount=amount, collected_by=collector,
        source_title="", source_url="", checked_on=date(2026, 1, 1), is_verified=True, authority_base=amount,
        authority_amount=amount,
    )  # fmt: skip


@st.composite
def quotes(draw: st.DrawFn) -> Quote:
    currency = draw(CURRENCIES)
    places = exponent(currency)

    def money(most: int = 5_000_000) -> Money:
        return Money(Decimal(draw(st.integers(0, most))).scaleb(-places), currency)

    vendors = []
    for vendor_id in range(1, draw(st.integers(1, 3)) + 1):
        own = draw(st.sampled_from([currency, "CNY", "GBP", "JPY"]))
        rate = Decimal(1) if own == currency else draw(st.decimals("0.0001", "200", places=8))
        boxes = []
        for box in range(draw(st.integers(1, 2))):
            lines = []
            for _ in range(draw(st.integers(1, 4))):
                unit = Money(draw(st.decimals("0.01", "9999", places=exponent(own))), own)
                number = draw(st.integers(1, 10**12))
                holding = Holding(vendor_id, UUID(int=number), UUID(int=box + 1), "CN", draw(st.integers(1, 500)))
                weight = draw(st.integers(0, 20_000))
                lines.append(
                    quoting.line(offer(number, unit, weight), holding, unit=unit, rate=rate, currency=currency)
                )
            lines = list({line.variant_id: line for line in lines}.values())
            refs = [None, *(str(line.variant_id) for line in lines)]
            charged = [
                charge(draw(st.sampled_from(refs)), kind, money(), draw(st.sampled_from(["marketplace", "border"])))
                for kind in draw(st.lists(st.sampled_from(["duty", "tax", "fee"]), max_size=6))
            ]
            assessment = Assessment(
                currency=currency, scheme="standard", incoterm=draw(st.sampled_from(["DDP", "DAP"])),
                lines=tuple(charged),
                duty=total([one.amount for one in charged if one.kind == "duty"], currency),
                tax=total([one.amount for one in charged if one.kind == "tax"], currency),
                fees=total([one.amount for one in charged if one.kind == "fee"], currency),
                rule_set="x", as_of=date(2026, 1, 1), is_verified=True,
            )  # fmt: skip
            freight = money()
            option = QuotedOption("S", "meridian", {"en": "Standard"}, freight, 2, 5)
            boxes.append(
                QuotedConsignment(
                    vendor_id,
                    UUID(int=box + 1),
                    "CN",
                    quoting.share(lines, freight=freight, assessment=assessment),
                    (option,),
                    option,
                    assessment.incoterm,
                    assessment.on_arrival,
                    assessment.as_json(),
                    1,
                )
            )
        vendors.append(QuotedVendor(vendor_id, "v", "V", "CN", own, rate, 2, tuple(boxes)))
    return Quote(currency, "DE", "", "DE", uuid4(), datetime(2026, 1, 1, tzinfo=UTC), tuple(vendors))


@st.composite
def terms(draw: st.DrawFn) -> SaleTerms:
    """What a sale falls under: a rate, in half of the cases with a floor or a cap, and the tax on it."""
    low, high = sorted(draw(st.tuples(st.integers(0, 500), st.integers(0, 500))))
    bounds = draw(st.sampled_from([{}, dict.fromkeys(["EUR", "CNY", "GBP"], Bounds(Decimal(low), Decimal(high)))]))
    rate = draw(st.sampled_from([Decimal(0), Decimal("0.19"), Decimal("0.25")]))
    treatment = TaxTreatment.CHARGED if rate else TaxTreatment.REVERSE_CHARGE
    return SaleTerms(
        Commission(1, draw(st.decimals("0", "0.5", places=4)), bounds), CommissionTax("DE", treatment, rate)
    )
