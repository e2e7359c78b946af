"""demo · art: patterns that cover a surface, named in picture specifications · no schema."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from apps.demo.art.color import RGB, darker, lighter, mix
from apps.demo.art.geometry import ellipse, path
from apps.demo.art.stage import Painter, Tile

Colors = list[RGB]
Draw = Callable[[Tile, Colors, Random, float], None]


def pattern(name: str, colors: Colors, rng: Random, *, size: float = 1.0) -> Painter:
    """A painter that covers its tile with the named pattern; colours repeat where it needs more."""
    draw = PATTERNS[name]
    state = rng.getstate()

    def paint(tile: Tile) -> None:
        rng.setstate(state)
        tile.rect(*tile.box, colors[0])
        draw(tile, colors + colors[1:] * 4 if len(colors) > 1 else [colors[0], *([darker(colors[0], 0.3)] * 5)], rng, size)

    return paint


def _steps(start: float, end: float, step: float) -> list[float]:
    first = math.floor(start / step) * step
    return [first + i * step for i in range(int((end - first) / step) + 2)]


def _plain(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    return


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
    for x in _steps(tile.box[0], tile.box[2], 26 * size):
        tile.rect(x, tile.box[1], x + 7 * size, tile.box[3], c[1])


def _bands(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """A few thin rings, as a potter's wheel leaves them."""
    height = tile.box[3] - tile.box[1]
    for share in (0.3, 0.36, 0.62):
        y = tile.box[1] + height * share
        tile.rect(tile.box[0], y, tile.box[2], y + 6 * size, c[1])


def _rings(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    for i, y in enumerate(_steps(tile.box[1], tile.box[3], 13 * size)):
        tile.rect(tile.box[0], y, tile.box[2], y + (4 + i % 3) * size, darker(c[0], 0.1) if i % 2 else lighter(c[0], 0.08))


def _check(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 44 * size
    for i, x in enumerate(_steps(tile.box[0], tile.box[2], s)):
        if i % 2:
            tile.rect(x, tile.box[1], x + s, tile.box[3], mix(c[0], c[1], 0.5))
    for j, y in enumerate(_steps(tile.box[1], tile.box[3], s)):
        if j % 2:
            for i, x in enumerate(_steps(tile.box[0], tile.box[2], s)):
                tile.rect(x, y, x + s, y + s, c[1] if i % 2 else mix(c[0], c[1], 0.5))


def _tartan(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 120 * size
    for x in _steps(tile.box[0], tile.box[2], s):
        tile.rect(x, tile.box[1], x + s * 0.42, tile.box[3], mix(c[0], c[1], 0.55))
    for y in _steps(tile.box[1], tile.box[3], s):
        tile.rect(tile.box[0], y, tile.box[2], y + s * 0.42, mix(c[0], c[1], 0.55))
        for x in _steps(tile.box[0], tile.box[2], s):
            tile.rect(x, y, x + s * 0.42, y + s * 0.42, c[1])
    for x in _steps(tile.box[0], tile.box[2], s):
        tile.rect(x + s * 0.69, tile.box[1], x + s * 0.73, tile.box[3], c[2])
    for y in _steps(tile.box[1], tile.box[3], s):
        tile.rect(tile.box[0], y + s * 0.69, tile.box[2], y + s * 0.73, c[2])


def _dots(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 46 * size
    for j, y in enumerate(_steps(tile.box[1], tile.box[3], s * 0.86)):
        for x in _steps(tile.box[0], tile.box[2], s):
            tile.oval(x + (j % 2) * s / 2, y, s * 0.17, s * 0.17, c[1])


def _speckle(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    area = (tile.box[2] - tile.box[0]) * (tile.box[3] - tile.box[1])
    for _ in range(int(area / (520 * size))):
        r = rng.uniform(0.8, 3.2) * size
        tile.oval(rng.uniform(tile.box[0], tile.box[2]), rng.uniform(tile.box[1], tile.box[3]), r, r * 0.85, c[1])


def _waves(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 60 * size
    for j, y in enumerate(_steps(tile.box[1], tile.box[3], s * 0.5)):
        for x in _steps(tile.box[0], tile.box[2], s):
            cx = x + (j % 2) * s / 2
            for k, r in enumerate((0.5, 0.36, 0.22, 0.08)):
                tile.oval(cx, y + s * 0.5, s * r, s * r, c[0] if k % 2 else c[1])


def _crackle(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Fine cracks in a glaze."""
    ink = mix(c[0], c[1], 0.5)
    step = 44 * size
    xs, ys = _steps(tile.box[0], tile.box[2], step), _steps(tile.box[1], tile.box[3], step)
    knots = {(i, j): (x + rng.uniform(-0.42, 0.42) * step, y + rng.uniform(-0.42, 0.42) * step) for i, x in enumerate(xs) for j, y in enumerate(ys)}
    for (i, j), here in knots.items():
        for other in ((i + 1, j), (i, j + 1), (i + 1, j + 1)):
            if other in knots and rng.random() < 0.62:
                there = knots[other]
                middle = ((here[0] + there[0]) / 2 + rng.uniform(-5, 5), (here[1] + there[1]) / 2 + rng.uniform(-5, 5))
                tile.line([here, middle, there], ink, 1.3)


def _kilim(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    h, w = 82 * size, 84 * size
    for r, y in enumerate(_steps(tile.box[1], tile.box[3], h)):
        tile.rect(tile.box[0], y, tile.box[2], y + h, c[r % 5])
        for x in _steps(tile.box[0], tile.box[2], w):
            cx, cy = x + w / 2, y + h / 2
            a, b = c[(r + 2) % 5], c[(r + 4) % 5]
            tile.poly([(cx, cy - h * 0.4), (cx + w * 0.41, cy), (cx, cy + h * 0.4), (cx - w * 0.41, cy)], a)
            tile.poly([(cx, cy - h * 0.19), (cx + w * 0.19, cy), (cx, cy + h * 0.19), (cx - w * 0.19, cy)], b)
        tile.rect(tile.box[0], y - 3 * size, tile.box[2], y + 3 * size, darker(c[(r + 1) % 5], 0.2))


def _medallion(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Stepped medallions, one above another, between two borders."""
    x0, y0, x1, y1 = tile.box
    cx, step = (x0 + x1) / 2, 210 * size
    for y in _steps(y0, y1, step):
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
        for i, y in enumerate(_steps(y0, y1, edge)):
            tile.poly([(side + edge / 2, y), (side + edge * 0.9, y + edge / 2), (side + edge / 2, y + edge), (side + edge * 0.1, y + edge / 2)], c[2 + i % 2])


def _berber(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """A loose lattice on a shaggy ground."""
    s = 190 * size
    for j, y in enumerate(_steps(tile.box[1] - s, tile.box[3], s)):
        points = []
        for i, x in enumerate(_steps(tile.box[0], tile.box[2], s / 2)):
            points.append((x + rng.uniform(-5, 5), y + (s / 2 if i % 2 else 0) + rng.uniform(-6, 6)))
        tile.line(points, c[1], 9 * size)
        tile.line([(x, 2 * y + s - py + (0 if j % 2 else 0)) for x, py in points], c[1], 9 * size)
    _pile(tile, c, rng, size)


def _pile(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Tufts of long wool."""
    x0, y0, x1, y1 = tile.box
    for _ in range(int((x1 - x0) * (y1 - y0) / 420)):
        x, y = rng.uniform(x0, x1), rng.uniform(y0, y1)
        tone = rng.choice((darker(c[0], 0.12), lighter(c[0], 0.3), darker(c[0], 0.06)))
        tile.line([(x, y), (x + rng.uniform(-6, 6), y + rng.uniform(6, 15))], tone, 2)


def _diamonds(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 64 * size
    for j, y in enumerate(_steps(tile.box[1], tile.box[3], s / 2)):
        for i, x in enumerate(_steps(tile.box[0], tile.box[2], s)):
            cx = x + (j % 2) * s / 2
            tile.poly([(cx, y - s * 0.4), (cx + s * 0.4, y), (cx, y + s * 0.4), (cx - s * 0.4, y)], c[1 + (i + j // 2) % 3])
            tile.poly([(cx, y - s * 0.16), (cx + s * 0.16, y), (cx, y + s * 0.16), (cx - s * 0.16, y)], c[0])


def _zigzag(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 40 * size
    for j, y in enumerate(_steps(tile.box[1] - s, tile.box[3], s)):
        points = [(x, y + (s * 0.5 if i % 2 else 0)) for i, x in enumerate(_steps(tile.box[0], tile.box[2], s * 0.6))]
        tile.line(points, c[1 + j % 3], s * 0.3)


def _herringbone(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 34 * size
    for i, x in enumerate(_steps(tile.box[0], tile.box[2], s)):
        for y in _steps(tile.box[1] - s, tile.box[3], s * 0.5):
            a, b = (y, y + s * 0.7) if i % 2 else (y + s * 0.7, y)
            tile.line([(x, a), (x + s, b)], c[1], s * 0.14)


def _floral(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Block-printed rosettes with leaves between."""
    s = 112 * size
    for j, y in enumerate(_steps(tile.box[1], tile.box[3], s * 0.7)):
        for x in _steps(tile.box[0], tile.box[2], s):
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
    for x in _steps(tile.box[0], tile.box[2], s):
        points = [(x + math.sin(y / s * 5) * s * 0.14, y) for y in _steps(tile.box[1], tile.box[3], 8)]
        tile.line(points, c[1], 3.4 * size)
        for k, y in enumerate(_steps(tile.box[1], tile.box[3], s * 0.42)):
            side = 1 if k % 2 else -1
            cx = x + math.sin(y / s * 5) * s * 0.14
            tile.poly(path(f"M0 0 q{side * 10} {-16} {side * 34} {-18} q{-side * 4} 22 {-side * 34} 18", dx=cx, dy=y, scale=size), c[1])
            if k % 3 == 0:
                tile.oval(cx - side * s * 0.14, y, s * 0.07, s * 0.07, c[2])


def _stars(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Eight-pointed stars and crosses, as tiles are laid in Fez."""
    s = 92 * size
    for j, y in enumerate(_steps(tile.box[1], tile.box[3], s)):
        for i, x in enumerate(_steps(tile.box[0], tile.box[2], s)):
            cx, cy = x + s / 2, y + s / 2
            for turn in (0, 45):
                tile.poly([(cx + s * 0.47 * math.cos(math.radians(a + turn)), cy + s * 0.47 * math.sin(math.radians(a + turn))) for a in (0, 90, 180, 270)], c[1 + (i + j) % 2])
            tile.oval(cx, cy, s * 0.16, s * 0.16, c[0])


def _andean(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Bands of stepped frets between stripes."""
    h, w = 96 * size, 72 * size
    for r, y in enumerate(_steps(tile.box[1], tile.box[3], h)):
        for k, (a, b) in enumerate(((0, 0.08), (0.12, 0.18), (0.82, 0.88), (0.92, 1.0))):
            tile.rect(tile.box[0], y + h * a, tile.box[2], y + h * b, c[1 + (r + k) % 4])
        for i, x in enumerate(_steps(tile.box[0], tile.box[2], w)):
            tone = c[1 + (i + r) % 3]
            for k in range(4):
                tile.rect(x + k * w * 0.11, y + h * (0.66 - k * 0.11), x + w * (0.9 - k * 0.11), y + h * (0.77 - k * 0.11), tone)
            tile.rect(x + w * 0.4, y + h * 0.52, x + w * 0.5, y + h * 0.62, c[0])


def _ikat(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 130 * size
    for j, y in enumerate(_steps(tile.box[1], tile.box[3], s)):
        for x in _steps(tile.box[0], tile.box[2], s * 0.72):
            cx, cy = x + (j % 2) * s * 0.36, y
            for k, (rx, tone) in enumerate(((0.3, c[1]), (0.19, c[2]), (0.08, c[0]))):
                for i in range(-8, 9):
                    hw = s * rx * (1 - abs(i) / 9)
                    jag = rng.uniform(-4, 4) * size
                    tile.rect(cx - hw + jag, cy + i * s * (0.056 - k * 0.014), cx + hw + jag, cy + (i + 1) * s * (0.056 - k * 0.014) + 1, tone)


def _leaf(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 70 * size
    for j, y in enumerate(_steps(tile.box[1], tile.box[3], s * 0.8)):
        for i, x in enumerate(_steps(tile.box[0], tile.box[2], s)):
            cx = x + (j % 2) * s / 2
            flip = -1 if (i + j) % 2 else 1
            tile.poly(path(f"M0 26 q{flip * 30} -18 {flip * 6} -52 q{-flip * 30} 18 {-flip * 6} 52", dx=cx, dy=y, scale=size), c[1 + (i + j) % 2])


def _lattice(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 52 * size
    span = tile.box[3] - tile.box[1]
    for x in _steps(tile.box[0] - span, tile.box[2], s):
        tile.line([(x, tile.box[1]), (x + span, tile.box[3])], c[1], 4 * size)
        tile.line([(x + span, tile.box[1]), (x, tile.box[3])], c[1], 4 * size)


def _seigaiha_grid(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Asanoha, the hemp-leaf star."""
    s = 74 * size
    h = s * math.sqrt(3) / 2
    for j, y in enumerate(_steps(tile.box[1], tile.box[3], h)):
        for x in _steps(tile.box[0], tile.box[2], s):
            cx = x + (j % 2) * s / 2
            for k in range(6):
                a, b = math.radians(60 * k), math.radians(60 * k + 30)
                tile.line([(cx, y), (cx + s * math.cos(a), y + s * math.sin(a))], c[1], 1.8)
                tile.line([(cx, y), (cx + s * 0.577 * math.cos(b), y + s * 0.577 * math.sin(b))], c[1], 1.8)


def _wood(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Grain that runs across."""
    x0, y0, x1, y1 = tile.box
    for y in _steps(y0, y1, 11 * size):
        amp, phase = rng.uniform(1, 6) * size, rng.uniform(0, 6)
        points = [(x, y + math.sin(x / (90 * size) + phase) * amp + math.sin(x / 37 + phase * 2) * 1.2) for x in _steps(x0, x1, 18)]
        tile.line(points, mix(c[0], darker(c[0], 0.5), rng.uniform(0.12, 0.42)), rng.uniform(1, 3) * size)
    for _ in range(2):
        kx, ky = rng.uniform(x0, x1), rng.uniform(y0, y1)
        for k in range(3):
            tile.ring(kx, ky, (16 - k * 5) * size, (7 - k * 2) * size, darker(c[0], 0.28), 2)


def _wood_up(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    x0, y0, x1, y1 = tile.box
    for x in _steps(x0, x1, 9 * size):
        amp, phase = rng.uniform(1, 5) * size, rng.uniform(0, 6)
        points = [(x + math.sin(y / (90 * size) + phase) * amp, y) for y in _steps(y0, y1, 18)]
        tile.line(points, mix(c[0], darker(c[0], 0.5), rng.uniform(0.1, 0.4)), rng.uniform(1, 3) * size)


def _wicker(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    w, h = 30 * size, 15 * size
    tile.rect(*tile.box, darker(c[0], 0.5))
    for j, y in enumerate(_steps(tile.box[1], tile.box[3], h)):
        row = c[1] if len(c) > 1 and (j // 5) % 3 == 1 and c[1] != darker(c[0], 0.3) else c[0]
        for i, x in enumerate(_steps(tile.box[0], tile.box[2], w)):
            tone = lighter(row, 0.12) if (i + j) % 3 else darker(row, 0.08)
            ox = (j % 2) * w / 2
            tile.poly(ellipse(x + ox, y + h / 2, w * 0.48, h * 0.47, steps=12), tone)
            tile.line([(x + ox - w * 0.3, y + h * 0.34), (x + ox + w * 0.3, y + h * 0.34)], lighter(tone, 0.25), 1.4)


def _coil(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Coiled basket work with stepped figures."""
    h = 20 * size
    for j, y in enumerate(_steps(tile.box[1], tile.box[3], h)):
        for i, x in enumerate(_steps(tile.box[0], tile.box[2], 11 * size)):
            k = (i + (j if (j // 6) % 2 else -j)) % 12
            tone = c[1 + (j // 6) % 3] if k < 6 - abs(j % 6 - 3) else c[0]
            tile.rect(x, y, x + 10 * size, y + h * 0.86, tone)
        tile.rect(tile.box[0], y + h * 0.86, tile.box[2], y + h, darker(c[0], 0.4))


def _ribs(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Ribbed knitting."""
    s = 15 * size
    for x in _steps(tile.box[0], tile.box[2], s):
        tile.rect(x, tile.box[1], x + s * 0.32, tile.box[3], darker(c[0], 0.2))
        tile.rect(x + s * 0.5, tile.box[1], x + s * 0.72, tile.box[3], lighter(c[0], 0.12))


def _knit(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 19 * size
    for j, y in enumerate(_steps(tile.box[1], tile.box[3], s * 0.8)):
        tone = c[1] if len(c) > 6 and (j % 22) in (4, 5, 9, 10, 11, 15) else c[0]
        for x in _steps(tile.box[0], tile.box[2], s):
            tile.line([(x, y), (x + s * 0.5, y + s * 0.62)], darker(tone, 0.14), s * 0.3)
            tile.line([(x + s, y), (x + s * 0.5, y + s * 0.62)], lighter(tone, 0.1), s * 0.3)


def _waffle(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 19 * size
    for y in _steps(tile.box[1], tile.box[3], s):
        for x in _steps(tile.box[0], tile.box[2], s):
            tile.rect(x, y, x + s * 0.78, y + s * 0.78, darker(c[0], 0.14))
            tile.rect(x + s * 0.2, y + s * 0.24, x + s * 0.78, y + s * 0.78, darker(c[0], 0.05))


def _hammered(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    s = 23 * size
    for j, y in enumerate(_steps(tile.box[1], tile.box[3], s * 0.8)):
        for x in _steps(tile.box[0], tile.box[2], s):
            cx, cy = x + (j % 2) * s / 2 + rng.uniform(-3, 3), y + rng.uniform(-3, 3)
            tile.oval(cx, cy, s * 0.46, s * 0.42, darker(c[0], 0.17))
            tile.oval(cx - s * 0.08, cy - s * 0.08, s * 0.32, s * 0.28, lighter(c[0], 0.1))


def _hobnail(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """The raised dots of a Japanese iron kettle."""
    s = 27 * size
    for j, y in enumerate(_steps(tile.box[1], tile.box[3], s * 0.86)):
        for x in _steps(tile.box[0], tile.box[2], s):
            cx = x + (j % 2) * s / 2
            tile.oval(cx + 1.5, y + 2, s * 0.3, s * 0.3, darker(c[0], 0.45))
            tile.oval(cx, y, s * 0.26, s * 0.26, lighter(c[0], 0.2))


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


def _border(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    """Plain, with woven bands near both ends."""
    _linen(tile, c, rng, size)
    x0, y0, x1, y1 = tile.box
    height = y1 - y0
    for share, width, tone in ((0.08, 20, c[1]), (0.115, 6, c[2]), (0.14, 10, c[1]), (0.84, 10, c[1]), (0.875, 6, c[2]), (0.9, 20, c[1])):
        tile.rect(x0, y0 + height * share, x1, y0 + height * share + width * size, tone)


def _quilt(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    _floral(tile, c, rng, size * 0.8)
    for y in _steps(tile.box[1], tile.box[3], 18 * size):
        for x in _steps(tile.box[0], tile.box[2], 13):
            tile.line([(x, y), (x + 6, y)], lighter(c[0], 0.5), 1.6)


def _terrazzo(tile: Tile, c: Colors, rng: Random, size: float) -> None:
    x0, y0, x1, y1 = tile.box
    for i in range(int((x1 - x0) * (y1 - y0) / (1500 * size))):
        x, y, r = rng.uniform(x0, x1), rng.uniform(y0, y1), rng.uniform(5, 16) * size
        turn = rng.uniform(0, 90)
        tile.poly([(x + r * rng.uniform(0.5, 1) * math.cos(math.radians(a + turn)), y + r * rng.uniform(0.5, 1) * math.sin(math.radians(a + turn))) for a in (0, 72, 144, 216, 288)], c[1 + i % 4])


PATTERNS: dict[str, Draw] = {
    "plain": _plain, "stripes": _stripes, "pinstripe": _pinstripe, "bands": _bands, "rings": _rings, "check": _check,
    "tartan": _tartan, "dots": _dots, "speckle": _speckle, "waves": _waves, "crackle": _crackle, "kilim": _kilim,
    "medallion": _medallion, "berber": _berber, "pile": _pile, "diamonds": _diamonds, "zigzag": _zigzag,
    "herringbone": _herringbone, "floral": _floral, "vine": _vine, "stars": _stars, "andean": _andean, "ikat": _ikat,
    "leaf": _leaf, "lattice": _lattice, "asanoha": _seigaiha_grid, "wood": _wood, "wood_up": _wood_up,
    "wicker": _wicker, "coil": _coil, "ribs": _ribs, "knit": _knit, "waffle": _waffle, "hammered": _hammered,
    "hobnail": _hobnail, "linen": _linen, "border": _border, "quilt": _quilt, "terrazzo": _terrazzo,
}
