"""Invoicing · documents come to what was paid, and credit notes to what goes back, whatever was bought."""

from __future__ import annotations

import random
from contextlib import suppress
from datetime import date
from decimal import Decimal
from uuid import UUID, uuid4

from djmoney.money import Money
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.checkout.errors import NothingLeft, RefundTooMuch
from apps.checkout.rules import refunds, shares
from apps.checkout.types import Quote
from apps.checkout.types.refunds import RefundKind, Taken
from apps.common.money import from_minor
from apps.invoicing.rules.crediting import Issued, Step, credit
from apps.invoicing.rules.drawing_up import Sale, SoldPart, draw_up
from apps.invoicing.types import Document
from apps.ledger.types import SaleTerms
from tests.factories import invoicing as make
from tests.factories.quotes import quotes, terms
from tests.unit.checkout.test_refunds import any_wish, wish

MECHANISMS = st.sampled_from(
    [
        make.accounting("deemed_supplier", "marketplace", "IOSS"),
        make.accounting("own_sale", "seller", "DE-VAT"),
        make.accounting("reverse_charge", "buyer"),
        make.accounting("import", "importer"),
        None,
    ]
)


@settings(max_examples=40, deadline=None)
@given(quotes(), terms(), st.integers(0, 2**32), st.data())
def test_documents_of_any_sale_and_of_any_refunds_come_to_what_was_paid_and_paid_back(
    quote: Quote, of_the_day: SaleTerms, seed: int, data: st.DataObject
) -> None:
    dice, currency = random.Random(seed), quote.currency
    parts = tuple(
        SoldPart(
            uuid4(), f"V-{vendor.vendor_id}", make.VENDOR, "V",
            tuple(
                box.__class__(**{**{name: getattr(box, name) for name in box.__dataclass_fields__},
                                 "accounting": (by,) if (by := data.draw(MECHANISMS)) else ()})
                for box in vendor.consignments
            ),
        )
        for vendor in quote.vendors
    )  # fmt: skip
    sale = Sale(
        "P-1", make.DAY, make.DAY, currency, "en", "DE", make.JANA, make.JANA, "48", parts, make.MARKET, make.UNION
    )
    drafts = draw_up(sale)
    assert all(_adds_up(one.document) for one in drafts)
    assert Money(sum((one.document.gross for one in drafts), Decimal(0)), currency) == quote.totals.total
    invoices = tuple(
        Issued(UUID(int=number), str(number), date(2026, 11, 2), Document.from_json(one.document.as_json()))
        for number, one in enumerate(drafts)
    )
    assert [one.document for one in invoices] == [one.document for one in drafts]
    for part, vendor in zip(parts, quote.vendors, strict=True):
        lines, before = refunds.sold(vendor, shares.share_of(vendor, of_the_day)), list[Taken]()
        for turn in range(4):
            left = refunds.left_of(lines, before)
            asked = wish(RefundKind.WHOLE) if turn == 3 else any_wish(left, vendor, dice)
            with suppress(NothingLeft, RefundTooMuch):
                taken = refunds.take(asked, left, vendor)
                notes = credit(invoices, [*map(Step, before), Step(taken)], order_id=part.order_id, union=make.UNION)
                assert all(_adds_up(one) for one in notes.values())
                back = sum((one.gross for one in notes.values()), Decimal(0))
                assert Money(back, currency) == from_minor(taken.paid, currency)
                before.append(taken)


def _adds_up(document: Document) -> bool:
    """The sums of EN 16931: bases come to the net, and each tax is its rate upon its base, but for half a unit."""
    rates = all(abs(one.base * one.rate / 100 - one.tax) <= Decimal("0.5") + one.rate for one in document.taxes)
    bases = sum((one.base for one in document.taxes), Decimal(0))
    return rates and bases == document.net and (bool(document.rows) or not document.gross)
