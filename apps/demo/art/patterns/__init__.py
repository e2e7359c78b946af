"""demo · art: patterns that cover a surface, named in picture specifications · no schema."""

from __future__ import annotations

from random import Random

from apps.demo.art.color import darker
from apps.demo.art.patterns import materials, printed, woven
from apps.demo.art.patterns.base import Colors, Draw
from apps.demo.art.surface import Painter, Tile

PATTERNS: dict[str, Draw] = {**woven.PATTERNS, **printed.PATTERNS, **materials.PATTERNS}


def pattern(name: str, colors: Colors, rng: Random, *, size: float = 1.0) -> Painter:
    """A painter that covers its tile with the named pattern; colours repeat where it needs more."""
    draw = PATTERNS[name]
    state = rng.getstate()

    def paint(tile: Tile) -> None:
        rng.setstate(state)
        tile.rect(*tile.box, colors[0])
        draw(
            tile,
            colors + colors[1:] * 4 if len(colors) > 1 else [colors[0], *([darker(colors[0], 0.3)] * 5)],
            rng,
            size,
        )

    return paint
