"""Labels of many shipments in one file: a carrier's own pages as it drew them, in the order chosen, gaps named."""

from __future__ import annotations

import base64
import io
import re
import zlib

import numpy as np
import pypdfium2
import zxingcpp
from reportlab.graphics.barcode.code128 import Code128
from reportlab.pdfgen.canvas import Canvas

from apps.shipping import label_files, labels, zpl
from apps.shipping.types import KeptLabel

from .test_zpl import FACTS


def carriers(number: str, *, pages: int = 1, across: bool = False) -> bytes:
    """A label as a carrier draws it, with a bar code of its number."""
    buffer, size = io.BytesIO(), (432.0, 288.0) if across else (288.0, 432.0)
    canvas = Canvas(buffer, pagesize=size)
    for _ in range(pages):
        canvas.drawString(20, size[1] - 30, f"Carrier's own {number}")
        Code128(number, barWidth=1.2, barHeight=70, quiet=True).drawOn(canvas, 10, 60)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


KEPT = [
    KeptLabel("KILN-000003", carriers("JD0146", pages=2), True, (FACTS,)),
    KeptLabel("KILN-000001", labels.draw([FACTS]), False, (FACTS,)),
    KeptLabel("KILN-000002", b"", False, ()),
    KeptLabel("KILN-000005", b"<html>no label today</html>", True, (FACTS,)),
    KeptLabel("KILN-000004", carriers("JD0200", across=True), True, (FACTS,)),
]


def test_one_pdf_holds_every_carrier_s_own_page_and_names_whose_label_is_missing() -> None:
    document = pypdfium2.PdfDocument(label_files.as_pdf(KEPT))
    texts = [page.get_textpage().get_text_range() for page in document]

    assert len(texts) == 5
    assert ["JD0146" in text for text in texts] == [True, True, False, False, False]
    assert "Order KILN-000001" in texts[2]
    assert "JD0200" in texts[3]
    assert document[3].get_size() == (432, 288)
    assert set(re.findall(r"KILN-\d+", texts[4])) == {"KILN-000002", "KILN-000005"}
    assert len(pypdfium2.PdfDocument(label_files.as_pdf(KEPT[:1]))) == 2


def test_a_thermal_printer_gets_a_carrier_s_page_dot_by_dot_and_ours_in_commands() -> None:
    formats = re.findall(rb"\^XA.*?\^XZ", label_files.as_zpl(KEPT), re.S)

    assert len(formats) == 5
    assert [read(one) for one in formats] == ["JD0146", "JD0146", None, "JD0200", None]
    assert b"Meridian Standard" in formats[2]
    assert b"KILN-000002" in formats[4]
    assert b"KILN-000005" in formats[4]


def read(told: bytes) -> str | None:
    """The bar code of a picture that a printer would print; None for a format of commands."""
    found = re.search(rb"\^GFA,(\d+),(\d+),(\d+),:Z64:(.*?):([0-9A-F]{4})\^FS", told)
    if not found:
        return None
    total, _, across = (int(found[place]) for place in (1, 2, 3))
    raw = zlib.decompress(base64.b64decode(found[4]))
    assert len(raw) == total
    dots = np.unpackbits(np.frombuffer(raw, np.uint8).reshape(-1, across), axis=1)
    assert dots.shape[0] <= zpl.LENGTH
    assert across * 8 <= zpl.WIDTH + 7
    [code] = zxingcpp.read_barcodes(np.where(dots, 0, 255).astype(np.uint8))
    return str(code.text)
