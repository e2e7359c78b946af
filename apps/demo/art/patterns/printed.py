"""demo · art: printed and laid patterns · no schema."""

from __future__ import annotations

import math
from random import Random

from apps.demo.art.color import lighter
from apps.demo.art.geometry import ellipse, path
from apps.demo.art.patterns.base import Colors, Draw, steps
from apps.demo.art.surface import Tile


def _plain(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    return


def _dots(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 46 * size
    for j, y in enumerate(steps(tile.box[1], tile.box[3], s * 0.86)):
        for x in steps(tile.box[0], tile.box[2], s):
            tile.oval(x + (j % 2) * s / 2, y, s * 0.17, s * 0.17, c[1])


def _waves(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 60 * size
    for j, y in enumerate(steps(tile.box[1], tile.box[3], s * 0.5)):
        for x in steps(tile.box[0], tile.box[2], s):
            cx = x + (j % 2) * s / 2
            for k, r in enumerate((0.5, 0.36, 0.22, 0.08)):
                tile.oval(cx, y + s * 0.5, s * r, s * r, c[0] if k % 2 else c[1])


def _diamonds(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 64 * size
    for j, y in enumerate(steps(tile.box[1], tile.box[3], s / 2)):
        for i, x in enumerate(steps(tile.box[0], tile.box[2], s)):
            cx = x + (j % 2) * s / 2
            tile.poly(
                [(cx, y - s * 0.4), (cx + s * 0.4, y), (cx, y + s * 0.4), (cx - s * 0.4, y)], c[1 + (i + j // 2) % 3]
            )
            tile.poly([(cx, y - s * 0.16), (cx + s * 0.16, y), (cx, y + s * 0.16), (cx - s * 0.16, y)], c[0])


def _zigzag(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 40 * size
    for j, y in enumerate(steps(tile.box[1] - s, tile.box[3], s)):
        points = [(x, y + (s * 0.5 if i % 2 else 0)) for i, x in enumerate(steps(tile.box[0], tile.box[2], s * 0.6))]
        tile.line(points, c[1 + j % 3], s * 0.3)


def _floral(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Block-printed rosettes with leaves between."""
    s = 112 * size
    for j, y in enumerate(steps(tile.box[1], tile.box[3], s * 0.7)):
        for x in steps(tile.box[0], tile.box[2], s):
            cx = x + (j % 2) * s / 2
            for k in range(6):
                a = math.radians(60 * k)
                tile.oval(cx + math.cos(a) * s * 0.17, y + math.sin(a) * s * 0.17, s * 0.11, s * 0.11, c[1])
            tile.oval(cx, y, s * 0.09, s * 0.09, c[2])
            for side in (-1, 1):
                tile.poly(ellipse(cx + side * s * 0.36, y + s * 0.2, s * 0.11, s * 0.045), c[3])
                tile.poly(ellipse(cx + side * s * 0.36, y - s * 0.2, s * 0.045, s * 0.1), c[3])


def _vine(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 120 * size
    for x in steps(tile.box[0], tile.box[2], s):
        points = [(x + math.sin(y / s * 5) * s * 0.14, y) for y in steps(tile.box[1], tile.box[3], 8)]
        tile.line(points, c[1], 3.4 * size)
        for k, y in enumerate(steps(tile.box[1], tile.box[3], s * 0.42)):
            side = 1 if k % 2 else -1
            cx = x + math.sin(y / s * 5) * s * 0.14
            tile.poly(
                path(
                    f"M0 0 q{side * 10} {-16} {side * 34} {-18} q{-side * 4} 22 {-side * 34} 18",
                    dx=cx,
                    dy=y,
                    scale=size,
                ),
                c[1],
            )
            if k % 3 == 0:
                tile.oval(cx - side * s * 0.14, y, s * 0.07, s * 0.07, c[2])


def _stars(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Eight-pointed stars and crosses, as tiles are laid in Fez."""
    s = 92 * size
    for j, y in enumerate(steps(tile.box[1], tile.box[3], s)):
        for i, x in enumerate(steps(tile.box[0], tile.box[2], s)):
            cx, cy = x + s / 2, y + s / 2
            for turn in (0, 45):
                tile.poly(
                    [
                        (
                            cx + s * 0.47 * math.cos(math.radians(a + turn)),
                            cy + s * 0.47 * math.sin(math.radians(a + turn)),
                        )
                        for a in (0, 90, 180, 270)
                    ],
                    c[1 + (i + j) % 2],
                )
            tile.oval(cx, cy, s * 0.16, s * 0.16, c[0])


def _leaf(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 70 * size
    for j, y in enumerate(steps(tile.box[1], tile.box[3], s * 0.8)):
        for i, x in enumerate(steps(tile.box[0], tile.box[2], s)):
            cx = x + (j % 2) * s / 2
            flip = -1 if (i + j) % 2 else 1
            tile.poly(
                path(f"M0 26 q{flip * 30} -18 {flip * 6} -52 q{-flip * 30} 18 {-flip * 6} 52", dx=cx, dy=y, scale=size),
                c[1 + (i + j) % 2],
            )


def _lattice(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 52 * size
    span = tile.box[3] - tile.box[1]
    for x in steps(tile.box[0] - span, tile.box[2], s):
        tile.line([(x, tile.box[1]), (x + span, tile.box[3])], c[1], 4 * size)
        tile.line([(x + span, tile.box[1]), (x, tile.box[3])], c[1], 4 * size)


def _seigaiha_grid(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Asanoha, the hemp-leaf star."""
    s = 74 * size
    h = s * math.sqrt(3) / 2
    for j, y in enumerate(steps(tile.box[1], tile.box[3], h)):
        for x in steps(tile.box[0], tile.box[2], s):
            cx = x + (j % 2) * s / 2
            for k in range(6):
                a, b = math.radians(60 * k), math.radians(60 * k + 30)
                tile.line([(cx, y), (cx + s * math.cos(a), y + s * math.sin(a))], c[1], 1.8)
                tile.line([(cx, y), (cx + s * 0.577 * math.cos(b), y + s * 0.577 * math.sin(b))], c[1], 1.8)


def _quilt(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    _floral(tile, c, rng, size * 0.8)
    for y in steps(tile.box[1], tile.box[3], 18 * size):
        for x in steps(tile.box[0], tile.box[2], 13):
            tile.line([(x, y), (x + 6, y)], lighter(c[0], 0.5), 1.6)


def _terrazzo(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    x0, y0, x1, y1 = tile.box
    for i in range(int((x1 - x0) * (y1 - y0) / (1500 * size))):
        x, y, r = rng.uniform(x0, x1), rng.uniform(y0, y1), rng.uniform(5, 16) * size
        turn = rng.uniform(0, 90)
        tile.poly(
            [
                (
                    x + r * rng.uniform(0.5, 1) * math.cos(math.radians(a + turn)),
                    y + r * rng.uniform(0.5, 1) * math.sin(math.radians(a + turn)),
                )
                for a in (0, 72, 144, 216, 288)
            ],
            c[1 + i % 4],
        )


PATTERNS: dict[str, Draw] = {
    "plain": _plain,
    "dots": _dots,
    "waves": _waves,
    "diamonds": _diamonds,
    "zigzag": _zigzag,
    "floral": _floral,
    "vine": _vine,
    "stars": _stars,
    "leaf": _leaf,
    "lattice": _lattice,
    "asanoha": _seigaiha_grid,
    "quilt": _quilt,
    "terrazzo": _terrazzo,
}
