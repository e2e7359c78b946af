"""Checkout · the evidence of a purchase as one PDF, for a provider that decides a dispute · no tables.

All of it is in English, as providers read it. Whoever draws it has to be allowed to see it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from uuid import UUID

from django.utils import translation
from django_tenants.utils import tenant_context
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from apps.common.drawing import in_font
from apps.orders import selectors as orders
from apps.payments import selectors as payments
from apps.shipping.types import FulfilmentView
from apps.vendors import selectors as vendors

from . import selectors
from .confirmation import letter_of
from .selectors import records, refunds
from .types import PartView, PurchaseView

_TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=18, leading=22)
_HEAD = ParagraphStyle("head", fontName="Helvetica-Bold", fontSize=12, leading=15, spaceBefore=14, spaceAfter=4)
_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9, leading=12)
_WIDTH = 170 * mm


def evidence(purchase_id: UUID) -> bytes:
    """What was bought, paid, sent, scanned, delivered, told and given back. The same facts give the same bytes.

    Raises:
        NotFound: there is no such purchase.
    """
    purchase = selectors.purchase(purchase_id, language="en")
    record = records.as_record(records.purchases().get(public_id=purchase_id))
    buffer = BytesIO()
    document = SimpleDocTemplate(
        buffer, pagesize=A4, margin=20 * mm, title=f"Evidence of purchase {purchase.number}", invariant=True
    )
    with translation.override("en"):
        flow: list[Flowable] = [
            Paragraph(in_font(f"Evidence of purchase {purchase.number}"), _TITLE),
            *_facts(purchase, record.intent_id),
        ]
        tenants = vendors.tenants([part.vendor_id for part in purchase.parts])
        for part in purchase.parts:
            with tenant_context(tenants[part.vendor_id]):
                order = orders.order(part.order_id)
            flow += _part(part, order.fulfilments)
        flow += _happened(purchase)
        flow += _refunds(purchase)
        flow += [Paragraph("What the buyer was written", _HEAD)]
        flow += [Paragraph(in_font(line) or "&nbsp;", _BODY) for line in letter_of(purchase_id).splitlines()]
    document.build(flow)
    return buffer.getvalue()


def _facts(purchase: PurchaseView, intent_id: UUID) -> list[Flowable]:
    intent, card = payments.intent(intent_id), payments.card_facts(intent_id)
    to = purchase.address
    door = ", ".join(
        part for part in (to.recipient, to.organisation, *to.lines, f"{to.postcode} {to.locality}", to.country) if part
    )
    rows = [
        ("Bought", f"{purchase.placed_at:%Y-%m-%d %H:%M} UTC, by {purchase.buyer_name}, {purchase.email}"),
        ("Delivered to", door),
        ("Telephone", to.phone or "not given"),
        ("Goods", str(purchase.totals.goods)),
        ("Shipping", str(purchase.totals.shipping)),
        ("Duty, tax and import fees", str(purchase.totals.charges)),
        ("Total", str(purchase.totals.total)),
        ("Payment", f"{intent.public_id} with {intent.gateway}: taken {intent.captured}, given back {intent.refunded}"),
    ]
    if card:
        shown = {"brand": "brand", "last4": "ends in", "country": "issued in"}
        rows.append(("Card", ", ".join(f"{word} {card[name]}" for name, word in shown.items() if card.get(name))))
    return [Spacer(1, 4 * mm), _table(rows)]


def _part(part: PartView, fulfilments: Sequence[FulfilmentView]) -> list[Flowable]:
    flow: list[Flowable] = [
        Paragraph(in_font(f"Order {part.order_number} from {part.vendor_name}: {part.status.label}"), _HEAD),
        _table(
            [("Pieces", "Goods", "Each", "Sum")]
            + [
                (str(line.quantity), " ".join((line.title, line.option_label, line.sku)), str(line.unit_price),
                 str(line.total))
                for line in part.lines
            ]
        ),
        Paragraph(
            in_font(
                f"Sold {part.incoterm}, sent by {part.service_name}, promised between {part.arrives_from} and"
                f" {part.arrives_until}."
            ),
            _BODY,
        ),
    ]  # fmt: skip
    for fulfilment in fulfilments:
        for parcel in fulfilment.parcels:
            signed = f", signed by {parcel.signed_by}" if parcel.signed_by else ""
            flow.append(
                Paragraph(in_font(f"Parcel {parcel.tracking_number or parcel.number}: {parcel.status}{signed}"), _BODY)
            )
            if parcel.scans:
                flow.append(
                    _table(
                        [("When (UTC)", "Scan", "Where")]
                        + [
                            (f"{scan.occurred_at:%Y-%m-%d %H:%M}", f"{scan.code} {scan.text}",
                             f"{scan.location} {scan.country}")
                            for scan in parcel.scans
                        ]
                    )
                )  # fmt: skip
    return flow


def _happened(purchase: PurchaseView) -> list[Flowable]:
    names = {part.vendor_id: part.vendor_name for part in purchase.parts}
    rows = [("When (UTC)", "What", "By", "Details")]
    rows += [
        (f"{entry.occurred_at:%Y-%m-%d %H:%M}", entry.code, names.get(entry.vendor_id or 0) or entry.source,
         _details(entry.data))
        for entry in purchase.timeline
    ]  # fmt: skip
    return [Paragraph("What happened", _HEAD), _table(rows)]


def _details(data: Mapping[str, object]) -> str:
    wanted = ("code", "text", "location", "country", "tracking_number", "signed_by", "reason")
    return ", ".join(str(data[name]) for name in wanted if data.get(name))


def _refunds(purchase: PurchaseView) -> list[Flowable]:
    found = refunds.refunds_of([part.order_id for part in purchase.parts])
    rows = [
        (
            f"{one.requested_at:%Y-%m-%d %H:%M}",
            one.order_number,
            str(one.amount),
            f"{one.reason.label}, {one.status.label}",
        )
        for views in found.values()
        for one in views
    ]
    if not rows:
        return [Paragraph("Given back", _HEAD), Paragraph("Nothing.", _BODY)]
    return [Paragraph("Given back", _HEAD), _table([("When (UTC)", "Order", "Amount", "Why"), *rows])]


def _table(rows: Sequence[Sequence[str]]) -> Table:
    first = 38 * mm
    columns = len(rows[0])
    widths = [first, *[(_WIDTH - first) / (columns - 1)] * (columns - 1)]
    table = Table([[Paragraph(in_font(cell), _BODY) for cell in row] for row in rows], colWidths=widths)
    table.setStyle(
        TableStyle(
            [("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#c9c4b8")), ("VALIGN", (0, 0), (-1, -1), "TOP")]
        )
    )
    return table
