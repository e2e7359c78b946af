"""Planning · a walk through a warehouse to places that are known in metres: aisle by aisle, in S-shape.

The table is at 0, 0; aisles run away from a front corridor. Each aisle with a place to stop at is walked through, to
and fro in turn; where their number is odd, the last is left where it was entered (traversal routing, Hall 1993).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Point = tuple[float, float]


@dataclass(frozen=True)
class Place:
    """Where to stop: the aisle, and metres to the right of the table and behind it."""

    aisle: str
    x_m: float
    y_m: float


@dataclass(frozen=True)
class Round:
    """The order of the places (indices of those given), the way as the corners that it turns at, and its length."""

    order: tuple[int, ...]
    way: tuple[Point, ...]
    metres: float


def walk(places: Sequence[Place], *, ends: Mapping[str, tuple[float, float]]) -> Round:
    """The S-shaped round over these places, from the table and back to it.

    `ends` gives each aisle's front and back in metres behind the table; aisles are walked from left to right.
    """
    aisles: dict[str, list[int]] = defaultdict(list)
    for number, place in enumerate(places):
        aisles[place.aisle].append(number)
    across = {aisle: sum(places[one].x_m for one in held) / len(held) for aisle, held in aisles.items()}
    order: list[int] = []
    way: list[Point] = [(0.0, 0.0)]
    at_back = False
    turns = sorted(aisles, key=lambda aisle: (across[aisle], aisle))
    for turn, aisle in enumerate(turns, start=1):
        held = sorted(aisles[aisle], key=lambda one: places[one].y_m, reverse=at_back)
        order += held
        x = across[aisle]
        front, back = ends[aisle]
        here = back if at_back else front
        is_left_where_entered = turn == len(turns) and not at_back
        far = places[held[-1]].y_m if is_left_where_entered else (front if at_back else back)
        way += [(x, way[-1][1]), (x, here), (x, far)]
        if is_left_where_entered:
            way.append((x, front))
        else:
            at_back = not at_back
    way += [(0.0, way[-1][1]), (0.0, 0.0)] if order else []
    corners = tuple(point for number, point in enumerate(way) if not number or point != way[number - 1])
    metres = sum(abs(a[0] - b[0]) + abs(a[1] - b[1]) for a, b in pairwise(corners))
    return Round(tuple(order), corners, metres)
