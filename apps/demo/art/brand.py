"""demo · art: the round mark of a vendor · no schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import cos, pi, radians, sin
from typing import Any

from PIL import Image

from apps.demo.art.color import RGB, rgb
from apps.demo.art.geometry import ellipse, path, rotate, rounded, smooth
from apps.demo.art.surface import Tile

Sign = Callable[[Tile, RGB, RGB], None]


def draw_brand(spec: Mapping[str, Any], *, size: int = 256) -> Image.Image:
    """Draw a vendor's mark, `size` pixels square (RGBA): a light sign on a disc of the accent colour.

    `spec` has `motif` (a key of SIGNS) and `accent` (`#rrggbb`).

    Raises:
        KeyError: the motif is unknown.
    """
    ground, ink = rgb(str(spec["accent"])), rgb("#fbf7ee")
    tile = Tile((0, 0, 200, 200), size * 4 / 200, ink)
    tile.oval(100, 100, 99, 99, ground)
    tile.ring(100, 100, 90, 90, ink, 2.2)
    SIGNS[str(spec["motif"])](tile, ink, ground)
    disc = Tile((0, 0, 200, 200), size * 4 / 200, (0, 0, 0))
    disc.oval(100, 100, 99, 99, (255, 255, 255))
    mark = tile.image.resize((size, size), Image.Resampling.LANCZOS)
    mark.putalpha(disc.image.convert("L").resize((size, size), Image.Resampling.LANCZOS))
    return mark


def _vase(t: Tile, ink: RGB, ground: RGB) -> None:
    t.poly(
        path(
            "M84 44 H116 Q110 62 118 72 Q146 88 146 116 Q146 142 120 156 H80 Q54 142 54 116 Q54 88 82 72 Q90 62 84 44 Z"
        ),
        ink,
    )
    for y in (96, 112, 128):
        t.line(
            [(100 + 44 * sin(a / 10 * pi - pi / 2), y + 6 * cos(a / 10 * pi - pi / 2)) for a in range(11)], ground, 2.4
        )


def _knife(t: Tile, ink: RGB, ground: RGB) -> None:
    t.poly(rotate(path("M92 112 L92 34 Q122 60 120 112 Z"), 35, (100, 100)), ink)
    t.poly(rotate(rounded(92, 118, 110, 172, 8), 35, (100, 100)), ink)
    t.poly(rotate(rounded(92, 30, 106, 170, 6), -35, (100, 100)), ink)


def _book(t: Tile, ink: RGB, ground: RGB) -> None:
    t.poly(path("M40 62 Q72 48 97 64 V150 Q72 136 40 148 Z"), ink)
    t.poly(path("M160 62 Q128 48 103 64 V150 Q128 136 160 148 Z"), ink)
    for y in (82, 98, 114):
        t.line([(52, y), (86, y + 4)], ground, 3)
        t.line([(114, y + 4), (148, y)], ground, 3)


def _bowl(t: Tile, ink: RGB, ground: RGB) -> None:
    t.poly(path("M42 92 H158 Q154 142 120 150 H80 Q46 142 42 92 Z"), ink)
    t.poly(rounded(78, 150, 122, 160, 3), ink)
    for x in (82, 100, 118):
        t.line(path(f"M{x} 80 q10 -12 0 -22 q-10 -10 0 -20"), ink, 4)


def _lamp(t: Tile, ink: RGB, ground: RGB) -> None:
    t.poly(path("M62 92 Q66 46 100 42 Q134 46 138 92 Z"), ink)
    t.poly(rounded(96, 92, 104, 148, 2), ink)
    t.poly(path("M70 156 Q76 142 100 142 Q124 142 130 156 Z"), ink)
    for x in (76, 100, 124):
        t.line([(x, 102), (x + (x - 100) * 0.5, 122)], ink, 3)


def _rug(t: Tile, ink: RGB, ground: RGB) -> None:
    t.poly(rounded(62, 44, 138, 156, 2), ink)
    for cy in (68, 100, 132):
        t.poly([(100, cy - 14), (126, cy), (100, cy + 14), (74, cy)], ground)
        t.poly([(100, cy - 6), (111, cy), (100, cy + 6), (89, cy)], ink)
    for x in range(64, 138, 8):
        t.line([(x, 156), (x, 166)], ink, 2)
        t.line([(x, 44), (x, 34)], ink, 2)


def _bottle(t: Tile, ink: RGB, ground: RGB) -> None:
    for turn in (0, 45):
        t.poly([(100 + 62 * cos(radians(a + turn)), 100 + 62 * sin(radians(a + turn))) for a in (0, 90, 180, 270)], ink)
    t.oval(100, 100, 34, 34, ground)
    t.poly(path("M100 74 Q122 104 116 114 Q100 132 84 114 Q78 104 100 74 Z"), ink)


def _bean(t: Tile, ink: RGB, ground: RGB) -> None:
    t.poly(rotate(ellipse(100, 100, 38, 58), 28, (100, 100)), ink)
    t.line(rotate(path("M100 44 Q116 76 100 100 Q84 124 100 156"), 28, (100, 100)), ground, 7)


def _llama(t: Tile, ink: RGB, ground: RGB) -> None:
    t.poly(
        path(
            "M52 150 V104 Q54 88 74 88 H108 L112 50 L108 36 L116 44 L122 34 L124 46 Q142 50 146 60 Q144 70 128 70 L128 110 Q128 120 122 124 V150 H112 V122 H66 V150 Z"  # noqa: E501
        ),
        ink,
    )
    t.poly(rounded(70, 88, 98, 108, 2), ground)


def _tent(t: Tile, ink: RGB, ground: RGB) -> None:
    t.poly([(100, 46), (160, 148), (40, 148)], ink)
    t.poly([(100, 84), (122, 148), (78, 148)], ground)
    t.line([(100, 46), (92, 34)], ink, 4)
    t.line([(100, 46), (108, 34)], ink, 4)


def _wave(t: Tile, ink: RGB, ground: RGB) -> None:
    for k, height in enumerate((18, 40, 64, 92, 64, 40, 18)):
        x = 52 + k * 16
        t.poly(rounded(x - 5, 100 - height / 2, x + 5, 100 + height / 2, 5), ink)


def _sheep(t: Tile, ink: RGB, ground: RGB) -> None:
    for cx, cy, r in ((78, 92, 24), (100, 80, 24), (122, 92, 24), (90, 112, 26), (114, 112, 26)):
        t.oval(cx, cy, r, r, ink)
    t.oval(144, 92, 15, 19, ink)
    t.ring(144, 92, 15, 19, ground, 3)
    for x in (84, 118):
        t.poly(rounded(x - 5, 130, x + 5, 158, 3), ink)


def _linen(t: Tile, ink: RGB, ground: RGB) -> None:
    t.line(smooth([(100, 160), (98, 120), (104, 84)]), ink, 5)
    t.line(smooth([(100, 132), (76, 110), (66, 88)]), ink, 4)
    t.line(smooth([(100, 132), (126, 112), (136, 92)]), ink, 4)
    for cx, cy, r in ((104, 64, 20), (64, 74, 15), (138, 78, 15)):
        for k in range(5):
            a = radians(72 * k - 90)
            t.oval(cx + cos(a) * r * 0.7, cy + sin(a) * r * 0.7, r * 0.5, r * 0.5, ink)
        t.oval(cx, cy, r * 0.3, r * 0.3, ground)


SIGNS: dict[str, Sign] = {
    "vase": _vase,
    "knife": _knife,
    "book": _book,
    "bowl": _bowl,
    "lamp": _lamp,
    "rug": _rug,
    "bottle": _bottle,
    "bean": _bean,
    "llama": _llama,
    "tent": _tent,
    "wave": _wave,
    "sheep": _sheep,
    "linen": _linen,
}
