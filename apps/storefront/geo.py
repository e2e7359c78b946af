"""Storefront · Natural Earth projection and great-circle routes over `img/world.svg` · no tables."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

WIDTH = 1000.0
HEIGHT = 520.0
ASPECT = 0.44
"""Height of a map window as a fraction of its width."""

_HALF_EQUATOR = 0.8707 * math.pi
_SCALE = WIDTH / (2 * _HALF_EQUATOR)
_WIDEST_STEP_DEG = 4.0
_NARROWEST_WINDOW = 300.0

Point = tuple[float, float]


@dataclass(frozen=True)
class Route:
    """A journey drawn on the world map, in the units of `img/world.svg`.

    `path` and `stops` are the `d` of SVG paths: the way, and a point at each place in order. `ahead` is the way still
    to go, `goal` a point at its end, `now` one at the last place. `view_box` is a window around all of it.
    """

    path: str
    stops: str
    view_box: str
    ahead: str = ""
    goal: str = ""
    now: str = ""


@dataclass(frozen=True)
class Chart:
    """Several ways on one map, in the units of `img/world.svg`: the `d` of each, of all their stops, and a window."""

    lines: tuple[str, ...]
    stops: str
    view_box: str


def project(lat: float, lon: float) -> Point:
    """Natural Earth I: degrees north and east to SVG units, (500, 260) being 0°, 0°.

    Source: B. Šavrič, B. Jenny, T. Patterson, D. Petrovič, L. Hurni, "A Polynomial Equation for the
    Natural Earth Projection", Cartography and Geographic Information Science 38 (2011), equation 3.
    """
    phi2 = math.radians(lat) ** 2
    phi4 = phi2 * phi2
    along = 0.8707 - 0.131979 * phi2 + phi4 * (-0.013791 + phi4 * (0.003971 * phi2 - 0.001529 * phi4))
    up = 1.007226 + phi2 * (0.015085 + phi4 * (-0.044475 + 0.028874 * phi2 - 0.005916 * phi4))
    x = WIDTH / 2 + math.radians(lon) * along * _SCALE
    y = HEIGHT / 2 - math.radians(lat) * up * _SCALE
    return round(x, 1), round(y, 1)


def great_circle(start: Point, end: Point) -> list[Point]:
    """Points (lat, lon in degrees) of the shortest way over the sphere, at most four degrees apart.

    Between antipodes every way is the shortest; one over the pole is chosen.
    """
    a, b = _unit(start), _unit(end)
    angle = math.acos(max(-1.0, min(1.0, _dot(a, b))))
    if angle < 1e-9:
        return [start, end]
    if math.pi - angle < 1e-6:
        pole = (90.0, start[1])
        return [*great_circle(start, pole), *great_circle(pole, end)[1:]]
    steps = max(1, math.ceil(math.degrees(angle) / _WIDEST_STEP_DEG))
    points = []
    for step in range(steps + 1):
        share = step / steps
        of_a, of_b = math.sin((1 - share) * angle), math.sin(share * angle)
        x, y, z = ((of_a * i + of_b * j) / math.sin(angle) for i, j in zip(a, b, strict=True))
        points.append((math.degrees(math.asin(max(-1.0, min(1.0, z)))), math.degrees(math.atan2(y, x))))
    return points


def split_at_antimeridian(points: Sequence[Point]) -> list[list[Point]]:
    """Cut a line of (lat, lon) where it crosses 180°; each piece ends or begins on the map's edge."""
    pieces: list[list[Point]] = [[points[0]]]
    for (lat_a, lon_a), (lat_b, lon_b) in pairwise(points):
        if abs(lon_b - lon_a) > 180:
            edge = math.copysign(180.0, lon_a)
            unwrapped = lon_b + math.copysign(360.0, lon_a)
            share = (edge - lon_a) / (unwrapped - lon_a) if unwrapped != lon_a else 0.0
            lat = lat_a + (lat_b - lat_a) * share
            pieces[-1].append((lat, edge))
            pieces.append([(lat, -edge)])
        pieces[-1].append((lat_b, lon_b))
    return pieces


def route(places: Iterable[Point], ahead: Iterable[Point] = (), track: Iterable[Point] = ()) -> Route:
    """Draw the way through `places` ((lat, lon) in degrees, at least one) in their order, and the way `ahead` of it.

    `track` are points between the two, where nothing stops. Drawn once for each way: what it returns is shared.
    """
    return _route(tuple(places), tuple(ahead), tuple(track))


def chart(ways: Sequence[Sequence[Point]]) -> Chart | None:
    """Draw ways, each through its points ((lat, lon) in degrees), over each other; None where there is none."""
    drawn = [_pieces(way) for way in ways]
    seen = [point for pieces in drawn for piece in pieces for point in piece]
    if not seen:
        return None
    return Chart(
        lines=tuple(_lines(pieces) for pieces in drawn),
        stops=_points(dict.fromkeys(point for way in ways for point in way)),
        view_box=" ".join(f"{round(side, 1):g}" for side in _window(seen)),
    )


@lru_cache(maxsize=4096)
def _route(places: tuple[Point, ...], ahead: tuple[Point, ...], track: tuple[Point, ...]) -> Route:
    passed = (*places, *track)
    gone, to_go = _pieces(passed), _pieces((passed[-1], *ahead))
    seen = [point for piece in gone + to_go for point in piece] or [project(*places[0])]
    return Route(
        path=_lines(gone),
        stops=_points(places),
        view_box=" ".join(f"{round(side, 1):g}" for side in _window(seen)),
        ahead=_lines(to_go),
        goal=_points(ahead[-1:]),
        now=_points(passed[-1:]),
    )


def _pieces(stops: Sequence[Point]) -> list[list[Point]]:
    return [
        [project(*point) for point in piece]
        for leg in pairwise(stops)
        for piece in split_at_antimeridian(great_circle(*leg))
    ]


def _lines(pieces: Iterable[Sequence[Point]]) -> str:
    return "".join("M" + "L".join(f"{x:g} {y:g}" for x, y in piece) for piece in pieces)


def _points(stops: Iterable[Point]) -> str:
    return "".join("M{:g} {:g}h0".format(*project(*stop)) for stop in stops)


def _window(points: Sequence[Point]) -> tuple[float, float, float, float]:
    """Left, top, width and height: the usual shape, taller only where a way runs from pole to pole."""
    xs, ys = [x for x, _ in points], [y for _, y in points]
    wide, tall = max(xs) - min(xs), max(ys) - min(ys)
    width = min(max(wide * 1.5, tall * 1.6 / ASPECT, _NARROWEST_WINDOW), WIDTH)
    height = max(width * ASPECT, min(tall * 1.1, HEIGHT))
    left = min(max((min(xs) + max(xs) - width) / 2, 0.0), WIDTH - width)
    top = min(max((min(ys) + max(ys) - height) / 2, 0.0), HEIGHT - height)
    return left, top, width, height


def _unit(point: Point) -> tuple[float, float, float]:
    lat, lon = math.radians(point[0]), math.radians(point[1])
    return math.cos(lat) * math.cos(lon), math.cos(lat) * math.sin(lon), math.sin(lat)


def _dot(a: Sequence[float], b: Sequence[float]) -> float:
    return sum(i * j for i, j in zip(a, b, strict=True))
