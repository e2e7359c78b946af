"""demo · art: woven and knitted patterns · no schema."""

from __future__ import annotations

from random import Random

from apps.demo.art.color import darker, lighter, mix
from apps.demo.art.geometry import ellipse
from apps.demo.art.patterns.base import Colors, Draw, steps
from apps.demo.art.surface import Tile


def _kilim(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    h, w = 82 * size, 84 * size
    for r, y in enumerate(steps(tile.box[1], tile.box[3], h)):
        tile.rect(tile.box[0], y, tile.box[2], y + h, c[r % 5])
        for x in steps(tile.box[0], tile.box[2], w):
            cx, cy = x + w / 2, y + h / 2
            a, b = c[(r + 2) % 5], c[(r + 4) % 5]
            tile.poly([(cx, cy - h * 0.4), (cx + w * 0.41, cy), (cx, cy + h * 0.4), (cx - w * 0.41, cy)], a)
            tile.poly([(cx, cy - h * 0.19), (cx + w * 0.19, cy), (cx, cy + h * 0.19), (cx - w * 0.19, cy)], b)
        tile.rect(tile.box[0], y - 3 * size, tile.box[2], y + 3 * size, darker(c[(r + 1) % 5], 0.2))


def _medallion(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Stepped medallions, one above another, between two borders."""
    x0, y0, x1, y1 = tile.box
    cx, step = (x0 + x1) / 2, 210 * size
    for y in steps(y0, y1, step):
        cy = y + step / 2
        for k, share in enumerate((1.0, 0.74, 0.48, 0.22)):
            n = 5
            for i in range(-n, n + 1):
                half = (1 - abs(i) / (n + 1)) * (x1 - x0) * 0.36 * share
                hy = step * 0.46 * share
                tile.rect(cx - half, cy + (i - 0.5) * hy / n, cx + half, cy + (i + 0.5) * hy / n + 1, c[1 + k % 4])
    edge = (x1 - x0) * 0.09
    for side in (x0, x1 - edge):
        tile.rect(side, y0, side + edge, y1, c[1])
        for i, y in enumerate(steps(y0, y1, edge)):
            tile.poly(
                [
                    (side + edge / 2, y),
                    (side + edge * 0.9, y + edge / 2),
                    (side + edge / 2, y + edge),
                    (side + edge * 0.1, y + edge / 2),
                ],
                c[2 + i % 2],
            )


def _berber(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """A loose lattice on a shaggy ground."""
    s = 190 * size
    for y in steps(tile.box[1] - s, tile.box[3], s):
        points = []
        for i, x in enumerate(steps(tile.box[0], tile.box[2], s / 2)):
            points.append((x + rng.uniform(-5, 5), y + (s / 2 if i % 2 else 0) + rng.uniform(-6, 6)))
        tile.line(points, c[1], 9 * size)
        tile.line([(x, 2 * y + s - py) for x, py in points], c[1], 9 * size)
    _pile(tile, c, rng, size)


def _pile(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Tufts of long wool."""
    x0, y0, x1, y1 = tile.box
    for _ in range(int((x1 - x0) * (y1 - y0) / 420)):
        x, y = rng.uniform(x0, x1), rng.uniform(y0, y1)
        tone = rng.choice((darker(c[0], 0.12), lighter(c[0], 0.3), darker(c[0], 0.06)))
        tile.line([(x, y), (x + rng.uniform(-6, 6), y + rng.uniform(6, 15))], tone, 2)


def _andean(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Bands of stepped frets between stripes."""
    h, w = 96 * size, 72 * size
    for r, y in enumerate(steps(tile.box[1], tile.box[3], h)):
        for k, (a, b) in enumerate(((0, 0.08), (0.12, 0.18), (0.82, 0.88), (0.92, 1.0))):
            tile.rect(tile.box[0], y + h * a, tile.box[2], y + h * b, c[1 + (r + k) % 4])
        for i, x in enumerate(steps(tile.box[0], tile.box[2], w)):
            tone = c[1 + (i + r) % 3]
            for k in range(4):
                tile.rect(
                    x + k * w * 0.11,
                    y + h * (0.66 - k * 0.11),
                    x + w * (0.9 - k * 0.11),
                    y + h * (0.77 - k * 0.11),
                    tone,
                )
            tile.rect(x + w * 0.4, y + h * 0.52, x + w * 0.5, y + h * 0.62, c[0])


def _ikat(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 130 * size
    for j, y in enumerate(steps(tile.box[1], tile.box[3], s)):
        for x in steps(tile.box[0], tile.box[2], s * 0.72):
            cx, cy = x + (j % 2) * s * 0.36, y
            for k, (rx, tone) in enumerate(((0.3, c[1]), (0.19, c[2]), (0.08, c[0]))):
                for i in range(-8, 9):
                    hw = s * rx * (1 - abs(i) / 9)
                    jag = rng.uniform(-4, 4) * size
                    tile.rect(
                        cx - hw + jag,
                        cy + i * s * (0.056 - k * 0.014),
                        cx + hw + jag,
                        cy + (i + 1) * s * (0.056 - k * 0.014) + 1,
                        tone,
                    )


def _border(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Plain, with woven bands near both ends."""
    _linen(tile, c, rng, size)
    x0, y0, x1, y1 = tile.box
    height = y1 - y0
    for share, width, tone in (
        (0.08, 20, c[1]),
        (0.115, 6, c[2]),
        (0.14, 10, c[1]),
        (0.84, 10, c[1]),
        (0.875, 6, c[2]),
        (0.9, 20, c[1]),
    ):
        tile.rect(x0, y0 + height * share, x1, y0 + height * share + width * size, tone)


def _tartan(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 120 * size
    for x in steps(tile.box[0], tile.box[2], s):
        tile.rect(x, tile.box[1], x + s * 0.42, tile.box[3], mix(c[0], c[1], 0.55))
    for y in steps(tile.box[1], tile.box[3], s):
        tile.rect(tile.box[0], y, tile.box[2], y + s * 0.42, mix(c[0], c[1], 0.55))
        for x in steps(tile.box[0], tile.box[2], s):
            tile.rect(x, y, x + s * 0.42, y + s * 0.42, c[1])
    for x in steps(tile.box[0], tile.box[2], s):
        tile.rect(x + s * 0.69, tile.box[1], x + s * 0.73, tile.box[3], c[2])
    for y in steps(tile.box[1], tile.box[3], s):
        tile.rect(tile.box[0], y + s * 0.69, tile.box[2], y + s * 0.73, c[2])


def _herringbone(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 34 * size
    for i, x in enumerate(steps(tile.box[0], tile.box[2], s)):
        for y in steps(tile.box[1] - s, tile.box[3], s * 0.5):
            a, b = (y, y + s * 0.7) if i % 2 else (y + s * 0.7, y)
            tile.line([(x, a), (x + s, b)], c[1], s * 0.14)


def _linen(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """The slubs of plain linen."""
    x0, y0, x1, y1 = tile.box
    for _ in range(int((x1 - x0) * (y1 - y0) / 900)):
        x, y = rng.uniform(x0, x1), rng.uniform(y0, y1)
        tone = mix(c[0], rng.choice((darker(c[0], 0.2), lighter(c[0], 0.5))), 0.5)
        if rng.random() < 0.5:
            tile.line([(x, y), (x + rng.uniform(10, 46), y)], tone, 1.3)
        else:
            tile.line([(x, y), (x, y + rng.uniform(10, 46))], tone, 1.3)


def _ribs(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Ribbed knitting."""
    s = 15 * size
    for x in steps(tile.box[0], tile.box[2], s):
        tile.rect(x, tile.box[1], x + s * 0.32, tile.box[3], darker(c[0], 0.2))
        tile.rect(x + s * 0.5, tile.box[1], x + s * 0.72, tile.box[3], lighter(c[0], 0.12))


def _knit(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 19 * size
    for j, y in enumerate(steps(tile.box[1], tile.box[3], s * 0.8)):
        tone = c[1] if len(c) > 6 and (j % 22) in (4, 5, 9, 10, 11, 15) else c[0]
        for x in steps(tile.box[0], tile.box[2], s):
            tile.line([(x, y), (x + s * 0.5, y + s * 0.62)], darker(tone, 0.14), s * 0.3)
            tile.line([(x + s, y), (x + s * 0.5, y + s * 0.62)], lighter(tone, 0.1), s * 0.3)


def _waffle(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 19 * size
    for y in steps(tile.box[1], tile.box[3], s):
        for x in steps(tile.box[0], tile.box[2], s):
            tile.rect(x, y, x + s * 0.78, y + s * 0.78, darker(c[0], 0.14))
            tile.rect(x + s * 0.2, y + s * 0.24, x + s * 0.78, y + s * 0.78, darker(c[0], 0.05))


def _wicker(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    w, h = 30 * size, 15 * size
    tile.rect(*tile.box, darker(c[0], 0.5))
    for j, y in enumerate(steps(tile.box[1], tile.box[3], h)):
        row = c[1] if len(c) > 1 and (j // 5) % 3 == 1 and c[1] != darker(c[0], 0.3) else c[0]
        for i, x in enumerate(steps(tile.box[0], tile.box[2], w)):
            tone = lighter(row, 0.12) if (i + j) % 3 else darker(row, 0.08)
            ox = (j % 2) * w / 2
            tile.poly(ellipse(x + ox, y + h / 2, w * 0.48, h * 0.47, steps=12), tone)
            tile.line([(x + ox - w * 0.3, y + h * 0.34), (x + ox + w * 0.3, y + h * 0.34)], lighter(tone, 0.25), 1.4)


def _coil(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Coiled basket work with stepped figures."""
    h = 20 * size
    for j, y in enumerate(steps(tile.box[1], tile.box[3], h)):
        for i, x in enumerate(steps(tile.box[0], tile.box[2], 11 * size)):
            k = (i + (j if (j // 6) % 2 else -j)) % 12
            tone = c[1 + (j // 6) % 3] if k < 6 - abs(j % 6 - 3) else c[0]
            tile.rect(x, y, x + 10 * size, y + h * 0.86, tone)
        tile.rect(tile.box[0], y + h * 0.86, tile.box[2], y + h, darker(c[0], 0.4))


def _stripes(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Horizontal bands of uneven width."""
    y, i = tile.box[1], 0
    widths = [rng.choice((10, 14, 22, 34, 46)) * size for _ in range(9)]
    used = [c[k % 5] for k in range(9)]
    while y < tile.box[3]:
        tile.rect(tile.box[0], y, tile.box[2], y + widths[i % 9], used[i % 9])
        y += widths[i % 9]
        i += 1


def _pinstripe(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    for x in steps(tile.box[0], tile.box[2], 26 * size):
        tile.rect(x, tile.box[1], x + 7 * size, tile.box[3], c[1])


def _check(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 44 * size
    for i, x in enumerate(steps(tile.box[0], tile.box[2], s)):
        if i % 2:
            tile.rect(x, tile.box[1], x + s, tile.box[3], mix(c[0], c[1], 0.5))
    for j, y in enumerate(steps(tile.box[1], tile.box[3], s)):
        if j % 2:
            for i, x in enumerate(steps(tile.box[0], tile.box[2], s)):
                tile.rect(x, y, x + s, y + s, c[1] if i % 2 else mix(c[0], c[1], 0.5))


PATTERNS: dict[str, Draw] = {
    "kilim": _kilim,
    "medallion": _medallion,
    "berber": _berber,
    "pile": _pile,
    "andean": _andean,
    "ikat": _ikat,
    "border": _border,
    "tartan": _tartan,
    "herringbone": _herringbone,
    "linen": _linen,
    "ribs": _ribs,
    "knit": _knit,
    "waffle": _waffle,
    "wicker": _wicker,
    "coil": _coil,
    "stripes": _stripes,
    "pinstripe": _pinstripe,
    "check": _check,
}
