"""demo · art: what wood, metal and glaze look like · no schema."""

from __future__ import annotations

import math
from random import Random

from apps.demo.art.color import darker, lighter, mix
from apps.demo.art.patterns.base import Colors, Draw, steps
from apps.demo.art.surface import Tile


def _bands(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """A few thin rings, as a potter's wheel leaves them."""
    height = tile.box[3] - tile.box[1]
    for share in (0.3, 0.36, 0.62):
        y = tile.box[1] + height * share
        tile.rect(tile.box[0], y, tile.box[2], y + 6 * size, c[1])


def _rings(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    for i, y in enumerate(steps(tile.box[1], tile.box[3], 13 * size)):
        tile.rect(
            tile.box[0], y, tile.box[2], y + (4 + i % 3) * size, darker(c[0], 0.1) if i % 2 else lighter(c[0], 0.08)
        )


def _speckle(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    area = (tile.box[2] - tile.box[0]) * (tile.box[3] - tile.box[1])
    for _ in range(int(area / (520 * size))):
        r = rng.uniform(0.8, 3.2) * size
        tile.oval(rng.uniform(tile.box[0], tile.box[2]), rng.uniform(tile.box[1], tile.box[3]), r, r * 0.85, c[1])


def _crackle(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Fine cracks in a glaze."""
    ink = mix(c[0], c[1], 0.5)
    step = 44 * size
    xs, ys = steps(tile.box[0], tile.box[2], step), steps(tile.box[1], tile.box[3], step)
    knots = {
        (i, j): (x + rng.uniform(-0.42, 0.42) * step, y + rng.uniform(-0.42, 0.42) * step)
        for i, x in enumerate(xs)
        for j, y in enumerate(ys)
    }
    for (i, j), here in knots.items():
        for other in ((i + 1, j), (i, j + 1), (i + 1, j + 1)):
            if other in knots and rng.random() < 0.62:
                there = knots[other]
                middle = ((here[0] + there[0]) / 2 + rng.uniform(-5, 5), (here[1] + there[1]) / 2 + rng.uniform(-5, 5))
                tile.line([here, middle, there], ink, 1.3)


def _wood(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Grain that runs across."""
    x0, y0, x1, y1 = tile.box
    for y in steps(y0, y1, 11 * size):
        amp, phase = rng.uniform(1, 6) * size, rng.uniform(0, 6)
        points = [
            (x, y + math.sin(x / (90 * size) + phase) * amp + math.sin(x / 37 + phase * 2) * 1.2)
            for x in steps(x0, x1, 18)
        ]
        tile.line(points, mix(c[0], darker(c[0], 0.5), rng.uniform(0.12, 0.42)), rng.uniform(1, 3) * size)
    for _ in range(2):
        kx, ky = rng.uniform(x0, x1), rng.uniform(y0, y1)
        for k in range(3):
            tile.ring(kx, ky, (16 - k * 5) * size, (7 - k * 2) * size, darker(c[0], 0.28), 2)


def _wood_up(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    x0, y0, x1, y1 = tile.box
    for x in steps(x0, x1, 9 * size):
        amp, phase = rng.uniform(1, 5) * size, rng.uniform(0, 6)
        points = [(x + math.sin(y / (90 * size) + phase) * amp, y) for y in steps(y0, y1, 18)]
        tile.line(points, mix(c[0], darker(c[0], 0.5), rng.uniform(0.1, 0.4)), rng.uniform(1, 3) * size)


def _hammered(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 23 * size
    for j, y in enumerate(steps(tile.box[1], tile.box[3], s * 0.8)):
        for x in steps(tile.box[0], tile.box[2], s):
            cx, cy = x + (j % 2) * s / 2 + rng.uniform(-3, 3), y + rng.uniform(-3, 3)
            tile.oval(cx, cy, s * 0.46, s * 0.42, darker(c[0], 0.17))
            tile.oval(cx - s * 0.08, cy - s * 0.08, s * 0.32, s * 0.28, lighter(c[0], 0.1))


def _hobnail(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """The raised dots of a Japanese iron kettle."""
    s = 27 * size
    for j, y in enumerate(steps(tile.box[1], tile.box[3], s * 0.86)):
        for x in steps(tile.box[0], tile.box[2], s):
            cx = x + (j % 2) * s / 2
            tile.oval(cx + 1.5, y + 2, s * 0.3, s * 0.3, darker(c[0], 0.45))
            tile.oval(cx, y, s * 0.26, s * 0.26, lighter(c[0], 0.2))


PATTERNS: dict[str, Draw] = {
    "bands": _bands,
    "rings": _rings,
    "speckle": _speckle,
    "crackle": _crackle,
    "wood": _wood,
    "wood_up": _wood_up,
    "hammered": _hammered,
    "hobnail": _hobnail,
}
