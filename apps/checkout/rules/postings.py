"""Checkout · the journals of a sale and of its reversal: pure.

The buyer owes the total in the charge currency. Commission, tax, duty, fees and
freight stay in it; what is the vendor's crosses over the currency position into
the vendor's own currency, in which the vendor is owed exactly the price it set
less its commission. Debit is positive.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from djmoney.money import Money

from apps.checkout.types import Quote, QuotedVendor
from apps.common.money import rounded, total
from apps.ledger.types import AccountCode, Commission, Entry, JournalKind, Leg


@dataclass(frozen=True)
class VendorShare:
    """What a sale gives one vendor: `net` and `commission_own` in its currency, `commission` in the charge currency."""

    goods_own: Money
    commission_own: Money
    net: Money
    commission: Money


def share_of(vendor: QuotedVendor, rate: Decimal) -> VendorShare:
    """The vendor's share at a commission `rate` (a fraction); each amount is rounded half up once."""
    goods_own = total([rounded(line.vendor_unit * line.quantity) for line in vendor.lines], vendor.currency)
    commission_own = rounded(goods_own * rate)
    return VendorShare(
        goods_own=goods_own,
        commission_own=commission_own,
        net=goods_own - commission_own,
        commission=rounded(vendor.totals.goods * rate),
    )


def sale(quote: Quote, commissions: Mapping[int, Commission], *, purchase_id: UUID, number: str) -> Entry:
    """The journal of a purchase."""
    legs = [Leg(AccountCode.BUYER_RECEIVABLE, quote.totals.total)]
    for vendor in quote.vendors:
        legs += _vendor_legs(vendor, commissions[vendor.vendor_id].rate, ship_to=quote.ship_to)
    return Entry(JournalKind.SALE, f"sale:{purchase_id}", tuple(legs), purchase_id, number)


def reversal(
    vendor: QuotedVendor, rate: Decimal, *, ship_to: str, purchase_id: UUID, order_id: UUID, number: str
) -> Entry:
    """The journal that takes one vendor's whole part back, at the rates it was sold at."""
    legs = [
        Leg(AccountCode.BUYER_RECEIVABLE, vendor.totals.total),
        *_vendor_legs(vendor, rate, ship_to=ship_to),
    ]
    return Entry(JournalKind.RETURN, f"return:{order_id}", tuple(_reversed(legs)), purchase_id, number)


def _vendor_legs(vendor: QuotedVendor, rate: Decimal, *, ship_to: str) -> list[Leg]:
    totals, share = vendor.totals, share_of(vendor, rate)
    legs = [
        Leg(AccountCode.COMMISSION_INCOME, -share.commission),
        Leg(AccountCode.DUTY_PAYABLE, -totals.duty, detail=ship_to),
        Leg(AccountCode.TAX_PAYABLE, -totals.tax, detail=ship_to),
        Leg(AccountCode.FEES_PAYABLE, -totals.fees, detail=ship_to),
        Leg(AccountCode.VENDOR_PAYABLE, -share.net, vendor_id=vendor.vendor_id),
    ]
    legs += [
        Leg(AccountCode.FREIGHT_PAYABLE, -one.totals.shipping, detail=one.chosen.carrier_code)
        for one in vendor.consignments
    ]
    collected = totals.goods - share.commission
    if vendor.currency == totals.currency:
        return [*legs, Leg(AccountCode.ROUNDING, share.net - collected)]
    return [*legs, Leg(AccountCode.FX_POSITION, -collected), Leg(AccountCode.FX_POSITION, share.net)]


def _reversed(legs: Iterable[Leg]) -> list[Leg]:
    return [Leg(leg.code, -leg.amount, leg.vendor_id, leg.detail) for leg in legs]
