"""Shipping · labels in ZPL II, for thermal printers: 4 × 6 inches at 203 dpi, Code 128 · no tables.

Texts are UTF-8 (^CI28) with what ZPL itself uses written in hexadecimal (^FH). A printer's own font 0 has Latin,
Greek and Cyrillic letters: addresses in other scripts print as their Latin copy where there is one.
Source: Zebra, ZPL II Programming Guide.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .types import LabelFacts

WIDTH, LENGTH, MARGIN = 812, 1218, 40  # dots
_RESERVED = "^~_"
_NOTE_LINES = 28


def draw(labels: Sequence[LabelFacts]) -> bytes:
    """A format for each label, one after the other."""
    return "".join(f"{_format(label)}\n" for label in labels).encode()


def note(title: str, lines: Sequence[str]) -> bytes:
    """Formats that say something in words, as many as its lines need."""
    pages = [lines[start : start + _NOTE_LINES] for start in range(0, len(lines), _NOTE_LINES)]
    return "".join(
        f"^XA^CI28^PW{WIDTH}^LL{LENGTH}^LH0,0\n{_text(MARGIN, 40, 32, title)}\n"
        + "\n".join(_lines(100, 32, page))
        + "^XZ\n"
        for page in pages
    ).encode()


def _format(label: LabelFacts) -> str:
    weight = f"{label.weight_g / 1000:.3f} kg   {label.piece}/{label.pieces}"
    parts = [
        "^XA^CI28",
        f"^PW{WIDTH}^LL{LENGTH}^LH0,0",
        _text(MARGIN, 40, 44, label.service_name),
        _text(WIDTH - 180, 40, 44, label.incoterm),
        _rule(100),
        _text(MARGIN, 112, 20, "FROM"),
        *_lines(136, 24, label.sender),
        _rule(310),
        _text(MARGIN, 322, 20, "TO"),
        *_lines(350, 38, label.recipient),
        _rule(650),
        _text(MARGIN, 668, 66, label.routing_code),
        _text(MARGIN, 750, 32, label.sort_code),
        _text(WIDTH - 330, 750, 32, weight),
        f"^FO{MARGIN},810^BY3,2,230^BCN,230,N,N,N^FH^FD{_escaped(label.tracking_number)}^FS",
        _text(MARGIN + 60, 1060, 44, label.human_readable),
        _text(MARGIN, 1160, 24, f"Order {label.order_number}"),
        "^XZ",
    ]
    return "\n".join(parts)


def _lines(top: int, size: int, lines: Iterable[str]) -> list[str]:
    return [_text(MARGIN, top + place * (size + 6), size, line[:60]) for place, line in enumerate(lines)]


def _text(x: int, y: int, size: int, text: str) -> str:
    return f"^FO{x},{y}^A0N,{size},{size}^FH^FD{_escaped(text)}^FS"


def _rule(y: int) -> str:
    return f"^FO{MARGIN},{y}^GB{WIDTH - 2 * MARGIN},2,2^FS"


def _escaped(text: str) -> str:
    return "".join(f"_{ord(sign):02X}" if sign in _RESERVED or ord(sign) < 32 else sign for sign in text)
