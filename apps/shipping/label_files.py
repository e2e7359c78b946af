"""Shipping · labels of many shipments as one file: a carrier's own pages stay as they are · no tables.

PDFium runs in one thread at a time: a lock is held while it works.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from threading import Lock

import numpy as np
import pypdfium2 as pdfium
from django.utils.translation import gettext as _
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from apps.common.drawing import in_font

from . import labels, zpl
from .types import KeptLabel

_ONE_AT_A_TIME = Lock()
_DOTS_A_POINT = 203 / 72
_INK = 128  # darker is printed
_LINE = ParagraphStyle("line", fontName="Helvetica", fontSize=10, leading=14)
_LINES_A_PAGE = 26


def as_pdf(kept: Sequence[KeptLabel]) -> bytes:
    """A page for each label, in the order given; a last page names the orders that have none which can be read."""
    missing = []
    buffer = BytesIO()
    with _ONE_AT_A_TIME:
        whole = pdfium.PdfDocument.new()
        for label in kept:
            with _opened(label.pdf) as own:
                if own is None:
                    missing.append(label.order_number)
                else:
                    whole.import_pages(own)
        with _opened(_named(missing) if missing or not kept else b"") as last:
            if last is not None:
                whole.import_pages(last)
        whole.save(buffer)
        whole.close()
    return buffer.getvalue()


def as_zpl(kept: Sequence[KeptLabel]) -> bytes:
    """A format for each label, in the order given: ours in commands, a carrier's own page as a picture of its dots.

    A last format names the orders that have no label which can be read.
    """
    parts, missing = [], []
    for label in kept:
        found = _pictures(label.pdf) if label.is_carriers else [zpl.draw(label.facts)] if label.facts else []
        parts += found
        if not found:
            missing.append(label.order_number)
    if missing:
        parts.append(zpl.note(_("No label is in this file for:"), missing))
    return b"".join(parts)


@contextmanager
def _opened(pdf: bytes) -> Iterator[pdfium.PdfDocument | None]:
    """A document that has pages; None where nothing of the sort is in these bytes."""
    try:
        document = pdfium.PdfDocument(pdf) if pdf else None
    except pdfium.PdfiumError:
        document = None
    try:
        yield document if document is not None and len(document) else None
    finally:
        if document is not None:
            document.close()


def _named(numbers: Sequence[str]) -> bytes:
    """Pages that name the orders whose labels are missing."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=(labels.WIDTH, labels.HEIGHT), invariant=True)
    pages = [numbers[start : start + _LINES_A_PAGE] for start in range(0, len(numbers), _LINES_A_PAGE)] or [[]]
    for page in pages:
        top = labels.HEIGHT - labels.MARGIN
        for text in (_("No label is in this file for:"), *page):
            paragraph = Paragraph(in_font(text, width=labels.WIDTH - 2 * labels.MARGIN), _LINE)
            _wide, high = paragraph.wrap(labels.WIDTH - 2 * labels.MARGIN, labels.HEIGHT)
            paragraph.drawOn(canvas, labels.MARGIN, top - high)
            top -= high + 1 * mm
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _pictures(pdf: bytes) -> list[bytes]:
    with _ONE_AT_A_TIME, _opened(pdf) as document:
        return [_picture(_dots(page)) for page in document] if document is not None else []


def _dots(page: pdfium.PdfPage) -> np.ndarray:
    """A page's ink as dots of a label of 4 × 6 inches, upright, as large as it can be without being enlarged."""
    wide, high = page.get_size()
    is_across = wide > high
    if is_across:
        wide, high = high, wide
    scale = min(_DOTS_A_POINT, zpl.WIDTH / wide, zpl.LENGTH / high)
    bitmap = page.render(scale=scale, rotation=90 if is_across else 0, grayscale=True)
    return np.asarray(bitmap.to_numpy()).squeeze()[: zpl.LENGTH, : zpl.WIDTH] < _INK


def _picture(dots: np.ndarray) -> bytes:
    """A format that prints these dots: compressed as Zebra's «Z64», closed by a CRC-16 (CCITT) of its letters."""
    rows = np.packbits(dots, axis=1)
    text = base64.b64encode(zlib.compress(rows.tobytes(), 9))
    check = f"{binascii.crc_hqx(text, 0):04X}"
    field = f"^GFA,{rows.size},{rows.size},{rows.shape[1]},:Z64:{text.decode()}:{check}"
    return f"^XA^PW{zpl.WIDTH}^LL{zpl.LENGTH}^LH0,0^FO0,0{field}^FS^XZ\n".encode()
