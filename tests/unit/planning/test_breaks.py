"""Drivers' rests: laid where they cost least, never left out, and always found room for."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from apps.planning.delivery import breaks, solver
from apps.planning.delivery.checking import checked
from apps.planning.delivery.errors import NoPlan, PlanBroken
from apps.planning.delivery.types import BreakRule, Depot, Problem, Route, Stop, VehicleKind, Window

RULE = BreakRule(270, 45)
DAY = Window(0, 1440)


def line(*minutes: int, windows: dict[int, Window] | None = None, shift: Window = DAY, service: int = 10) -> Problem:
    """Stops along a straight road, each so many minutes beyond the one before; one vehicle and its driver."""
    at = np.cumsum((0, *minutes))
    durations = np.abs(at[:, None] - at[None, :]).astype(np.int64)
    stops = tuple(Stop(place, (1,), (windows or {}).get(place, DAY), service) for place in range(1, len(minutes) + 1))
    kind = VehicleKind(1, (99,), shift=shift, breaks=RULE)
    return Problem((Depot(0, DAY),), stops, (kind,), durations, durations)


def round_of(problem: Problem) -> breaks.Timing:
    return breaks.timing(problem, Route(0, tuple(range(len(problem.stops)))))


def test_short_days_have_no_rest() -> None:
    assert round_of(line(60, 60)) == breaks.Timing((60, 130), (), 260)


def test_a_driver_rests_before_four_and_a_half_hours_at_the_wheel_are_over() -> None:
    found = round_of(line(120, 60))

    assert found.back == 180 + 10 + 10 + 180 + 45
    assert found.rests in {(breaks.Rest(2, False, place),) for place in (190, 200)}, "at a stop rather than on the way"
    assert round_of(line(135)).rests == (), "four and a half hours are driven, not more"
    assert round_of(line(500)).rests[0] == breaks.Rest(1, True, 270)


def test_waiting_for_a_stop_to_open_is_rest() -> None:
    found = round_of(line(120, 60, windows={2: Window(240, 300)}))

    assert found.rests == (breaks.Rest(2, False, 190),)
    assert (found.begins, found.back) == ((120, 240), 240 + 10 + 180)


def test_a_rest_that_would_make_the_round_late_is_laid_after_the_work() -> None:
    found = round_of(line(200, windows={1: Window(0, 210)}))

    assert found.begins == (200,)
    assert found.rests[0].begins >= 210


@pytest.mark.parametrize(
    ("problem", "is_kept"), [(line(180, shift=Window(0, 370)), False), (line(180, shift=Window(0, 415)), True)]
)
def test_a_round_that_has_no_time_for_its_rest_is_no_plan(problem: Problem, is_kept: bool) -> None:
    without = replace(problem, fleet=(replace(problem.fleet[0], breaks=None),))

    assert checked(without, (Route(0, (0,)),)).distance == 360
    if is_kept:
        assert checked(problem, (Route(0, (0,)),)).distance == 360
        with pytest.raises(PlanBroken, match="out for 415"):
            checked(replace(problem, fleet=(replace(problem.fleet[0], longest=400),)), (Route(0, (0,)),))
    else:
        with pytest.raises(PlanBroken, match="rests"):
            checked(problem, (Route(0, (0,)),))
        with pytest.raises(NoPlan):
            solver.plan(problem, cpu_s=0.1)


def test_the_earliest_way_home_is_found_among_all_places_for_rests() -> None:
    """Held against every way of resting before, after or not at each of four stops."""
    rng = np.random.default_rng(5)
    for _ in range(60):
        legs = [int(leg) for leg in rng.integers(20, 200, size=4)]
        opens = [int(opens) for opens in rng.integers(0, 700, size=4)]
        problem = line(
            *legs, windows={place + 1: Window(opens[place], 2000) for place in range(4)}, shift=Window(0, 3000)
        )
        problem = replace(problem, depots=(Depot(0, Window(0, 3000)),))
        tried = [_back(problem, choice) for choice in product((0, 1, 2), repeat=4)]

        assert round_of(problem).back == min(tried)


def _back(problem: Problem, choice: tuple[int, ...]) -> int:
    """When a round is back whose driver rests at each stop before the work (1), after it (2) or not (0)."""
    clock, driven, here = 0, 0, 0
    for number, rests in enumerate((*choice, 0)):
        there = problem.stops[number].place if number < len(choice) else 0
        for _ in range(int(problem.durations[here, there])):
            if driven == RULE.after:
                clock, driven = clock + RULE.lasts, 0
            clock, driven = clock + 1, driven + 1
        if number == len(choice):
            break
        if rests == 1:
            clock, driven = clock + RULE.lasts, 0
        clock = max(clock, problem.stops[number].window.opens) + problem.stops[number].service_time
        if rests == 2:
            clock, driven = clock + RULE.lasts, 0
        here = there
    return clock


def test_a_search_makes_room_for_rests_where_the_shortest_rounds_have_none() -> None:
    """The shortest round serves both far stops and would be late with its rest: two vehicles share them instead."""
    problem = line(150, 30, 5, windows={3: Window(0, 215)}, service=5)
    two = replace(problem, fleet=(replace(problem.fleet[0], count=2, shift=Window(0, 440)),))
    plain = replace(two, fleet=(replace(two.fleet[0], breaks=None),))
    assert len(solver.plan(plain, cpu_s=0.1).routes) == 1

    plan = solver.plan(two, cpu_s=0.4)

    assert sorted(stop for route in plan.routes for stop in route.stops) == [0, 1, 2]
    for route in plan.routes:
        found = breaks.timing(two, route)
        assert found.back <= 440
        assert found.rests
