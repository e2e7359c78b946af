"""Planning · a packing as a picture in steps: a carton seen from above one corner, what is new in it marked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from math import cos, radians, sin

from .cartons import in_order
from .types import Packing, Placement, Size

_ANGLE = radians(30)
_WIDTH = 220.0
MOST_STEPS = 12


@dataclass(frozen=True)
class Face:
    """A side that is seen: `kind` is top, left or right; `points` are those of an SVG polygon."""

    item: int
    kind: str
    points: str
    is_new: bool


@dataclass(frozen=True)
class Step:
    """What is laid next, pieces by item, and how the carton looks then. `back` are the inner edges of the carton."""

    pieces: tuple[tuple[int, int], ...]
    faces: tuple[Face, ...]
    back: str
    view_box: str


def steps(packing: Packing) -> tuple[Step, ...]:
    """The packing step by step, from the bottom up; what is alike and lies alike is one step."""
    laid = in_order(packing)
    groups = [list(same) for _, same in groupby(laid, key=lambda one: (one.item, one.corner[2], one.size))]
    while len(groups) > MOST_STEPS:
        at = min(range(len(groups) - 1), key=lambda place: len(groups[place]) + len(groups[place + 1]))
        groups[at : at + 2] = [groups[at] + groups[at + 1]]
    found: list[Step] = []
    before: list[Placement] = []
    for new in groups:
        pieces = tuple(Counter(one.item for one in new).items())
        found.append(
            Step(pieces, _drawn(packing.room.size, before, new), _back(packing.room.size), _view(packing.room.size))
        )
        before += new
    return tuple(found)


def _drawn(room: Size, before: Sequence[Placement], new: Sequence[Placement]) -> tuple[Face, ...]:
    fresh = set(map(id, new))
    return tuple(
        Face(one.item, kind, " ".join(_point(room, corner) for corner in corners), id(one) in fresh)
        for one in _back_to_front([*before, *new])
        for kind, corners in _sides(one)
    )


def _back_to_front(placed: list[Placement]) -> list[Placement]:
    """Each thing after all that it hides: what lies behind, beside the far edge, or below."""
    left, found = list(placed), []
    while left:
        chosen = next(
            (one for one in left if not any(_hides(one, other) for other in left if other is not one)), left[0]
        )
        left.remove(chosen)
        found.append(chosen)
    return found


def _hides(one: Placement, other: Placement) -> bool:
    """Whether `one` must be drawn after `other`."""
    behind = any(other.corner[axis] + other.size[axis] <= one.corner[axis] for axis in range(3))
    before = any(one.corner[axis] + one.size[axis] <= other.corner[axis] for axis in range(3))
    return behind and not before


def _sides(one: Placement) -> list[tuple[str, list[Size]]]:
    (x, y, z), (a, b, c) = one.corner, one.size
    return [
        ("top", [(x, y, z + c), (x + a, y, z + c), (x + a, y + b, z + c), (x, y + b, z + c)]),
        ("left", [(x, y + b, z), (x + a, y + b, z), (x + a, y + b, z + c), (x, y + b, z + c)]),
        ("right", [(x + a, y, z), (x + a, y + b, z), (x + a, y + b, z + c), (x + a, y, z + c)]),
    ]


def _flat(corner: Size) -> tuple[float, float]:
    x, y, z = corner
    return (x - y) * cos(_ANGLE), (x + y) * sin(_ANGLE) - z


def _scale(room: Size) -> float:
    return _WIDTH / ((room[0] + room[1]) * cos(_ANGLE))


def _point(room: Size, corner: Size) -> str:
    across, down = _flat(corner)
    return f"{across * _scale(room):.1f},{down * _scale(room):.1f}"


def _back(room: Size) -> str:
    """The floor and the two walls that stand behind everything, as the path of their edges."""
    a, b, c = room
    lines = [
        [(0, 0, 0), (a, 0, 0), (a, b, 0), (0, b, 0), (0, 0, 0), (0, 0, c)],
        [(a, 0, 0), (a, 0, c), (0, 0, c), (0, b, c), (0, b, 0)],
    ]
    return " ".join("M" + " L".join(_point(room, corner) for corner in line) for line in lines)


def _view(room: Size) -> str:
    corners = [_flat((x, y, z)) for x in (0, room[0]) for y in (0, room[1]) for z in (0, room[2])]
    scale = _scale(room)
    left, top = min(x for x, _ in corners) * scale, min(y for _, y in corners) * scale
    right, foot = max(x for x, _ in corners) * scale, max(y for _, y in corners) * scale
    return f"{left - 4:.1f} {top - 4:.1f} {right - left + 8:.1f} {foot - top + 8:.1f}"
