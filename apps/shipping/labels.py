"""Shipping · drawing a label: 4 × 6 inches, Code 128 · no tables."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.graphics.barcode.code128 import Code128
from reportlab.lib.units import inch, mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from .types import LabelFacts

WIDTH, HEIGHT = 4 * inch, 6 * inch
MARGIN = 5 * mm
_CJK = {"CN": "STSong-Light", "JP": "HeiseiMin-W3", "KR": "HYSMyeongJo-Medium", "TW": "MSung-Light"}


def draw(labels: Sequence[LabelFacts]) -> bytes:
    """A PDF with a page for each label. The same labels give the same bytes."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(WIDTH, HEIGHT), invariant=True)
    canvas.setTitle(f"Label {labels[0].tracking_number}" if labels else "Label")
    for label in labels:
        _page(canvas, label)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _page(canvas: Canvas, label: LabelFacts) -> None:
    top = HEIGHT - MARGIN
    canvas.setFont("Helvetica-Bold", 15)
    canvas.drawString(MARGIN, top - 12, label.service_name)
    canvas.drawRightString(WIDTH - MARGIN, top - 12, label.incoterm)
    canvas.line(MARGIN, top - 19, WIDTH - MARGIN, top - 19)
    y = _lines(canvas, "From", label.sender, top - 30, size=8, country=label.country)
    canvas.line(MARGIN, y, WIDTH - MARGIN, y)
    y = _lines(canvas, "To", label.recipient, y - 13, size=12, country=label.country)
    canvas.line(MARGIN, y, WIDTH - MARGIN, y)
    canvas.setFont("Helvetica-Bold", 24)
    canvas.drawString(MARGIN, y - 26, label.routing_code)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(MARGIN, y - 42, label.sort_code)
    canvas.drawRightString(WIDTH - MARGIN, y - 42, f"{label.weight_g / 1000:.3f} kg   {label.piece}/{label.pieces}")
    _barcode(canvas, label)
    canvas.setFont("Helvetica", 8)
    canvas.drawString(MARGIN, MARGIN, f"Order {label.order_number}")


def _lines(canvas: Canvas, title: str, lines: Sequence[str], y: float, *, size: int, country: str) -> float:
    canvas.setFont("Helvetica", 7)
    canvas.drawString(MARGIN, y, title.upper())
    for line in lines:
        y -= size * 1.25
        canvas.setFont(_font(line, country), size)
        canvas.drawString(MARGIN, y, line[:60])
    return y - size * 0.7


def _barcode(canvas: Canvas, label: LabelFacts) -> None:
    bar_width = 0.42 * mm
    code = Code128(label.tracking_number, barWidth=bar_width, barHeight=26 * mm, quiet=True)
    if code.width > WIDTH - 2 * MARGIN:
        code = Code128(
            label.tracking_number,
            barWidth=bar_width * (WIDTH - 2 * MARGIN) / code.width,
            barHeight=26 * mm,
            quiet=True,
        )
    code.drawOn(canvas, (WIDTH - code.width) / 2, MARGIN + 26)
    canvas.setFont("Courier-Bold", 13)
    canvas.drawCentredString(WIDTH / 2, MARGIN + 12, label.human_readable)


def _font(line: str, country: str) -> str:
    """Helvetica for Latin script; the Asian fonts that every PDF reader brings for the rest."""
    try:
        line.encode("cp1252")
    except UnicodeEncodeError:
        name = _CJK.get(country, "STSong-Light")
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(UnicodeCIDFont(name))
        return name
    return "Helvetica-Bold"
