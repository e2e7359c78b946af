"""What positions tell, in whatever order they came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.shipping import rules
from apps.shipping.types import IncidentKind

START = datetime(2026, 11, 1, 8, tzinfo=UTC)


def point(minute: float, latitude: float, longitude: float = 10.0, celsius: float | None = None) -> rules.Point:
    return rules.Point(START + timedelta(minutes=minute), latitude, longitude, celsius)


# 0.01 degrees of latitude are 1,112 m: 67 km/h by the minute.
ROAD = [point(minute, 50 + minute / 100, celsius=4.0) for minute in range(12)]
GLITCH = point(5.5, 57.0, celsius=4.0)


@given(st.permutations([*ROAD, GLITCH]))
def test_a_point_out_of_reach_is_left_out_in_any_order(points: list[rules.Point]) -> None:
    assert rules.believable(points, max_kmh=160) == ROAD


def test_where_three_points_agree_the_track_goes_on_from_them() -> None:
    ferried = [point(20 + minute, 57 + minute / 100) for minute in range(4)]

    assert rules.believable([*ROAD, *ferried], max_kmh=160) == [*ROAD, *ferried]
    assert rules.believable([*ROAD, *ferried[:2]], max_kmh=160) == ROAD


@given(st.lists(st.builds(point, st.integers(0, 600), st.floats(-80, 80), st.floats(-179, 179)), max_size=12,
                unique_by=lambda one: one.at))  # fmt: skip
def test_a_track_is_a_part_of_what_was_told_in_the_order_of_its_instants(points: list[rules.Point]) -> None:
    track = rules.believable(points, max_kmh=160)

    assert set(track) <= set(points)
    assert [one.at for one in track] == sorted(one.at for one in track)
    assert bool(track) == bool(points)


def test_the_distance_from_paris_to_new_york() -> None:
    """Great circle of 5,837 km between (48.8567, 2.3508) and (40.7128, -74.0060) on a sphere of 6,371 km."""
    assert rules.distance_m((48.8567, 2.3508), (40.7128, -74.0060)) == pytest.approx(5_837_000, rel=0.001)


def test_fences_are_entered_and_left() -> None:
    fences = {"depot": (50.0, 10.0, 500.0), "town": (50.0, 10.0, 20_000.0)}

    assert rules.entered_and_left([], point(0, 50.0), fences) == (["depot", "town"], [])
    assert rules.entered_and_left(["depot", "town"], point(1, 50.1), fences) == ([], ["depot"])
    assert rules.entered_and_left(["town"], point(2, 51.0), fences) == ([], ["town"])


@given(st.permutations(range(8)))
def test_readings_beyond_a_threshold_are_one_stretch_until_half_an_hour_lies_between(order: list[int]) -> None:
    readings = [4.0, 9.0, 11.5, 8.5, 4.0, 4.0, 9.5, 1.0]
    minutes = [0, 10, 20, 40, 50, 80, 90, 100]
    points = [point(minutes[place], 50, celsius=readings[place]) for place in order]

    warm, again, cold = sorted(rules.breaches(points, least=2.0, most=8.0), key=lambda one: one.first_at)

    assert (warm.kind, warm.first_at, warm.last_at, warm.worst) == (
        IncidentKind.TOO_WARM, point(10, 0).at, point(40, 0).at, 11.5
    )  # fmt: skip
    assert (again.kind, again.first_at, again.worst) == (IncidentKind.TOO_WARM, point(90, 0).at, 9.5)
    assert (cold.kind, cold.worst, cold.limit) == (IncidentKind.TOO_COLD, 1.0, 2.0)
    assert rules.breaches(points, least=None, most=None) == []
