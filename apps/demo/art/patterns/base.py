"""demo · art: what the patterns share · no schema."""

from __future__ import annotations

import math
from collections.abc import Callable
from random import Random

from apps.demo.art.color import RGB
from apps.demo.art.surface import Tile

Colors = list[RGB]
Draw = Callable[[Tile, Colors, Random, float], None]


def steps(start: float, end: float, step: float) -> list[float]:
    first = math.floor(start / step) * step
    return [first + i * step for i in range(int((end - first) / step) + 2)]
