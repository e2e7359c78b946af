"""Invoicing · invoices and credit notes as PDF, in the language of the purchase."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from io import BytesIO

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_currency, format_decimal
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib import colors
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from apps.common.drawing import in_font
from apps.invoicing.models import Invoice
from apps.invoicing.types import Category, ChargeKind, Document, Kind, Missing, Party, Reason

_QUIET, _LINE = colors.HexColor("#5a564c"), colors.HexColor("#b8b2a4")
_TITLE = ParagraphStyle("title", fontName="Helvetica-Bold", fontSize=18, leading=23)
_BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=9, leading=12.5)
_HEAD = ParagraphStyle("head", parent=_BODY, fontName="Helvetica-Bold", fontSize=8, textColor=_QUIET)
_STRONG = ParagraphStyle("strong", parent=_BODY, fontName="Helvetica-Bold", fontSize=10, leading=14)
_WIDTH = 174 * mm
_MARKS = dict.fromkeys((0x061C, 0x200E, 0x200F))


def paper(row: Invoice) -> bytes:
    """The document as an A4 paper in the language of the purchase. The same document gives the same bytes."""
    said = row.said
    with translation.override(said.language):
        return _drawn(row, _Paper(row, said))


def _drawn(row: Invoice, drawn: _Paper) -> bytes:
    buffer = BytesIO()
    built = SimpleDocTemplate(
        buffer, pagesize=A4, leftMargin=18 * mm, rightMargin=18 * mm, topMargin=18 * mm, bottomMargin=20 * mm,
        title=row.number, author=drawn.said.seller.name, invariant=True,
    )  # fmt: skip

    def foot(canvas: Canvas, page: SimpleDocTemplate) -> None:
        canvas.setFont("Helvetica", 7)
        canvas.setFillColor(_QUIET)
        canvas.drawString(18 * mm, 10 * mm, row.number)
        canvas.drawRightString(192 * mm, 10 * mm, str(page.page))

    built.build(drawn.flow(), onFirstPage=foot, onLaterPages=foot)
    return buffer.getvalue()


class _Paper:
    """One document, block by block; where its language runs from right to left its columns do too."""

    def __init__(self, row: Invoice, said: Document) -> None:
        self.row, self.said = row, said
        self.language = (get_language() or "en").replace("-", "_")
        self.from_right = translation.get_language_bidi()
        self.locale = {"zh_hans": "zh_Hans", "zh_hant": "zh_Hant"}.get(self.language, self.language)

    def flow(self) -> list[Flowable]:
        said = self.said
        title = _("Credit note") if self.row.kind == Kind.CREDIT_NOTE else _("Invoice")
        return [
            self._text(f"{title} {self.row.number}", _TITLE),
            Spacer(1, 3 * mm),
            self._facts(),
            Spacer(1, 6 * mm),
            self._columns(
                (_("Seller"), _("Buyer"), _("Delivered to")),
                (self._party(said.seller), self._party(said.buyer), self._party(said.delivered_to)),
            ),
            Spacer(1, 7 * mm),
            self._rows(),
            Spacer(1, 4 * mm),
            self._sums(),
            Spacer(1, 6 * mm),
            self._taxes(),
            Spacer(1, 6 * mm),
            *[self._text(line) for line in self._notes()],
        ]

    def _facts(self) -> Table:
        said = self.said
        pairs = [
            (_("Date"), self._day(self.row.issued_at.date())),
            (_("Purchase"), f"{said.purchase_number}, {self._day(said.purchased_on)}"),
            (_("Order"), ", ".join(said.order_numbers)),
            (_("Delivery expected"), self._day(said.delivered_on)),
        ]
        if said.corrects:
            pairs.insert(1, (_("Corrects invoice"), f"{said.corrects.number}, {self._day(said.corrects.issued_on)}"))
        return self._table(
            [[self._head(name), self._text(value)] for name, value in pairs], [42 * mm, _WIDTH - 42 * mm]
        )

    def _party(self, party: Party) -> list[Flowable]:
        place = " ".join(one for one in (party.postcode, party.locality, party.region) if one)
        country = Locale.parse(self.locale).territories.get(party.country, party.country)
        lines = [party.name, *party.street, place, country]
        if party.tax_id:
            lines.append(_("Tax number %(number)s") % {"number": party.tax_id})
        return [self._text(line, width=54 * mm) for line in lines if line]

    def _rows(self) -> Table:
        head = [_("Goods"), _("Quantity"), _("Price"), _("Tax"), _("Amount")]
        cells = [[self._head(one, at_end=at > 0) for at, one in enumerate(head)]]
        for row in self.said.rows:
            name = row.name or str(ChargeKind(row.charge).label)
            about = ", ".join(one for one in (row.sku, row.note) if one)
            cells.append(
                [
                    [self._text(name, width=76 * mm), *([self._head(about)] if about else [])],
                    self._end(str(row.quantity)),
                    self._end(self._money(row.unit_price)),
                    self._end(self._rate(row.category, row.rate)),
                    self._end(self._money(row.net)),
                ]
            )
        return self._table(cells, [80 * mm, 18 * mm, 27 * mm, 22 * mm, 27 * mm], ruled=True)

    def _sums(self) -> Table:
        said = self.said
        lines = [(_("Goods"), said.lines_net, False)]
        for one in said.charges:
            name = f"{ChargeKind(one.kind).label} · {self._rate(one.category, one.rate)}"
            lines.append((name, -one.amount if one.is_allowance else one.amount, False))
        lines += [(_("Net"), said.net, False), (_("Tax"), said.tax, False)]
        is_note = self.row.kind == Kind.CREDIT_NOTE
        lines.append((_("Paid back") if is_note else _("Total, paid"), said.gross, True))
        cells = [
            [self._text(name, _STRONG if strong else _BODY), self._end(self._money(amount), strong=strong)]
            for name, amount, strong in lines
        ]
        return self._table(cells, [_WIDTH - 38 * mm, 38 * mm])

    def _taxes(self) -> Table:
        head = [_("Tax"), _("Taxable amount"), _("Tax amount"), _("Reason")]
        cells = [[self._head(one, at_end=at in (1, 2)) for at, one in enumerate(head)]]
        for one in self.said.taxes:
            reason = str(Reason(one.reason).label) if one.reason else ""
            cells.append(
                [
                    self._text(f"{Category(one.category).label} · {self._rate(one.category, one.rate)}", width=44 * mm),
                    self._end(self._money(one.base)),
                    self._end(self._money(one.tax)),
                    [Spacer(0, 0), self._text(reason, width=64 * mm)],
                ]
            )
        return self._table(cells, [46 * mm, 30 * mm, 30 * mm, 68 * mm], ruled=True)

    def _notes(self) -> list[str]:
        said, notes = self.said, []
        if said.tax_there is not None:
            there = self._money(said.tax_there, said.tax_currency)
            notes.append(_("The tax in the currency of the country whose it is: %(amount)s.") % {"amount": there})
            if said.exchange:
                rate = format_decimal(said.exchange, format="0.########", locale=self.locale)
                notes.append(
                    _("Rate of exchange: 1 %(currency)s = %(rate)s %(other)s.")
                    % {"currency": said.currency, "rate": rate, "other": said.tax_currency}
                )
        notes += [
            _("This invoice was made without %(fact)s.") % {"fact": Missing(one).label} for one in self.row.missing
        ]
        return notes

    def _rate(self, category: str, rate: Decimal) -> str:
        return category if category == Category.OUTSIDE else f"{category} {rate.normalize():f} %"

    def _money(self, amount: Decimal, currency: str = "") -> str:
        # Marks of direction would be drawn as boxes.
        text = format_currency(amount, currency or self.said.currency, locale=self.locale, decimal_quantization=False)
        return text.translate(_MARKS)

    def _day(self, day: date) -> str:
        return format_date(day, "long", locale=self.locale)

    def _columns(self, heads: Sequence[str], blocks: Sequence[list[Flowable]]) -> Table:
        width = _WIDTH / len(heads)
        return self._table([[self._head(one) for one in heads], list(blocks)], [width] * len(heads))

    def _table(self, cells: list[list[object]], widths: list[float], *, ruled: bool = False) -> Table:
        if self.from_right:
            cells, widths = [line[::-1] for line in cells], widths[::-1]
        table = Table(cells, colWidths=widths, repeatRows=1 if ruled else 0, hAlign="LEFT")
        style = [("VALIGN", (0, 0), (-1, -1), "TOP"), ("LEFTPADDING", (0, 0), (-1, -1), 2),
                 ("RIGHTPADDING", (0, 0), (-1, -1), 2), ("TOPPADDING", (0, 0), (-1, -1), 2),
                 ("BOTTOMPADDING", (0, 0), (-1, -1), 2)]  # fmt: skip
        table.setStyle(TableStyle([*style, *([("LINEBELOW", (0, 0), (-1, -1), 0.4, _LINE)] if ruled else [])]))
        return table

    def _text(self, value: str, style: ParagraphStyle = _BODY, *, width: float = _WIDTH) -> Paragraph:
        marked = in_font(value, width=width, size=style.fontSize)
        side = ParagraphStyle(style.name, parent=style, alignment=TA_RIGHT if self.from_right else TA_LEFT)
        return Paragraph(marked, side)

    def _head(self, value: str, *, at_end: bool = False) -> Paragraph:
        at_right = at_end != self.from_right
        return Paragraph(in_font(value), ParagraphStyle("h", parent=_HEAD, alignment=TA_RIGHT if at_right else TA_LEFT))

    def _end(self, value: str, *, strong: bool = False) -> Paragraph:
        style = _STRONG if strong else _BODY
        side = TA_LEFT if self.from_right else TA_RIGHT
        return Paragraph(in_font(value), ParagraphStyle("e", parent=style, alignment=side))
