"""demo · art: a flat surface to paint on, and how light falls on bodies · no schema."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import pairwise

from PIL import Image, ImageDraw

from apps.demo.art.color import RGB
from apps.demo.art.geometry import Point

SHADOW: RGB = (20, 16, 24)
LIGHT: RGB = (255, 250, 238)
Stops = tuple[tuple[float, float], ...]
# alpha of the shadow and of the light across a round body, left to right
ROUND_DARK: Stops = ((0, 0.36), (0.1, 0.2), (0.26, 0.0), (0.5, 0.05), (0.8, 0.32), (0.94, 0.5), (1, 0.42))
ROUND_LIGHT: Stops = ((0, 0.0), (0.1, 0.08), (0.27, 0.36), (0.44, 0.06), (0.6, 0), (0.93, 0), (1, 0.1))
GLOSS: Stops = ((0, 0), (0.18, 0), (0.24, 0.62), (0.3, 0.55), (0.36, 0), (0.9, 0), (0.94, 0.2), (0.97, 0), (1, 0))
METAL_DARK: Stops = ((0, 0.5), (0.12, 0.1), (0.25, 0), (0.42, 0.34), (0.6, 0.12), (0.78, 0.5), (0.92, 0.62), (1, 0.3))
METAL_LIGHT: Stops = (
    (0, 0.05),
    (0.14, 0.2),
    (0.25, 0.72),
    (0.36, 0.12),
    (0.55, 0),
    (0.64, 0.2),
    (0.72, 0),
    (0.97, 0.25),
    (1, 0.1),
)
SATIN_DARK: Stops = ((0, 0.3), (0.15, 0.08), (0.35, 0), (0.62, 0.1), (1, 0.44))
SATIN_LIGHT: Stops = ((0, 0), (0.3, 0.2), (0.55, 0), (1, 0))
FINISHES: dict[str, tuple[Stops, Stops, Stops | None]] = {
    "glazed": (ROUND_DARK, ROUND_LIGHT, GLOSS),
    "matt": (SATIN_DARK, SATIN_LIGHT, None),
    "metal": (METAL_DARK, METAL_LIGHT, None),
    "round": (ROUND_DARK, ROUND_LIGHT, None),
}


@lru_cache(maxsize=64)
def ramp(stops: Stops) -> Image.Image:
    """A 256 × 1 strip of alpha that runs through the stops."""
    values = bytearray()
    for i in range(256):
        at = i / 255
        for (a, va), (b, vb) in pairwise(stops):
            if a <= at <= b:
                share = (at - a) / (b - a or 1)
                share = share * share * (3 - 2 * share)
                values.append(round(255 * (va + (vb - va) * share)))
                break
    return Image.frombytes("L", (256, 1), bytes(values))


class Tile:
    """A piece of surface to paint on, in design units, drawn at three times the size."""

    def __init__(self, box: tuple[float, float, float, float], scale: float, color: RGB) -> None:
        self.x, self.y = box[0], box[1]
        self.scale = scale
        size = (max(1, math.ceil((box[2] - box[0]) * scale)), max(1, math.ceil((box[3] - box[1]) * scale)))
        self.box = box
        self.image = Image.new("RGB", size, color)
        self.pen = ImageDraw.Draw(self.image)

    def _to(self, points: Sequence[Point]) -> list[tuple[float, float]]:
        return [((x - self.x) * self.scale, (y - self.y) * self.scale) for x, y in points]

    def poly(self, points: Sequence[Point], color: RGB) -> None:
        """Fill a polygon."""
        self.pen.polygon(self._to(points), fill=color)

    def rect(self, x0: float, y0: float, x1: float, y1: float, color: RGB) -> None:
        """Fill a rectangle."""
        (a, b), (c, d) = self._to([(x0, y0), (x1, y1)])
        if c >= a and d >= b:
            self.pen.rectangle((a, b, c, d), fill=color)

    def oval(self, cx: float, cy: float, rx: float, ry: float, color: RGB) -> None:
        """Fill an ellipse."""
        (a, b), (c, d) = self._to([(cx - rx, cy - ry), (cx + rx, cy + ry)])
        self.pen.ellipse((a, b, c, d), fill=color)

    def ring(self, cx: float, cy: float, rx: float, ry: float, color: RGB, width: float) -> None:
        """Draw an ellipse's outline."""
        (a, b), (c, d) = self._to([(cx - rx, cy - ry), (cx + rx, cy + ry)])
        self.pen.ellipse((a, b, c, d), outline=color, width=max(1, round(width * self.scale)))

    def line(self, points: Sequence[Point], color: RGB, width: float) -> None:
        """Draw a polyline."""
        self.pen.line(self._to(points), fill=color, width=max(1, round(width * self.scale)), joint="curve")


Painter = Callable[[Tile], None]
Paint = RGB | Painter
