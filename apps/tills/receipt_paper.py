"""Tills · the receipt as PDF, as wide as a till's roll · no tables."""

from __future__ import annotations

from io import BytesIO

from babel.numbers import format_decimal
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from djmoney.money import Money
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, Paragraph, SimpleDocTemplate, Spacer, Table

from apps.common.drawing import in_font

from .types import Means, Receipt

WIDTH = 80 * mm
_EDGE = 4 * mm
_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=8, leading=10.5)
_END = ParagraphStyle("end", parent=_BODY, alignment=TA_RIGHT)
_HEAD = ParagraphStyle("head", parent=_BODY, fontName="Helvetica-Bold", fontSize=11, leading=14, alignment=TA_CENTER)
_CENTRE = ParagraphStyle("centre", parent=_BODY, alignment=TA_CENTER)


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt in the active language; the same sale gives the same bytes."""
    flow = _flow(receipt)
    inner = WIDTH - 2 * _EDGE
    height = sum(one.wrap(inner, 10_000)[1] + one.getSpaceBefore() + one.getSpaceAfter() for one in flow)
    buffer = BytesIO()
    document = SimpleDocTemplate(
        buffer,
        pagesize=(WIDTH, height + 2 * _EDGE + 8 * mm),
        leftMargin=_EDGE,
        rightMargin=_EDGE,
        topMargin=_EDGE,
        bottomMargin=_EDGE,
        title=receipt.entry.order_number,
        author=receipt.seller,
        invariant=True,
    )
    document.build(_flow(receipt))
    return buffer.getvalue()


def _flow(receipt: Receipt) -> list[Flowable]:
    entry = receipt.entry
    flow: list[Flowable] = [
        Paragraph(in_font(receipt.seller), _HEAD),
        Paragraph(in_font(receipt.place), _CENTRE),
        Spacer(1, 3 * mm),
        Paragraph(in_font(_("Receipt %(number)s") % {"number": entry.order_number}), _BODY),
        Paragraph(in_font(f"{entry.happened_at:%Y-%m-%d %H:%M} UTC · {receipt.purchase_number}"), _BODY),
        HRFlowable(width="100%", thickness=0.4, spaceBefore=4, spaceAfter=2),
        _rows([(f"{line.pieces} × {line.title} ({line.sku})", line.goods) for line in receipt.lines]),
        HRFlowable(width="100%", thickness=0.4, spaceBefore=2, spaceAfter=2),
        _rows([(_tax(tax.label, tax.rate), tax.amount) for tax in receipt.taxes] + [(_("Total"), receipt.total)]),
    ]
    paid = [(str(Means(entry.means).label), entry.drawer if entry.means is Means.CASH else entry.amount)]
    if receipt.rounding.amount:
        paid.insert(0, (_("Rounded to coins"), receipt.rounding))
    if entry.given is not None and entry.change is not None:
        paid += [(_("Given"), entry.given), (pgettext("cash", "Change"), entry.change)]
    flow.append(_rows(paid))
    flow += [
        Spacer(1, 3 * mm),
        Paragraph(in_font(_("Served by %(name)s") % {"name": entry.cashier}), _CENTRE),
        Paragraph(in_font(_("Thank you.")), _CENTRE),
    ]
    return flow


def _rows(rows: list[tuple[str, Money]]) -> Table:
    inner = WIDTH - 2 * _EDGE
    cells = [[Paragraph(in_font(text), _BODY), Paragraph(in_font(_money(amount)), _END)] for text, amount in rows]
    return Table(
        cells or [["", ""]], colWidths=[inner * 0.68, inner * 0.32], style=[("VALIGN", (0, 0), (-1, -1), "TOP")]
    )


def _tax(label: str, rate: object) -> str:
    return f"{label} {rate:.2%}" if rate is not None else label


def _money(amount: Money) -> str:
    return f"{format_decimal(amount.amount, locale='en')} {amount.currency.code}"
