"""Demo · invoices as past purchases and returns · no tables of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from uuid import UUID, uuid5

from djmoney.money import Money

from apps.checkout.operations.history import PastPurchase, PastReturn
from apps.checkout.types import Quote, QuotedConsignment, QuotedLine, QuotedOption, QuotedVendor
from apps.common.addresses import PostalAddress
from apps.common.money import zero
from apps.discovery.types import Offer
from apps.markets import selectors as markets
from apps.markets.errors import MarketUnknown
from apps.orders.types import PastReturnLine

from .countries import code_of
from .goods import CURRENCY
from .invoices import Invoice
from .matching import Memory
from .reconciling import Tally
from .rows import RetailRow
from .sorting import NO_PURCHASE, Kind, judge

NAMESPACE = UUID("6f1f9a52-6d0b-5d52-9a0e-0c9c5bb1d352")
NO_RATES = UUID(int=0)
SERVICE = QuotedOption(
    service_code="as-invoiced",
    carrier_code="not-recorded",
    names={"en": "As invoiced"},
    price=zero(CURRENCY),
    min_days=0,
    max_days=0,
)
_PENNY = Decimal("0.01")
_ZERO = zero(CURRENCY)
_NO_ASSESSMENT = {
    "currency": CURRENCY,
    "scheme": "not recorded",
    "lines": [],
    "notes": ["Recorded from an invoice of goods alone: duty, tax and freight are not known."],
}


@dataclass(frozen=True)
class Shelf:
    """Goods as a vendor offers them, and the house they leave from."""

    offer: Offer
    warehouse_id: UUID


def key_of(invoice: str) -> UUID:
    """The id under which an invoice is recorded, the same at every run."""
    return uuid5(NAMESPACE, invoice)


def email_of(row: RetailRow) -> str:
    """A made-up address of mail: one for each customer, one for each guest's invoice."""
    return f"customer-{row.customer}@retail.example" if row.customer else f"guest-{row.invoice}@retail.example"


def sales_of(invoice: Invoice) -> list[RetailRow]:
    """The rows of an invoice that are goods sold."""
    return [row for row in invoice.rows if judge(row).kind is Kind.SALE]


def purchase(
    invoice: Invoice, rows: Sequence[RetailRow], shelves: Mapping[str, Shelf], buyers: Mapping[str, int]
) -> PastPurchase:
    """The purchase of an invoice's sales, of which there is one at least. Nothing was charged but the goods."""
    first = rows[0]
    country = code_of(first.country) or "ZZ"
    email = email_of(first)
    name = f"Customer {first.customer}" if first.customer else "Guest"
    return PastPurchase(
        key=key_of(invoice.key),
        quote=_quote(invoice.key, rows, country, shelves),
        user_id=buyers.get(email),
        email=email,
        address=PostalAddress(recipient=name, country=country),
        language="en",
        placed_at=min(row.invoiced_at for row in rows),
    )


def returns(invoice: Invoice, memory: Memory, shelves: Mapping[str, Shelf], tally: Tally) -> list[PastReturn]:
    """The returns of a cancellation, by the purchases and vendors that its pieces came from; the rest is skipped."""
    lines: dict[tuple[str, int], list[PastReturnLine]] = {}
    rows = [row for row in invoice.rows if judge(row).kind is Kind.RETURN]
    for row in rows:
        matches, orphans = memory.match(row)
        if orphans:
            tally.skip_value(row.country, NO_PURCHASE, -orphans * row.unit_price)
        sku = row.stock_code.upper()
        for match in matches:
            lines.setdefault((match.purchase, shelves[sku].offer.vendor_id), []).append(
                PastReturnLine(sku, match.quantity, Money(row.unit_price, CURRENCY))
            )
    return [
        PastReturn(
            reference=invoice.key,
            purchase_key=key_of(bought),
            vendor_id=vendor_id,
            lines=tuple(pieces),
            returned_at=rows[0].invoiced_at,
        )
        for (bought, vendor_id), pieces in lines.items()
    ]


def _quote(key: str, rows: Sequence[RetailRow], country: str, shelves: Mapping[str, Shelf]) -> Quote:
    by_vendor: dict[int, list[QuotedLine]] = {}
    offers: dict[int, Shelf] = {}
    for row in rows:
        shelf = shelves[row.stock_code.upper()]
        by_vendor.setdefault(shelf.offer.vendor_id, []).append(_line(row, shelf))
        offers[shelf.offer.vendor_id] = shelf
    return Quote(
        currency=CURRENCY,
        ship_to=country,
        region="",
        market=market_of(country),
        fx_quote_id=NO_RATES,
        valid_until=rows[0].invoiced_at,
        vendors=tuple(_vendor(offers[vendor], tuple(lines)) for vendor, lines in sorted(by_vendor.items())),
    )


def market_of(country: str) -> str:
    """The open market of a country; where there is none, the shop's own: Great Britain."""
    try:
        return markets.for_country(country).code
    except MarketUnknown:
        return "GB"


def _vendor(shelf: Shelf, lines: tuple[QuotedLine, ...]) -> QuotedVendor:
    offer = shelf.offer
    consignment = QuotedConsignment(
        vendor_id=offer.vendor_id,
        warehouse_id=shelf.warehouse_id,
        warehouse_country="GB",
        lines=lines,
        options=(SERVICE,),
        chosen=SERVICE,
        incoterm="DAP",
        on_arrival=_ZERO,
        assessment=_NO_ASSESSMENT,
        parcel_count=0,
    )
    return QuotedVendor(
        vendor_id=offer.vendor_id,
        vendor_slug=offer.vendor_slug,
        vendor_name=offer.vendor_name,
        vendor_country=offer.vendor_country,
        currency=CURRENCY,
        rate=Decimal(1),
        processing_days=offer.processing_days,
        consignments=(consignment,),
    )


def _line(row: RetailRow, shelf: Shelf) -> QuotedLine:
    offer = shelf.offer
    unit = _pounds(row.unit_price)
    return QuotedLine(
        variant_id=offer.variant_id,
        product_id=offer.product_id,
        sku=offer.sku,
        titles=offer.titles,
        slugs={"en": offer.slug["en"]},
        option_labels=offer.option_labels,
        picture=offer.picture,
        quantity=row.quantity,
        vendor_unit=unit,
        unit_price=unit,
        goods=_pounds(row.value.quantize(_PENNY, ROUND_HALF_UP)),
        shipping=_ZERO,
        duty=_ZERO,
        tax=_ZERO,
        fees=_ZERO,
        hs_code=offer.hs_code,
        origin=offer.origin,
        weight_g=offer.weight_g,
        length_mm=offer.length_mm,
        width_mm=offer.width_mm,
        height_mm=offer.height_mm,
        warehouse_id=shelf.warehouse_id,
        warehouse_country="GB",
    )


@lru_cache(4096)
def _pounds(amount: Decimal) -> Money:
    return Money(amount, CURRENCY)
