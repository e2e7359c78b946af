"""A label's bar code reads as its tracking number."""

from __future__ import annotations

import io
import re
import zlib

import pytest

from apps.shipping import labels
from apps.shipping.types import LabelFacts


def label(**changes: object) -> LabelFacts:
    facts = {
        "tracking_number": "CM000000014CN",
        "human_readable": "CM 000 000 014 CN",
        "routing_code": "DE FRA 10115",
        "sort_code": "CAN-FRA-4",
        "service_name": "Meridian Standard",
        "incoterm": "DDP",
        "weight_g": 1250,
        "piece": 1,
        "pieces": 2,
        "order_number": "KILN-000001",
        "sender": ["Longquan Kilns", "CN"],
        "recipient": ["李雷", "上海市浦东新区 1 号", "CN"],
        "country": "CN",
    }
    return LabelFacts(**{**facts, **changes})  # type: ignore[arg-type]


def test_the_same_label_gives_the_same_bytes() -> None:
    assert labels.draw([label()]) == labels.draw([label()])


def test_each_parcel_has_its_page() -> None:
    pdf = labels.draw([label(), label(tracking_number="CM000000028CN", piece=2)])

    assert pdf.count(b"/Type /Page\n") + pdf.count(b"/Type /Page ") == 2


def test_the_bar_code_decodes_to_the_tracking_number() -> None:
    zxing = pytest.importorskip("zxingcpp", reason="the bar code reader is a development package")
    from PIL import Image, ImageDraw

    bars = _bars(labels.draw([label()]))
    left, right = min(x for x, _, _, _ in bars), max(x + w for x, _, w, _ in bars)
    scale, quiet = 6, 60
    image = Image.new("L", (int((right - left) * scale) + 2 * quiet, 240), 255)
    pen = ImageDraw.Draw(image)
    for x, _, width, _ in bars:
        start = quiet + (x - left) * scale
        pen.rectangle([round(start), 40, round(start + width * scale) - 1, 200], fill=0)

    found = zxing.read_barcodes(image)

    assert [code.text for code in found] == ["CM000000014CN"]


def _bars(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """The filled rectangles of the page as (x, y, width, height), in points."""
    import base64

    content = b""
    for raw in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            content += zlib.decompress(base64.a85decode(raw.strip(), adobe=False) if b"~>" not in raw else
                                       base64.a85decode(b"<~" + raw.strip(), adobe=True))  # fmt: skip
        except (ValueError, zlib.error):
            continue
    number = rb"(-?\d*\.?\d+)"
    pattern = rb"\s".join([number] * 4) + rb"\sre\sf"
    found = [tuple(float(part) for part in match) for match in re.findall(pattern, content)]
    assert io.BytesIO(content)
    tallest = max(height for *_, height in found)
    return [bar for bar in found if bar[3] == tallest]  # type: ignore[misc]
