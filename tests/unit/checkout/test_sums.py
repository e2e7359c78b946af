"""Checkout · for any cart the lines sum to the parts, the parts to the whole, and the journal to zero."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from djmoney.money import Money
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.checkout.rules import changes, parts, postings, quoting
from apps.checkout.types import COMPONENTS, ChangeKind, Quote, QuotedConsignment, QuotedOption, QuotedVendor
from apps.common.addresses import PostalAddress
from apps.common.money import exponent, is_at_exponent, total, zero
from apps.discovery.types import Offer
from apps.ledger.rules import postings_of
from apps.ledger.types import Commission
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
                    quoting.on_arrival(assessment),
                    assessment.as_json(),
                    1,
                )
            )
        vendors.append(QuotedVendor(vendor_id, "v", "V", "CN", own, rate, 2, tuple(boxes)))
    return Quote(currency, "DE", "", "DE", uuid4(), datetime(2026, 1, 1, tzinfo=UTC), tuple(vendors))


@settings(max_examples=60, deadline=None)
@given(quotes())
def test_lines_sum_to_consignments_to_vendors_to_the_whole(quote: Quote) -> None:
    for name in COMPONENTS:
        whole = getattr(quote.totals, name)
        assert total([getattr(line, name) for line in quote.lines], quote.currency) == whole
        assert total([getattr(vendor.totals, name) for vendor in quote.vendors], quote.currency) == whole
        assert total([getattr(one.totals, name) for one in quote.consignments], quote.currency) == whole
    for one in quote.consignments:
        assessment = Assessment.from_json(one.assessment)
        assert one.totals.shipping == one.chosen.price
        assert one.totals.charges + one.on_arrival == assessment.payable
    assert all(is_at_exponent(getattr(line, name)) for line in quote.lines for name in COMPONENTS)


@settings(max_examples=60, deadline=None)
@given(quotes())
def test_a_quote_survives_being_stored(quote: Quote) -> None:
    assert Quote.from_json(quote.as_json()) == quote
    assert changes.differences(quote, Quote.from_json(quote.as_json()), {}) == ()


@settings(max_examples=60, deadline=None)
@given(quotes(), st.decimals("0", "0.5", places=4))
def test_the_journal_of_any_sale_and_of_its_reversal_balances(quote: Quote, rate: Decimal) -> None:
    commissions = {vendor.vendor_id: Commission(1, rate) for vendor in quote.vendors}
    purchase = uuid4()
    sale = postings.sale(quote, commissions, purchase_id=purchase, number="P-1")
    taken_back = [
        postings.reversal(vendor, rate, ship_to="DE", purchase_id=purchase, order_id=uuid4(), number="O")
        for vendor in quote.vendors
    ]

    left = postings_of(sale)
    for entry in taken_back:
        for key, units in postings_of(entry).items():
            left[key] = left.get(key, 0) + units

    assert not any(left.values())
    for vendor in quote.vendors:
        share = postings.share_of(vendor, rate)
        assert share.net + share.commission_own == share.goods_own


@settings(max_examples=100, deadline=None)
@given(quotes(), st.sampled_from([Decimal(0), Decimal("0.01"), Decimal(1)]))
def test_a_total_is_made_chargeable_in_the_buyers_favour_by_less_than_a_step(quote: Quote, step: Decimal) -> None:
    if sum(line.shipping.amount + line.goods.amount for line in quote.lines) < 1:
        return
    found = quoting.chargeable(quote, step)
    assert zero(quote.currency) <= quote.totals.total - found.totals.total
    assert quote.totals.total - found.totals.total <= Money(step, quote.currency)
    if step:
        assert found.totals.total.amount % step == 0
    assert all(getattr(line, name).amount >= 0 for line in found.lines for name in COMPONENTS)


@settings(max_examples=40, deadline=None)
@given(quotes())
def test_a_part_is_handed_over_only_if_it_adds_up(quote: Quote) -> None:
    """OrderPart itself refuses to exist where a sum is off."""
    buyer = parts.BuyerFacts(
        purchase_id=uuid4(), purchase_number="P-1", session_id=uuid4(), placed_at=quote.valid_until, name="J",
        email="j@example.org", user_id=None, address=PostalAddress("J", "DE"), language="en",
    )  # fmt: skip
    made = [parts.order_part(vendor, quote, buyer) for vendor in quote.vendors]
    assert total([part.total for part in made], quote.currency) == quote.totals.total


@settings(max_examples=40, deadline=None)
@given(quotes())
def test_whatever_is_missing_or_dearer_is_named(quote: Quote) -> None:
    gone = changes.differences(quote, None, {})
    assert {change.kind for change in gone} == {ChangeKind.GONE}
    assert len(gone) == len({line.variant_id for line in quote.lines})
