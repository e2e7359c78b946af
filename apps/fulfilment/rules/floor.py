"""Fulfilment · a house seen from above: bins where they stand, a walk, and how often each is picked from: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from apps.planning.slotting.rounds import Point
from apps.warehouse.types import BinInfo

_WIDTH = 640.0
_MARGIN = 24.0
_CELL_M = 0.9
TONES = 5


@dataclass(frozen=True)
class Cell:
    """A bin in the picture; `number` is its place in the walk, "" where nothing is picked; `tone` 0 (never) to 5."""

    code: str
    x: float
    y: float
    size: float
    number: str
    tone: int


@dataclass(frozen=True)
class FloorPlan:
    """Cells, the walk as the points of a line, and the table's place."""

    view_box: str
    cells: tuple[Cell, ...]
    walk: str
    table: tuple[float, float]


def drawn(
    bins: Sequence[BinInfo],
    *,
    walk: Sequence[Point] = (),
    stops: Mapping[str, str] | None = None,
    asked: Mapping[str, float] | None = None,
) -> FloorPlan | None:
    """The plan of a floor, the table below; None where no two bins stand apart, so that there is nothing to show.

    `stops` gives a bin's number in the walk, `asked` how often it is picked from.
    """
    places = {(float(one.x_m), float(one.y_m)) for one in bins}
    if len(places) < 2:
        return None
    xs, ys = [0.0, *(x for x, _ in places)], [0.0, *(y for _, y in places)]
    left, right, far = min(xs), max(xs), max(ys)
    near = min(ys)
    scale = min((_WIDTH - 2 * _MARGIN) / max(right - left, 1.0), 60.0)

    size = round(max(_CELL_M * scale, 5.0), 1)
    edge = _MARGIN + size / 2

    def at(x: float, y: float) -> Point:
        return round(edge + (x - left) * scale, 1), round(edge + (far - y) * scale, 1)

    most = max(asked.values(), default=0.0) if asked else 0.0
    cells = tuple(
        Cell(
            one.code,
            round(at(float(one.x_m), float(one.y_m))[0] - size / 2, 1),
            round(at(float(one.x_m), float(one.y_m))[1] - size / 2, 1),
            size,
            (stops or {}).get(one.code, ""),
            _tone((asked or {}).get(one.code, 0.0), most),
        )
        for one in bins
    )
    width, height = 2 * edge + (right - left) * scale, 2 * edge + (far - near) * scale
    line = " ".join(f"{x},{y}" for x, y in (at(*point) for point in walk))
    return FloorPlan(f"0 0 {width:.1f} {height:.1f}", cells, line, at(0.0, 0.0))


def _tone(asked: float, most: float) -> int:
    return 0 if not asked or not most else max(1, round(TONES * float((asked / most) ** 0.5)))
