"""Orders · the packing slip as PDF · no tables."""

from __future__ import annotations

from io import BytesIO

from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from apps.common.drawing import in_font

from .types import OrderView


def packing_slip(order: OrderView, vendor_name: str) -> bytes:
    """What lies in the parcels, without prices. The same order gives the same bytes."""
    buffer = BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=A4,
        margin=20 * mm,
        title=f"{order.row.number}",
        author=vendor_name,
        invariant=True,
    )
    heading = ParagraphStyle("heading", fontName="Helvetica-Bold", fontSize=18, leading=22)
    body = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=14)
    flow: list[Flowable] = [
        Paragraph(in_font(_("Packing slip")), heading),
        Paragraph(
            in_font(
                _("Order %(number)s of %(day)s, purchase %(purchase)s")
                % {
                    "number": order.row.number,
                    "day": order.row.placed_at.date().isoformat(),
                    "purchase": order.purchase_number,
                }
            ),
            body,
        ),
        Spacer(1, 6 * mm),
        Paragraph(in_font(_("From %(name)s") % {"name": vendor_name}), body),
        *[Paragraph(in_font(line), body) for line in _address(order)],
        Spacer(1, 8 * mm),
        _goods(order, body),
        *_words(order, body),
    ]
    document.build(flow)
    return buffer.getvalue()


def _address(order: OrderView) -> list[str]:
    to = order.address
    lines = [to.recipient, to.organisation, *to.lines, f"{to.postcode} {to.locality}".strip(), to.region, to.country]
    return [line for line in lines if line]


def _words(order: OrderView, body: ParagraphStyle) -> list[Flowable]:
    """What the buyer wants to be read with the gift."""
    if not order.gift_message:
        return []
    return [Spacer(1, 8 * mm), *(Paragraph(in_font(line) or " ", body) for line in order.gift_message.splitlines())]


def _goods(order: OrderView, body: ParagraphStyle) -> Table:
    head = [_("Quantity"), _("SKU"), _("Goods"), _("Origin"), _("HS code")]
    rows = [[Paragraph(f"<b>{in_font(text)}</b>", body) for text in head]]
    for line in order.lines:
        if not line.left:
            continue
        name = f"{line.title}, {line.option_label}" if line.option_label else line.title
        cells = [str(line.left), line.sku, name, line.origin, line.hs_code]
        rows.append([Paragraph(in_font(text), body) for text in cells])
    table = Table(rows, colWidths=[20 * mm, 35 * mm, 75 * mm, 18 * mm, 22 * mm], repeatRows=1)
    table.setStyle(
        TableStyle(
            [
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, colors.HexColor("#c9c4b8")),
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ]
        )
    )
    return table
