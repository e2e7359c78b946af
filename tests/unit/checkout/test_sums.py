"""Checkout · for any cart the lines sum to the parts, the parts to the whole, and the journal to zero."""

from __future__ import annotations

from decimal import Decimal
from uuid import uuid4

from djmoney.money import Money
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.checkout.rules import changes, parts, postings, quoting, shares
from apps.checkout.types import COMPONENTS, ChangeKind, Quote
from apps.common.addresses import PostalAddress
from apps.common.money import is_at_exponent, total, zero
from apps.ledger.rules import postings_of
from apps.ledger.types import SaleTerms
from apps.tariffs.types import Assessment
from tests.factories.quotes import quotes, terms


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
@given(quotes(), terms())
def test_the_journal_of_any_sale_balances_and_a_share_adds_up(quote: Quote, of_the_day: SaleTerms) -> None:
    shared = {vendor.vendor_id: shares.share_of(vendor, of_the_day) for vendor in quote.vendors}

    assert postings_of(postings.sale(quote, shared, purchase_id=uuid4(), number="P-1"))
    for vendor in quote.vendors:
        share = shared[vendor.vendor_id]
        assert share.net + share.commission_own + share.tax_own == share.goods_own
        assert share.commission_own <= share.goods_own
        assert shares.VendorShare.from_json(share.as_json()) == share


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
