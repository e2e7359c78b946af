"""Tills · the receipt as PDF, as wide as a till's roll · no tables."""

from __future__ import annotations

from io import BytesIO

from babel import Locale, localedata
from babel.dates import format_datetime
from babel.numbers import format_currency, format_percent
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext, to_locale
from djmoney.money import Money
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, HRFlowable, Paragraph, SimpleDocTemplate, Spacer, Table

from apps.common.drawing import in_font

from .types import Means, Receipt, ReceiptLine, TaxLine

WIDTH = 80 * mm
_MARKS = dict.fromkeys((0x061C, 0x200E, 0x200F))
_EDGE = 4 * mm
_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=8, leading=10.5)
_END = ParagraphStyle("end", parent=_BODY, alignment=TA_RIGHT)
_HEAD = ParagraphStyle("head", parent=_BODY, fontName="Helvetica-Bold", fontSize=11, leading=14, alignment=TA_CENTER)
_CENTRE = ParagraphStyle("centre", parent=_BODY, alignment=TA_CENTER)


def receipt_pdf(receipt: Receipt) -> bytes:
    """The receipt in its own language, by the clock of the shop; the same sale gives the same bytes."""
    with override(receipt.language):
        return _drawn(receipt)


def _drawn(receipt: Receipt) -> bytes:
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
    entry, locale = receipt.entry, _locale(receipt)
    day = format_datetime(receipt.sold_at, "medium", locale=locale)
    flow: list[Flowable] = [
        Paragraph(in_font(receipt.seller), _HEAD),
        Paragraph(in_font(receipt.place), _CENTRE),
        Spacer(1, 3 * mm),
        Paragraph(in_font(_("Receipt %(number)s") % {"number": entry.order_number}), _BODY),
        Paragraph(in_font(f"{day} {receipt.sold_at:%Z} · {receipt.purchase_number}"), _BODY),
        HRFlowable(width="100%", thickness=0.4, spaceBefore=4, spaceAfter=2),
        _rows([(_goods(line), line.goods) for line in receipt.lines], locale),
        HRFlowable(width="100%", thickness=0.4, spaceBefore=2, spaceAfter=2),
        _rows([*((_tax(tax, locale), tax.amount) for tax in receipt.taxes), (_("Total"), receipt.total)], locale),
    ]
    paid = [(str(entry.means.label), entry.taken)]
    if receipt.rounding.amount:
        is_cash = entry.means is Means.CASH
        paid.insert(0, (_("Rounded to coins") if is_cash else _("Difference"), receipt.rounding))
    if entry.given is not None and entry.change is not None:
        paid += [(_("Given"), entry.given), (pgettext("cash", "Change"), entry.change)]
    flow.append(_rows(paid, locale))
    flow += [
        Spacer(1, 3 * mm),
        Paragraph(in_font(_("Served by %(name)s") % {"name": entry.cashier}), _CENTRE),
        Paragraph(in_font(_("Thank you.")), _CENTRE),
    ]
    return flow


def _rows(rows: list[tuple[str, Money]], locale: Locale) -> Table:
    inner = WIDTH - 2 * _EDGE
    cells = [
        [Paragraph(in_font(text), _BODY), Paragraph(in_font(_money(amount, locale)), _END)] for text, amount in rows
    ]
    return Table(
        cells or [["", ""]], colWidths=[inner * 0.68, inner * 0.32], style=[("VALIGN", (0, 0), (-1, -1), "TOP")]
    )


def _goods(line: ReceiptLine) -> str:
    return " ".join([f"{line.pieces} × {line.title} ({line.sku})", ", ".join(line.serials)]).strip()


def _tax(tax: TaxLine, locale: Locale) -> str:
    if tax.rate is None:
        return tax.label
    return f"{tax.label} {format_percent(tax.rate, locale=locale, decimal_quantization=False)}"


def _money(amount: Money, locale: Locale) -> str:
    # Marks of direction would be drawn as boxes.
    text = format_currency(amount.amount, amount.currency.code, locale=locale, decimal_quantization=False)
    return text.translate(_MARKS)


def _locale(receipt: Receipt) -> Locale:
    """How the receipt's language is written in the country of the shop."""
    language = to_locale(receipt.language)
    known = Locale.negotiate([f"{language}_{receipt.country}", language], localedata.locale_identifiers())
    return known or Locale("en")
