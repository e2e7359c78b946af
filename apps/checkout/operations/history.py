"""Checkout · purchases and returns that happened before these books began · public schema, and each vendor's.

What is recorded here has been paid, and mostly sent and delivered, long ago: it is booked
with the instants at which it happened, and no event tells anybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_DOWN
from typing import Any
from uuid import UUID

from django_tenants.utils import get_tenant_model, tenant_context
from djmoney.money import Money

from apps.checkout.models import Purchase, PurchaseEvent, PurchasePart
from apps.checkout.rules import parts, postings, states
from apps.checkout.rules.shares import VendorShare, share_of
from apps.checkout.selectors import terms
from apps.checkout.selectors.refunds import share_in
from apps.checkout.types import PartStatus, Quote, QuotedVendor, Totals
from apps.common.addresses import PostalAddress
from apps.common.copying import copy_rows, take_ids
from apps.common.ids import new_id
from apps.common.money import as_wire, from_wire, rounded, total, zero
from apps.common.transactions import transaction_required
from apps.ledger import operations as ledger
from apps.ledger import selectors as ledger_reads
from apps.ledger.types import AccountCode, Entry, JournalKind, Leg
from apps.orders import operations as orders
from apps.orders.types import OrderPart, OrderRef, PastReturnLine
from apps.payments.operations import history as payments

HandOver = Callable[..., list[OrderRef]]

_PURCHASE = ("id", "public_id", "session_id", "intent_id", "user_id", "email", "buyer_name", "address", "ship_to",
             "market", "language", "currency", "goods", "shipping", "duty", "tax", "fees", "on_arrival",
             "fx_quote_id", "placed_at")  # fmt: skip
_PART = ("purchase_id", "vendor_id", "order_id", "order_number", "order_version", "status", "total_currency", "total",
         "commission_currency", "commission", "commission_rate", "commission_rule", "share", "frozen", "parcels",
         "updated_at")  # fmt: skip
_EVENT = ("purchase_id", "vendor_id", "key", "code", "source", "data", "occurred_at", "recorded_at")


@dataclass(frozen=True)
class PastPurchase:
    """What was bought, by whom and when. `key` is its checkout's id: the same key is recorded once.

    The quote's `fx_quote_id` is the nil UUID where no rates were locked.
    """

    key: UUID
    quote: Quote
    user_id: int | None
    email: str
    address: PostalAddress
    language: str
    placed_at: datetime


@dataclass(frozen=True)
class PastNews:
    """A step of one vendor's order, or of a shipment of it (`shipment_id`), as the purchase's timeline shows it."""

    order_id: UUID
    code: str
    source: str
    occurred_at: datetime
    data: Mapping[str, Any]
    shipment_id: str = ""


@dataclass(frozen=True)
class PastReturn:
    """Pieces of one vendor's part that came back and were paid back; `unit_price` is what was given for each.

    `reference` names the paper that says so; with purchase and vendor it is recorded once.
    """

    reference: str
    purchase_key: UUID
    vendor_id: int
    lines: tuple[PastReturnLine, ...]
    returned_at: datetime

    @property
    def amount(self) -> Money:
        """What went back, each line rounded down: so parts of a line never come to more than the line."""
        currency = self.lines[0].unit_price.currency.code
        return total([rounded(line.unit_price * line.quantity, ROUND_DOWN) for line in self.lines], currency)


@transaction_required
def record_past_purchases(past: Sequence[PastPurchase], *, at: datetime) -> int:
    """Book delivered purchases with their orders, payments and postings; how many were new.

    The number of statements grows with vendors and days, not with purchases.
    """
    return _record(past, orders.record_past, PartStatus.DELIVERED, at=at)


@transaction_required
def record_open_purchases(past: Sequence[PastPurchase], *, at: datetime) -> int:
    """Book paid purchases whose parcels have yet to be sent, as `complete` would; how many were new.

    Their goods are allocated to the purchase's key. From here on they are like any other: the orders
    tell that they were placed.
    """
    return _record(past, _accept, PartStatus.PLACED, at=at)


def _accept(drafts: Sequence[OrderPart], *, at: datetime) -> list[OrderRef]:
    return [orders.accept_part(draft, at=at) for draft in drafts]


def _record(past: Sequence[PastPurchase], hand_over: HandOver, status: PartStatus, *, at: datetime) -> int:
    known = set(Purchase.objects.filter(session_id__in=[one.key for one in past]).values_list("session_id", flat=True))
    fresh = [one for one in past if one.key not in known]
    if not fresh:
        return 0
    keys = take_ids(Purchase, len(fresh))
    made = [
        Purchase(id=pk, public_id=new_id(), session_id=one.key, email=one.email, buyer_name=one.address.recipient,
                 user_id=one.user_id, language=one.language, placed_at=one.placed_at)
        for pk, one in zip(keys, fresh, strict=True)
    ]  # fmt: skip
    pairs = list(zip(made, fresh, strict=True))
    totals = {one.key: one.quote.totals for one in fresh}
    intents = payments.record_past_payments(
        [payments.PastPayment(one.key, row.public_id, totals[one.key].total, one.placed_at) for row, one in pairs],
        at=at,
    )
    copy_rows(Purchase, _PURCHASE, [_purchase_cells(row, one, totals[one.key], intents[one.key]) for row, one in pairs])
    refs = _hand_over(pairs, hand_over, at=at)
    shared = _shares(fresh)
    copy_rows(
        PurchasePart,
        _PART,
        (
            _part_cells(row, vendor, refs[row.pk, vendor.vendor_id], shared[one.key][vendor.vendor_id], status, at=at)
            for row, one in pairs
            for vendor in one.quote.vendors
        ),
    )
    copy_rows(
        PurchaseEvent,
        _EVENT,
        (
            (row.pk, None, "placed", "checkout.placed", "buyer", {"total": as_wire(totals[one.key].total)},
             one.placed_at, at)
            for row, one in pairs
        ),
    )  # fmt: skip
    ledger.post_many(
        [
            (
                postings.sale(one.quote, shared[one.key], purchase_id=row.public_id, number=row.number),
                one.placed_at,
            )
            for row, one in pairs
        ],
        at=at,
    )
    return len(fresh)


@transaction_required
def record_past_news(news: Sequence[PastNews], *, at: datetime) -> None:
    """Tell past purchases what became of their orders and parcels. The same news twice is once.

    Raises:
        KeyError: an order is no purchase's.
    """
    found = {part.order_id: part for part in PurchasePart.objects.filter(order_id__in={one.order_id for one in news})}
    PurchaseEvent.objects.bulk_create(
        [
            PurchaseEvent(
                purchase_id=found[one.order_id].purchase_id,
                vendor_id=found[one.order_id].vendor_id,
                key=f"past:{one.order_id}:{one.shipment_id}:{one.code}:{one.occurred_at:%Y%m%d%H%M}",
                code=one.code,
                source=one.source,
                data={**one.data, **({"shipment": one.shipment_id} if one.shipment_id else {})},
                occurred_at=one.occurred_at,
                recorded_at=at,
            )
            for one in news
        ],
        ignore_conflicts=True,
    )
    for one in news:
        if one.shipment_id:
            part = found[one.order_id]
            known = part.parcels.get(one.shipment_id, {})
            told = {**one.data, "occurred_at": one.occurred_at.isoformat(), "topic": one.code}
            if one.code == "shipping.delivered":
                told["delivered_at"] = one.occurred_at.isoformat()
            part.parcels = {**part.parcels, one.shipment_id: states.parcel_after(known, told)}
    PurchasePart.objects.bulk_update(found.values(), ["parcels"])


@transaction_required
def record_past_returns(past: Sequence[PastReturn], *, at: datetime) -> int:
    """Book returns of past purchases: the sale's postings reversed, the money given back; how many were new.

    Of a part's commission, the share of what came back goes back to the vendor. Goods only: what was
    paid for shipping, duty and tax stays.

    Raises:
        KeyError: a purchase, or the vendor's part of it, is not recorded. Nothing is written.
    """
    found = {
        (part.purchase.session_id, part.vendor_id): part
        for part in PurchasePart.objects.select_related("purchase").filter(
            purchase__session_id__in={one.purchase_key for one in past}
        )
    }
    pairs = [(found[one.purchase_key, one.vendor_id], one) for one in past]
    known: set[tuple[int, str]] = set()
    before: dict[int, Money] = {part.pk: zero(part.total.currency.code) for part, _ in pairs}
    keys = {(part.purchase_id, part.vendor_id): part.pk for part, _ in pairs}
    told = PurchaseEvent.objects.filter(purchase_id__in={purchase for purchase, _ in keys}, code="orders.returned")
    for purchase_id, vendor_id, key, data in told.values_list("purchase_id", "vendor_id", "key", "data"):
        known.add((purchase_id, key))
        if vendor_id is not None and (purchase_id, vendor_id) in keys:
            before[keys[purchase_id, vendor_id]] += from_wire(data["amount"])
    fresh = [(part, one) for part, one in pairs if (part.purchase_id, _key(one)) not in known]
    if not fresh:
        return 0
    copy_rows(
        PurchaseEvent,
        _EVENT,
        (
            (part.purchase_id, part.vendor_id, _key(one), "orders.returned", "vendor",
             {"reference": one.reference, "amount": as_wire(one.amount)}, one.returned_at, at)
            for part, one in fresh
        ),
    )  # fmt: skip
    tenants = get_tenant_model().objects.in_bulk({part.vendor_id for part, _ in fresh})
    for vendor_id, tenant in sorted(tenants.items()):
        with tenant_context(tenant):
            orders.record_past_returns(
                [
                    (part.order_id, one.reference, one.lines, one.returned_at)
                    for part, one in fresh
                    if part.vendor_id == vendor_id
                ],
                at=at,
            )
    entries = []
    for part, one in fresh:
        if one.amount:
            entries.append((_reversal(part, one, before=before[part.pk]), one.returned_at))
            before[part.pk] += one.amount
    ledger.post_many(entries, at=at)
    payments.record_past_refunds(
        [
            payments.PastRefund(
                part.purchase.intent_id,
                part.purchase.public_id,
                f"{_key(one)}:{part.order_id}",
                one.amount,
                one.returned_at,
            )
            for part, one in fresh
            if one.amount
        ],
        at=at,
    )
    return len(fresh)


def _key(one: PastReturn) -> str:
    return f"returned:{one.reference}:{one.vendor_id}"


def _shares(past: Sequence[PastPurchase]) -> dict[UUID, dict[int, VendorShare]]:
    """How each purchase is shared out, by its key, under the terms of the day and market of its sale."""
    by_sale: dict[tuple[str, date], dict[int, QuotedVendor]] = {}
    for one in past:
        sold = by_sale.setdefault((one.quote.market, one.placed_at.date()), {})
        sold.update({vendor.vendor_id: vendor for vendor in one.quote.vendors})
    if ledger_reads.asks_for_goods():
        return {one.key: terms.shares_of(one.quote, on=one.placed_at.date()) for one in past}
    known = {
        (market, day): terms.terms_for(list(vendors.values()), market=market, on=day)
        for (market, day), vendors in by_sale.items()
    }
    return {
        one.key: {
            vendor.vendor_id: share_of(vendor, known[one.quote.market, one.placed_at.date()][vendor.vendor_id])
            for vendor in one.quote.vendors
        }
        for one in past
    }


def _hand_over(
    pairs: Sequence[tuple[Purchase, PastPurchase]], hand_over: HandOver, *, at: datetime
) -> dict[tuple[int, int], OrderRef]:
    """Each vendor's orders in the vendor's own schema; the order of each purchase and vendor."""
    by_vendor: dict[int, list[tuple[Purchase, PastPurchase, QuotedVendor]]] = {}
    for row, one in pairs:
        for vendor in one.quote.vendors:
            by_vendor.setdefault(vendor.vendor_id, []).append((row, one, vendor))
    refs = {}
    for vendor_id, tenant in sorted(get_tenant_model().objects.in_bulk(by_vendor).items()):
        drafts = [
            parts.order_part(vendor, one.quote, parts.BuyerFacts(
                purchase_id=row.public_id,
                purchase_number=row.number,
                session_id=one.key,
                placed_at=one.placed_at,
                name=row.buyer_name,
                email=one.email,
                user_id=one.user_id,
                address=one.address,
                language=one.language,
            ))
            for row, one, vendor in by_vendor[vendor_id]
        ]  # fmt: skip
        with tenant_context(tenant):
            made = hand_over(drafts, at=at)
        refs.update({(row.pk, vendor_id): ref for (row, _, _), ref in zip(by_vendor[vendor_id], made, strict=True)})
    return refs


def _purchase_cells(row: Purchase, one: PastPurchase, totals: Totals, intent_id: UUID) -> tuple[Any, ...]:
    quote = one.quote
    return (
        row.pk, row.public_id, one.key, intent_id, one.user_id, one.email, row.buyer_name, one.address.as_json(),
        quote.ship_to, quote.market, one.language, quote.currency, totals.goods.amount, totals.shipping.amount,
        totals.duty.amount, totals.tax.amount, totals.fees.amount, quote.on_arrival.amount,
        quote.fx_quote_id if quote.fx_quote_id.int else None,
        one.placed_at,
    )  # fmt: skip


def _part_cells(
    row: Purchase, vendor: QuotedVendor, ref: OrderRef, share: VendorShare, status: PartStatus, *, at: datetime
) -> tuple[Any, ...]:
    whole, kept = vendor.totals.total, share.commission
    frozen: Mapping[str, Any] = vendor.as_json()
    return (
        row.pk, vendor.vendor_id, ref.order_id, ref.number, int(status is PartStatus.DELIVERED), status.value,
        whole.currency.code,
        whole.amount, kept.currency.code, kept.amount, share.rate, share.rule_id,
        share.as_json(), frozen, {}, at,
    )  # fmt: skip


def _reversal(part: PurchasePart, one: PastReturn, *, before: Money) -> Entry:
    """The sale's postings for what came back, the other way round, over the currency position where there is one.

    `before` came back earlier: what all returns together take of the commission and the tax
    on it is rounded, so that with the last piece exactly the sale's has gone back.
    """
    frozen = QuotedVendor.from_json(part.frozen)
    amount, share = one.amount, share_in(part, frozen)

    def back(whole: Money) -> Money:
        of = share.goods.amount
        return rounded(whole * ((before + amount).amount / of)) - rounded(whole * (before.amount / of))

    commission, tax = back(share.commission), back(share.tax)
    kept = amount - commission - tax
    legs = [
        Leg(AccountCode.BUYER_RECEIVABLE, -amount),
        Leg(AccountCode.COMMISSION_INCOME, commission),
        Leg(AccountCode.COMMISSION_VAT, tax, detail=frozen.vendor_country),
    ]
    if frozen.currency == amount.currency.code:
        legs.append(Leg(AccountCode.VENDOR_PAYABLE, kept, vendor_id=part.vendor_id))
    else:
        own = rounded(Money(kept.amount / frozen.rate, frozen.currency))
        legs += [
            Leg(AccountCode.VENDOR_PAYABLE, own, vendor_id=part.vendor_id),
            Leg(AccountCode.FX_POSITION, kept),
            Leg(AccountCode.FX_POSITION, -own),
        ]
    return Entry(
        JournalKind.RETURN,
        f"return:past:{_key(one)}:{part.order_id}",
        tuple(legs),
        part.purchase.public_id,
        f"{part.order_number} {one.reference}",
    )
