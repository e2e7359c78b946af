"""Tills · what a receipt says of a sale · vendor's schema, and public for what was frozen."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from djmoney.money import Money

from apps.checkout.selectors import refunds as purchases
from apps.checkout.types import QuotedVendor
from apps.common.local_time import at_place
from apps.common.money import zero
from apps.common.tenancy import current_vendor_id
from apps.tariffs.types import AssessmentLine
from apps.vendors import selectors as vendors
from apps.warehouse import selectors as houses

from ..errors import SaleUnknown
from ..types import EntryView, Receipt, TaxLine
from .goods import receipt_lines
from .tills import as_entry, as_till, entries, row


def receipt(entry: EntryView, language: str = "") -> Receipt:
    """All that a sale's receipt says, its goods in a language ("": the sale's own): as it was frozen with the sale.

    Raises:
        SaleUnknown: the entry is no sale.
    """
    if entry.order_id is None:
        raise SaleUnknown()
    part = purchases.part_of_order(entry.order_id, vendor_id=current_vendor_id())
    sold = QuotedVendor.from_json(part.frozen)
    vendor, found = vendors.card(current_vendor_id()), row(entry.till_id)
    house = houses.warehouse(found.warehouse_id)
    place = as_till(found, house, vendor.currency)
    others = entries().filter(order_id=entry.order_id).exclude(public_id=entry.public_id)
    return Receipt(
        entry=entry,
        seller=vendor.legal_name,
        place=place.place,
        country=place.country,
        purchase_number=part.purchase.number,
        language=part.purchase.language,
        sold_at=at_place(entry.happened_at, country=house.country, lat=house.lat, lon=house.lon) or entry.happened_at,
        buyer=part.purchase.buyer_name,
        email=part.purchase.email,
        lines=receipt_lines(sold.lines, language or part.purchase.language, serials=entry.serials),
        goods=sold.totals.goods,
        taxes=_taxes(sold),
        total=sold.totals.total,
        rounding=entry.taken - sold.totals.total,
        given_back=tuple(as_entry(one) for one in others),
    )


def _taxes(sold: QuotedVendor) -> tuple[TaxLine, ...]:
    """The tax that was paid, by name and rate."""
    sums: dict[tuple[str, Decimal | None], Money] = defaultdict(lambda: zero(sold.totals.currency))
    for one in sold.consignments:
        for line in map(AssessmentLine.from_json, one.assessment.get("lines", ())):
            if line.kind == "tax" and line.amount.amount:
                sums[line.label, line.rate] += line.amount
    return tuple(TaxLine(label, rate, amount) for (label, rate), amount in sums.items())
