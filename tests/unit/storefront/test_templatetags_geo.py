"""Projection and routes of the world map."""

from __future__ import annotations

import math
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.storefront import geo

places = st.tuples(st.floats(-85, 85), st.floats(-180, 180))

# Where the poles lie: y of Natural Earth I at 90°, in units in which the equator is 1000 long.
POLE_Y = 260 - 1000 / (2 * 0.8707 * math.pi) * 1.42239


@pytest.mark.parametrize(
    ("lat", "lon", "expected"),
    [(0, 0, (500, 260)), (0, 180, (1000, 260)), (0, -180, (0, 260)), (0, 90, (750, 260))],
)
def test_the_equator_is_straight_and_fills_the_width(lat: float, lon: float, expected: tuple[float, float]) -> None:
    assert geo.project(lat, lon) == expected


def test_the_poles_lie_where_the_polynomial_puts_them() -> None:
    """The height of the projection is 0.52 of its width; y at 90° is 1.4224 (Šavrič et al. 2011)."""
    assert geo.project(90, 0)[1] == pytest.approx(POLE_Y, abs=0.1)
    assert geo.project(-90, 0)[1] == pytest.approx(520 - POLE_Y, abs=0.1)


@given(places)
def test_the_map_is_symmetric_and_holds_every_place(place: tuple[float, float]) -> None:
    x, y = geo.project(*place)
    mirrored_x, mirrored_y = geo.project(-place[0], -place[1])

    assert 0 <= x <= geo.WIDTH
    assert 0 <= y <= geo.HEIGHT
    assert (mirrored_x, mirrored_y) == pytest.approx((geo.WIDTH - x, geo.HEIGHT - y), abs=0.11)


@given(places, places)
def test_a_great_circle_joins_its_ends_in_steps_of_at_most_four_degrees(
    start: tuple[float, float], end: tuple[float, float]
) -> None:
    points = geo.great_circle(start, end)

    assert degrees_between(points[0], start) == pytest.approx(0, abs=1e-5)
    assert degrees_between(points[-1], end) == pytest.approx(0, abs=1e-5)
    steps = [degrees_between(a, b) for a, b in pairwise(points)]
    assert max(steps) < 4.001
    assert sum(steps) == pytest.approx(degrees_between(start, end), abs=1e-3)


def test_opposite_ends_of_the_earth_are_joined_over_the_pole() -> None:
    points = geo.great_circle((10, 20), (-10, -160))

    assert max(lat for lat, _ in points) == pytest.approx(90, abs=1e-6)


def test_the_way_from_tokyo_to_los_angeles_leaves_one_edge_and_enters_at_the_other() -> None:
    first, second = geo.split_at_antimeridian(geo.great_circle((35.7, 139.7), (33.9, -118.4)))

    assert first[-1][1] == 180
    assert second[0][1] == -180
    assert first[-1][0] == second[0][0]
    assert geo.route([(35.7, 139.7), (33.9, -118.4)]).path.count("M") == 2


def test_no_drawn_line_runs_across_the_map() -> None:
    path = geo.route([(35.7, 139.7), (33.9, -118.4), (-36.8, 174.8)]).path

    for piece in path.split("M")[1:]:
        xs = [float(point.split()[0]) for point in piece.split("L")]
        assert max(abs(b - a) for a, b in pairwise(xs)) < 60


@given(st.lists(places, min_size=1, max_size=4))
def test_every_stop_is_inside_a_window_that_lies_on_the_map(stops: list[tuple[float, float]]) -> None:
    route = geo.route(stops)
    left, top, width, height = (float(value) for value in route.view_box.split())
    points = [tuple(map(float, pair)) for pair in re.findall(r"M([\d.]+) ([\d.]+)h0", route.stops)]

    assert len(points) == len(stops)
    assert left >= 0
    assert left + width <= geo.WIDTH + 0.1
    assert top >= 0
    assert top + height <= geo.HEIGHT + 0.1
    for x, y in points:
        assert left - 0.1 <= x <= left + width + 0.1
        assert top - 0.1 <= y <= top + height + 0.1


def test_a_single_place_has_a_window_and_no_way() -> None:
    route = geo.route([(52.5, 13.4)])

    assert route.path == ""
    assert route.view_box.split()[2] == "300"


def degrees_between(a: tuple[float, float], b: tuple[float, float]) -> float:
    """The central angle, by the haversine formula."""
    lat_a, lon_a, lat_b, lon_b = map(math.radians, (*a, *b))
    h = math.sin((lat_b - lat_a) / 2) ** 2 + math.cos(lat_a) * math.cos(lat_b) * math.sin((lon_b - lon_a) / 2) ** 2
    return math.degrees(2 * math.asin(math.sqrt(min(1.0, h))))
