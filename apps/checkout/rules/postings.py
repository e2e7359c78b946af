"""Checkout · the journals of a sale, of what a refund takes back of it, and of goodwill: pure.

The buyer owes the total in the charge currency. Commission, the tax on it, tax, duty,
fees and freight stay in it; what is the vendor's crosses over the currency position into
the vendor's own currency, in which the vendor is owed exactly the price it set less its
commission and the tax on that. What a vendor sells in its own shop is in its own currency, and it accounts for the
tax itself: that is its, too. Debit is positive.
"""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from apps.checkout.types import Quote, QuotedVendor
from apps.checkout.types.refunds import Funder, GoodwillMove, Taken
from apps.common.money import from_minor, to_minor
from apps.ledger.types import AccountCode, Entry, JournalKind, Leg

from .shares import VendorShare


def sale(quote: Quote, shares: Mapping[int, VendorShare], *, purchase_id: UUID, number: str) -> Entry:
    """The journal of a purchase; `shares` are its vendors'."""
    legs = [Leg(AccountCode.BUYER_RECEIVABLE, quote.totals.total)]
    for vendor in quote.vendors:
        legs += _vendor_legs(vendor, shares[vendor.vendor_id], ship_to=quote.ship_to)
    return Entry(JournalKind.SALE, f"sale:{purchase_id}", tuple(legs), purchase_id, number)


def taken_back(
    vendor: QuotedVendor, taken: Taken, *, ship_to: str, refund_id: UUID, purchase_id: UUID, number: str
) -> Entry:
    """The journal that takes back what a refund allocates to one vendor's part.

    The buyer is owed `taken.paid`. Where goodwill was given before, and nothing more than
    the rest is left to pay, whoever had given it has it back.
    """
    cells, charged = taken.sums(), vendor.totals.currency
    own_tax = cells.tax if vendor.is_at_counter else 0
    legs = [
        Leg(AccountCode.BUYER_RECEIVABLE, from_minor(-taken.paid, charged)),
        Leg(AccountCode.COMMISSION_INCOME, from_minor(cells.commission, charged)),
        Leg(AccountCode.COMMISSION_VAT, from_minor(cells.commission_tax, charged), detail=vendor.vendor_country),
        Leg(AccountCode.DUTY_PAYABLE, from_minor(cells.duty, charged), detail=ship_to),
        Leg(AccountCode.TAX_PAYABLE, from_minor(cells.tax - own_tax, charged), detail=ship_to),
        Leg(AccountCode.FEES_PAYABLE, from_minor(cells.fees, charged), detail=ship_to),
        *_freight(vendor, taken),
        *_to_vendor(vendor, -cells.own_net - own_tax, -cells.collected - own_tax),
    ]
    for move in taken.recovered:
        legs += _goodwill_legs(vendor, move, sign=-1)
    return Entry(JournalKind.RETURN, f"return:{refund_id}", tuple(legs), purchase_id, number)


def goodwill(vendor: QuotedVendor, given: GoodwillMove, *, refund_id: UUID, purchase_id: UUID, number: str) -> Entry:
    """The journal of money that a buyer is given for nothing that was sold: at the marketplace's or vendor's cost."""
    owed = Leg(AccountCode.BUYER_RECEIVABLE, from_minor(-given.amount, vendor.totals.currency))
    legs = (owed, *_goodwill_legs(vendor, given, sign=1))
    return Entry(JournalKind.GOODWILL, f"goodwill:{refund_id}", legs, purchase_id, number)


def _goodwill_legs(vendor: QuotedVendor, move: GoodwillMove, *, sign: int) -> list[Leg]:
    if move.funder is Funder.MARKETPLACE:
        return [Leg(AccountCode.GOODWILL, from_minor(move.amount * sign, vendor.totals.currency))]
    return _to_vendor(vendor, -move.own * sign, -move.amount * sign)


def _vendor_legs(vendor: QuotedVendor, share: VendorShare, *, ship_to: str) -> list[Leg]:
    totals = vendor.totals
    own_tax = totals.tax if vendor.is_at_counter else totals.tax * 0
    legs = [
        Leg(AccountCode.COMMISSION_INCOME, -share.commission),
        Leg(AccountCode.COMMISSION_VAT, -share.tax, detail=vendor.vendor_country),
        Leg(AccountCode.DUTY_PAYABLE, -totals.duty, detail=ship_to),
        Leg(AccountCode.TAX_PAYABLE, own_tax - totals.tax, detail=ship_to),
        Leg(AccountCode.FEES_PAYABLE, -totals.fees, detail=ship_to),
    ]
    legs += [
        Leg(AccountCode.FREIGHT_PAYABLE, -one.totals.shipping, detail=one.chosen.carrier_code)
        for one in vendor.consignments
    ]
    collected = totals.goods - share.commission - share.tax + own_tax
    return [*legs, *_to_vendor(vendor, to_minor(share.net) + to_minor(own_tax), to_minor(collected))]


def _to_vendor(vendor: QuotedVendor, own: int, collected: int) -> list[Leg]:
    """The vendor is owed `own` of what was `collected`, in minor units; both negative where it is taken back."""
    due, held = from_minor(own, vendor.currency), from_minor(collected, vendor.totals.currency)
    owed = Leg(AccountCode.VENDOR_PAYABLE, -due, vendor_id=vendor.vendor_id)
    if vendor.currency == vendor.totals.currency:
        return [owed, Leg(AccountCode.ROUNDING, due - held)]
    return [owed, Leg(AccountCode.FX_POSITION, -held), Leg(AccountCode.FX_POSITION, due)]


def _freight(vendor: QuotedVendor, taken: Taken) -> list[Leg]:
    """What each carrier is owed less: lines are counted through the part's consignments."""
    carriers = [one.chosen.carrier_code for one in vendor.consignments for _ in one.lines]
    return [
        Leg(AccountCode.FREIGHT_PAYABLE, from_minor(line.shipping, vendor.totals.currency), detail=carrier)
        for carrier, line in zip(carriers, taken.lines, strict=True)
        if line.shipping
    ]
