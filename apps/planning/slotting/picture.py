"""Planning · a warehouse floor as a picture: the more often a slot is picked from, the darker."""

from __future__ import annotations

from xml.sax.saxutils import escape

import numpy as np
import numpy.typing as npt

from .types import Floor, Slots

_SLOT, _AISLE, _GAP, _MARGIN = 4, 6, 6, 30


def drawn(floor: Floor, slot_of: Slots, asked: npt.NDArray[np.float64], *, title: str) -> str:
    """An SVG of the floor seen from above, the bench at the lower left; its text says what is in the picture."""
    width = floor.aisles * (2 * _SLOT + _AISLE + _GAP) + 2 * _MARGIN
    height = (floor.slots_per_aisle + 1) // 2 * _SLOT + 3 * _MARGIN
    most = float(asked.max()) or 1.0
    cells = [_cell(floor, int(slot), float(asked[item]) / most, height) for item, slot in enumerate(slot_of)]
    foot = height - _MARGIN
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img">',
            f"<title>{escape(title)}</title>",
            f'<rect width="{width}" height="{height}" fill="#fff"/>',
            f'<text x="{_MARGIN}" y="18" font-family="sans-serif" font-size="12">{escape(title)}</text>',
            *cells,
            f'<rect x="{_MARGIN}" y="{foot - 14}" width="{width - 2 * _MARGIN}" height="2" fill="#888"/>',
            f'<circle cx="{_MARGIN}" cy="{foot - 4}" r="6" fill="#b3261e"/>',
            "</svg>",
            "",
        ]
    )


def _cell(floor: Floor, slot: int, share: float, height: int) -> str:
    aisle, place = divmod(slot, floor.slots_per_aisle)
    row, side = divmod(place, 2)
    x = _MARGIN + aisle * (2 * _SLOT + _AISLE + _GAP) + side * (_SLOT + _AISLE)
    y = height - 2 * _MARGIN - (row + 1) * _SLOT
    light = round(94 - 62 * share**0.4)
    return f'<rect x="{x}" y="{y}" width="{_SLOT}" height="{_SLOT}" fill="hsl(210 60% {light}%)"/>'
