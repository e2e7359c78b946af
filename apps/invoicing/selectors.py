"""Invoicing · reads · public schema."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Max, QuerySet

from apps.checkout import selectors as checkout
from apps.checkout.selectors import records, refunds
from apps.checkout.types import PartView, PurchaseView
from apps.checkout.types.refunds import RefundStatus
from apps.common.errors import NotFound
from apps.payments.types import PaymentMethod
from apps.registrations import selectors as registrations
from apps.vendors import selectors as vendors
from apps.vendors.types import VendorCard

from .models import Invoice
from .rules.crediting import Issued, Step
from .rules.drawing_up import Sale, Seller, SoldPart, sold_since
from .types import Kind, Party

# UNCL4461: a card; not defined (a transfer whose account is the bank's to tell); an online payment service.
_MEANS = {PaymentMethod.CARD: "48", PaymentMethod.BANK_TRANSFER: "1"}
_ONLINE = "68"
_CARRIED_OUT = (RefundStatus.REQUESTED, RefundStatus.PAID, RefundStatus.FAILED)
_COLUMNS = ("number", "kind", "issued_on", "vendor", "seller_tax_id", "country", "buyer_tax_id", "purchase", "corrects",
            "category", "rate", "currency", "base", "tax")  # fmt: skip


def invoices() -> QuerySet[Invoice]:
    """Every document, newest first, to be narrowed and cut by who shows them."""
    return Invoice.objects.select_related("vendor")


def of_purchase(purchase_id: UUID) -> list[Invoice]:
    """The documents of a purchase in the order of issue. One query."""
    return list(Invoice.objects.filter(purchase_id=purchase_id).order_by("id"))


def of_order(order_id: UUID, *, vendor_id: int) -> list[Invoice]:
    """The documents of an order that its vendor itself issued, in the order of issue. One query."""
    return list(Invoice.objects.filter(vendor_id=vendor_id, order_ids__contains=[order_id]).order_by("id"))


def invoice(public_id: UUID, *, vendor_id: int | None = None, purchase_id: UUID | None = None) -> Invoice:
    """One document; of one vendor, or one purchase, where these are named.

    Raises:
        NotFound: there is none, or it is another's.
    """
    rows = invoices().filter(public_id=public_id)
    if vendor_id is not None:
        rows = rows.filter(vendor_id=vendor_id)
    if purchase_id is not None:
        rows = rows.filter(purchase_id=purchase_id)
    row = rows.first()
    if row is None:
        raise NotFound()
    return row


def gaps() -> list[str]:
    """The series whose numbers do not run from 1 to the last without a gap; none, ever. One query."""
    rows = Invoice.objects.order_by().values("series").annotate(last=Max("sequence"), count=Count("id"))
    return sorted(row["series"] for row in rows if row["last"] != row["count"])


def as_csv(rows: Iterable[Invoice]) -> str:
    """Documents for bookkeeping, a line for each tax of each: codes, ISO days and decimal amounts.

    Amounts of credit notes are negative.
    """
    text = io.StringIO()
    lines = csv.writer(text, lineterminator="\r\n")
    lines.writerow(_COLUMNS)
    for row in rows:
        sign, said = -1 if row.kind == Kind.CREDIT_NOTE else 1, row.said
        for one in said.taxes:
            amounts = (sign * one.base, sign * one.tax)
            lines.writerow(
                (row.number, row.kind, row.issued_at.date().isoformat(), row.vendor.slug if row.vendor else "",
                 said.seller.tax_id, row.country, said.buyer.tax_id, said.purchase_number,
                 said.corrects.number if said.corrects else "", one.category, format(one.rate, "f"), row.currency,
                 *(format(amount, "f") for amount in amounts))
            )  # fmt: skip
    return text.getvalue()


def without_invoices(*, most: int) -> list[tuple[UUID, list[tuple[UUID, UUID]]]]:
    """Purchases that have no document yet, the oldest first, with the (id, order) of refunds that were carried out."""
    rows = records.purchases().exclude(public_id__in=Invoice.objects.values("purchase_id")).order_by("id")[:most]
    found: dict[UUID, list[tuple[UUID, UUID]]] = {row.public_id: [] for row in rows}
    made = refunds.refund_rows().filter(part__purchase__public_id__in=found, status__in=_CARRIED_OUT).order_by("id")
    for one in made:
        found[one.part.purchase.public_id].append((one.public_id, one.part.order_id))
    return list(found.items())


def issued(purchase_id: UUID) -> tuple[Issued, ...]:
    """The invoices of a purchase, as credit notes follow from them. One query."""
    rows = of_purchase(purchase_id)
    return tuple(
        Issued(row.public_id, row.number, row.issued_at.date(), row.said) for row in rows if row.kind == Kind.INVOICE
    )


def steps_to(refund_id: UUID, *, purchase_id: UUID, order_id: UUID) -> tuple[Step, ...]:
    """The refunds of an order until one, that one last, as its credit note follows from them.

    Raises:
        NotFound: there is none.
    """
    steps = refunds.steps_to(refund_id)
    whole = sale(purchase_id) if any(resold for _, resold in steps) else None
    return tuple(
        Step(taken, sold_since(whole, order_id, resold) if whole and resold else {}) for taken, resold in steps
    )


def sale(purchase_id: UUID) -> Sale:
    """A purchase as its documents are drawn up of: its frozen quote, and who is known of those who sell.

    Raises:
        NotFound: there is none.
    """
    view = checkout.purchase(purchase_id)
    on = view.placed_at.date()
    cards = vendors.cards([part.vendor_id for part in view.parts])
    return Sale(
        number=view.number,
        placed_on=on,
        arrives_on=max(part.arrives_until for part in view.parts),
        currency=view.currency,
        language=view.language,
        ship_to=view.ship_to,
        buyer=_buyer(view),
        delivered_to=_delivered_to(view),
        paid_by=_means(purchase_id),
        parts=tuple(_part(part, cards[part.vendor_id], on) for part in view.parts),
        marketplace=marketplace(on),
        union=union(),
    )


def marketplace(on: date) -> Seller:
    """The marketplace as seller of record, as the settings name it."""
    party = Party(
        name=settings.CUSTOMS_NAME,
        country=settings.CUSTOMS_COUNTRY,
        street=_lines(settings.INVOICE_STREET),
        locality=settings.CUSTOMS_CITY,
        postcode=settings.INVOICE_POSTCODE,
        ident=settings.MARKETPLACE_HOST,
    )
    return Seller(None, party, registrations.numbers_of(None, on))


def union() -> frozenset[str]:
    """The countries of the Union's VAT; Northern Ireland's goods trade is in it under XI."""
    return registrations.UNION_STATES


def _part(part: PartView, card: VendorCard, on: date) -> SoldPart:
    party = Party(
        name=card.legal_name or card.name,
        country=card.country,
        street=_lines(card.trader_address),
        email=card.contact_email,
        trade_name=card.name,
        ident=card.host,
    )
    seller = Seller(card.id, party, registrations.numbers_of(card.id, on))
    return SoldPart(part.order_id, part.order_number, seller, part.vendor_name, part.consignments)


def _lines(address: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in address.replace("\n", ",").split(",") if line.strip())


def _buyer(view: PurchaseView) -> Party:
    """The company that bought, where its tax id counts; else who the parcel goes to pays for it."""
    at = view.address
    business = view.business
    counts = business is not None and business.counts_at(view.placed_at)
    return Party(
        name=business.name if business is not None else view.buyer_name,
        country=business.country if business is not None and counts else at.country,
        tax_id=business.tax_id if business is not None and counts else "",
        street=at.lines,
        locality=at.locality,
        region=at.region,
        postcode=at.postcode,
        email=view.email,
    )


def _delivered_to(view: PurchaseView) -> Party:
    at = view.address
    return Party(
        name=at.organisation or at.recipient,
        country=at.country,
        street=at.lines,
        locality=at.locality,
        region=at.region,
        postcode=at.postcode,
    )


def _means(purchase_id: UUID) -> str:
    method = checkout.method_paid(purchase_id)
    return _MEANS.get(method, _ONLINE) if method else _ONLINE
