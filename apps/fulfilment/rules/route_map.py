"""Fulfilment · rounds drawn as they lie to each other, north up: pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

_WIDTH, _MARGIN = 640.0, 28.0
_LEAST_DEG = 0.002


@dataclass(frozen=True)
class DrawnRound:
    """A round as a line from the house over its stops and back; `stops` are (number, x, y), `rests` (x, y)."""

    number: int
    line: str
    stops: tuple[tuple[int, float, float], ...]
    rests: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class RouteMap:
    """Rounds in one picture. `loose` are stops on no round."""

    view_box: str
    home: tuple[float, float]
    rounds: tuple[DrawnRound, ...]
    loose: tuple[tuple[float, float], ...]


def drawn(
    home: tuple[float, float],
    rounds: Sequence[Sequence[tuple[float, float]]],
    loose: Sequence[tuple[float, float]] = (),
    rests: Sequence[Sequence[tuple[int, bool]]] = (),
) -> RouteMap:
    """The picture of places given in degrees north and east: straight lines, degrees shortened by the latitude.

    `rests` are, for each round, the stop (from 1) at which its driver rests, and whether on the way there.
    """
    places = [home, *(place for stops in rounds for place in stops), *loose]
    lats, lons = [lat for lat, _ in places], [lon for _, lon in places]
    shorter = math.cos(math.radians(sum(lats) / len(lats)))
    wide = max((max(lons) - min(lons)) * shorter, _LEAST_DEG)
    high = max(max(lats) - min(lats), _LEAST_DEG)
    scale = (_WIDTH - 2 * _MARGIN) / max(wide, high)

    def at(place: tuple[float, float]) -> tuple[float, float]:
        across = (place[1] - min(lons)) * shorter
        return round(_MARGIN + across * scale, 1), round(_MARGIN + (max(lats) - place[0]) * scale, 1)

    found = []
    for number, stops in enumerate(rounds, start=1):
        corners = [at(place) for place in (home, *stops, home)]
        line = " ".join(f"{x},{y}" for x, y in corners)
        drawn_stops = tuple((place, x, y) for place, (x, y) in enumerate(corners[1:-1], start=1))
        resting = [_rest(corners, place, on_the_way) for place, on_the_way in (rests[number - 1] if rests else ())]
        found.append(DrawnRound(number, line, drawn_stops, tuple(resting)))
    view_box = f"0 0 {wide * scale + 2 * _MARGIN:.1f} {high * scale + 2 * _MARGIN:.1f}"
    return RouteMap(view_box, at(home), tuple(found), tuple(at(place) for place in loose))


def _rest(corners: Sequence[tuple[float, float]], place: int, is_on_the_way: bool) -> tuple[float, float]:
    """Where a rest is drawn: half-way to a stop, or beside it. Stops may have left a round that was not timed anew."""
    place = min(place, len(corners) - 1)
    (x, y), (there_x, there_y) = corners[place - 1], corners[place]
    return (round((x + there_x) / 2, 1), round((y + there_y) / 2, 1)) if is_on_the_way else (there_x + 16, there_y - 12)
