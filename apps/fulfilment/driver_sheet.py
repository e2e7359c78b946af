"""Fulfilment · what a driver takes along: a round's stops in their order, each with a code to steer by · no tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, time
from io import BytesIO

import segno
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from apps.common.addresses import PostalAddress
from apps.common.drawing import in_font

WIDTH, HEIGHT = A4
MARGIN = 15 * mm
ROW = 34 * mm
REST = 11 * mm
_CODE = 26 * mm
_TEXT = ParagraphStyle("stop", fontName="Helvetica", fontSize=10, leading=13)
_GONE = ParagraphStyle("gone", parent=_TEXT, fontName="Helvetica-Bold")
_HEAD = ParagraphStyle("head", fontName="Helvetica-Bold", fontSize=14, leading=18)


@dataclass(frozen=True)
class SheetStop:
    """A stop: where it is in degrees, when the vehicle is there, what is handed over."""

    place: int
    order_number: str
    address: PostalAddress
    latitude: float
    longitude: float
    arrives: time | None
    weight_g: int


@dataclass(frozen=True)
class SheetRest:
    """A rest between two stops, and what is said of it."""

    begins: time
    text: str


@dataclass(frozen=True)
class SheetWords:
    """What the sheet says in the reader's language; placeholders as in `_` texts are filled in already."""

    title: str
    stop: str
    signature: str
    gone: str = ""


def draw(steps: Sequence[SheetStop | SheetRest], words: SheetWords, *, day: date) -> bytes:
    """A PDF of the round. Each code holds a `geo:` address (RFC 5870), which phones open in their map."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=A4, invariant=True)
    canvas.setTitle(f"{words.title} {day}")
    y = 0.0
    for step in steps:
        high = ROW if isinstance(step, SheetStop) else REST
        if y < MARGIN + high:
            if y:
                canvas.showPage()
            y = _head(canvas, words, day)
        if isinstance(step, SheetStop):
            _stop(canvas, step, words, y)
        else:
            _rest(canvas, step, y)
        y -= high
    if not steps:
        _head(canvas, words, day)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _head(canvas: Canvas, words: SheetWords, day: date) -> float:
    _text(canvas, f"{in_font(words.title, width=WIDTH - 2 * MARGIN, size=14)} · {day}", _HEAD, MARGIN, HEIGHT - MARGIN)
    if not words.gone:
        return HEIGHT - MARGIN - 12 * mm
    wide = WIDTH - 2 * MARGIN
    high = _text(canvas, in_font(words.gone, width=wide, size=10), _GONE, MARGIN, HEIGHT - MARGIN - 9 * mm)
    return HEIGHT - MARGIN - 13 * mm - high


def _rest(canvas: Canvas, rest: SheetRest, top: float) -> None:
    canvas.line(MARGIN, top, WIDTH - MARGIN, top)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(MARGIN, top - 7 * mm, f"{rest.begins:%H:%M}")
    _text(canvas, in_font(rest.text, width=WIDTH / 2, size=10), _TEXT, MARGIN + 20 * mm, top - 3.4 * mm)


def _stop(canvas: Canvas, stop: SheetStop, words: SheetWords, top: float) -> None:
    canvas.line(MARGIN, top, WIDTH - MARGIN, top)
    _code(canvas, f"geo:{stop.latitude:.4f},{stop.longitude:.4f}", WIDTH - MARGIN - _CODE, top - _CODE - 3 * mm)
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(MARGIN, top - 10 * mm, str(stop.place))
    canvas.setFont("Helvetica", 10)
    canvas.drawString(MARGIN, top - 17 * mm, f"{stop.arrives:%H:%M}" if stop.arrives else "")
    address = stop.address
    wide = WIDTH - 2 * MARGIN - _CODE - 24 * mm
    lines = [
        address.recipient,
        *address.lines,
        f"{address.postcode} {address.locality}".strip(),
        address.phone,
        f"{words.stop} {stop.order_number} · {stop.weight_g / 1000:.1f} kg · {words.signature}: ______________________",
    ]
    text = "<br/>".join(in_font(line, width=wide, size=10) for line in lines if line)
    _text(canvas, text, _TEXT, MARGIN + 20 * mm, top - 3 * mm, wide)


def _text(
    canvas: Canvas, text: str, style: ParagraphStyle, x: float, top: float, wide: float = WIDTH - 2 * MARGIN
) -> float:
    """Draw text below `top`; how high it is."""
    paragraph = Paragraph(text, style)
    _, high = paragraph.wrap(wide, ROW)
    paragraph.drawOn(canvas, x, top - high)
    return float(high)


def _code(canvas: Canvas, text: str, x: float, y: float) -> None:
    rows = list(segno.make(text, error="m", micro=False).matrix)
    module = _CODE / len(rows)
    for row, modules in enumerate(rows):
        for column, is_dark in enumerate(modules):
            if is_dark:
                canvas.rect(x + column * module, y + (len(rows) - 1 - row) * module, module, module, stroke=0, fill=1)
