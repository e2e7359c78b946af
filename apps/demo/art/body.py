"""demo · art: how a flat surface bends round a turned body · no schema."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Protocol

from PIL import Image

from apps.demo.art.geometry import Point, Points
from apps.demo.art.surface import Painter, Tile


class Frame(Protocol):
    """Where design units fall on the picture."""

    scale: float
    left: float
    top: float


class Mesh:
    """Maps flat strips onto a turned body, cell by cell."""

    def __init__(self, sides: Points, cx: float, tilt: float, stage: Frame, pixels: tuple[int, int, int, int]) -> None:
        self.sides, self.cx, self.tilt, self.stage, self.pixels = sides, cx, tilt, stage, pixels
        self.widest = max(r for _, r in sides)
        self.size = (pixels[2] - pixels[0], pixels[3] - pixels[1])

    def _radius(self, y: float) -> float:
        sides = self.sides
        if y <= sides[0][0]:
            return sides[0][1]
        for (ya, ra), (yb, rb) in pairwise(sides):
            if ya <= y <= yb:
                return ra + (rb - ra) * (y - ya) / ((yb - ya) or 1)
        return sides[-1][1]

    def _design(self, px: float, py: float) -> Point:
        s = self.stage
        return (px + self.pixels[0] - s.left) / s.scale, (py + self.pixels[1] - s.top) / s.scale

    def shade(self, strip: Image.Image) -> Image.Image:
        """Stretch a 256 × 1 strip to the body's width at every height."""
        w, h = self.size
        rows = max(6, min(40, h // 10))
        padded = Image.new("L", (512, 8))
        wide = strip.resize((256, 8))
        padded.paste(strip.crop((0, 0, 1, 1)).resize((128, 8)), (0, 0))
        padded.paste(wide, (128, 0))
        padded.paste(strip.crop((255, 0, 256, 1)).resize((128, 8)), (384, 0))
        cells = []
        for i in range(rows):
            a, b = h * i // rows, h * (i + 1) // rows
            ra, rb = (max(2.0, self._radius(self._design(0, p)[1])) for p in (a, b))
            left, right = self._design(0, 0)[0], self._design(w, 0)[0]

            def u(x: float, r: float) -> float:
                return min(511.0, max(0.0, 256 + (x - self.cx) / r * 128))

            # beyond the silhouette the strip is clamped, which bends the cell: draw the body's width and its margins apart  # noqa: E501
            inner_a = max(left, self.cx - min(ra, rb)), min(right, self.cx + min(ra, rb))
            p0, p1 = (round((x * self.stage.scale + self.stage.left) - self.pixels[0]) for x in inner_a)
            p0, p1 = max(0, p0), min(w, p1)
            xa, xb = self._design(p0, 0)[0], self._design(p1, 0)[0]
            if p1 > p0 and b > a:
                cells.append(((p0, a, p1, b), (u(xa, ra), 1, u(xa, rb), 7, u(xb, rb), 7, u(xb, ra), 1)))
            if p0 > 0 and b > a:
                cells.append(((0, a, p0, b), (u(left, ra), 1, u(left, rb), 7, u(xa, rb), 7, u(xa, ra), 1)))
            if p1 < w and b > a:
                cells.append(((p1, a, w, b), (u(xb, ra), 1, u(xb, rb), 7, u(right, rb), 7, u(right, ra), 1)))
        return padded.transform(self.size, Image.Transform.MESH, cells, Image.Resampling.BILINEAR)

    def wrap(self, paint: Painter) -> Image.Image:
        """Draw the flat surface and bend it round the body."""
        w, h = self.size
        top, bottom = self._design(0, 0)[1], self._design(0, h)[1]
        half = self.widest * math.pi / 2
        lift = self.widest * self.tilt
        box = (self.cx - half, top - lift - 4, self.cx + half, bottom + lift + 4)
        tile = Tile(box, self.stage.scale * 2, (255, 255, 255))
        paint(tile)
        flat = tile.image.resize((max(1, tile.image.width // 2), max(1, tile.image.height // 2)), Image.Resampling.BOX)
        k = flat.width / (box[2] - box[0])
        columns, rows = 22, max(4, min(26, h // 14))
        cells = []

        def source(px: float, py: float) -> Point:
            x, y = self._design(px, py)
            r = max(2.0, self._radius(y))
            sine = min(1.0, max(-1.0, (x - self.cx) / r))
            angle = math.asin(sine)
            v = y - self.tilt * r * math.cos(angle)
            return (self.cx + angle * self.widest - box[0]) * k, (min(max(v, box[1]), box[3]) - box[1]) * k

        xs = [round(w * (1 - math.cos(math.pi * i / columns)) / 2) for i in range(columns + 1)]
        ys = [h * i // rows for i in range(rows + 1)]
        grid = [[source(x, y) for x in xs] for y in ys]
        for j in range(rows):
            for i in range(columns):
                if xs[i + 1] > xs[i] and ys[j + 1] > ys[j]:
                    nw, sw, se, ne = grid[j][i], grid[j + 1][i], grid[j + 1][i + 1], grid[j][i + 1]
                    cells.append(((xs[i], ys[j], xs[i + 1], ys[j + 1]), (*nw, *sw, *se, *ne)))
        return flat.transform(self.size, Image.Transform.MESH, cells, Image.Resampling.BILINEAR)
