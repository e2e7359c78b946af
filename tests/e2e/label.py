"""Reads the bar code of a label as a scanner does: bars of the PDF's page, drawn as pixels, decoded."""

from __future__ import annotations

import base64
import re
import zlib

from PIL import Image, ImageDraw

_NUMBER = rb"(-?\d*\.?\d+)"
_FILLED = re.compile(rb"\s".join([_NUMBER] * 4) + rb"\sre\sf")
_SCALE, _QUIET = 6, 60


def bar_codes(pdf: bytes) -> list[str]:
    """What the Code 128 of a label's first page says."""
    import zxingcpp

    bars = _bars(pdf)
    left, right = min(x for x, _, _, _ in bars), max(x + width for x, _, width, _ in bars)
    image = Image.new("L", (int((right - left) * _SCALE) + 2 * _QUIET, 240), 255)
    pen = ImageDraw.Draw(image)
    for x, _, width, _ in bars:
        start = _QUIET + (x - left) * _SCALE
        pen.rectangle([round(start), 40, round(start + width * _SCALE) - 1, 200], fill=0)
    return [found.text for found in zxingcpp.read_barcodes(image)]


def _bars(pdf: bytes) -> list[tuple[float, float, float, float]]:
    """The tallest filled rectangles of the first page that has any, as (x, y, width, height) in points."""
    for raw in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.S):
        try:
            content = zlib.decompress(base64.a85decode(b"<~" + raw.strip().removeprefix(b"<~"), adobe=True))
        except (ValueError, zlib.error):
            continue
        found = [tuple(float(part) for part in match) for match in _FILLED.findall(content)]
        if found:
            tallest = max(height for *_, height in found)
            return [bar for bar in found if bar[3] == tallest]  # type: ignore[misc]
    raise AssertionError("the page has no bars")
