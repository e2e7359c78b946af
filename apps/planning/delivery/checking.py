"""Planning · whether a plan holds, reckoned anew from the problem alone: no solver's word is taken for it."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from .breaks import timing
from .errors import PlanBroken
from .types import Plan, Problem, Route


def checked(problem: Problem, routes: tuple[Route, ...]) -> Plan:
    """The plan of these routes, with its distance and cost.

    A vehicle leaves as late as it can without being late anywhere, waits where it is
    early, and is away no longer than its kind allows, the rests of its driver added.

    Raises:
        PlanBroken: a stop is left out or served twice, a vehicle is overloaded, late, out too long, or not there.
    """
    served = Counter(stop for route in routes for stop in route.stops)
    _require(set(served) == set(range(len(problem.stops))), "a stop is left out, or unknown")
    _require(max(served.values(), default=1) == 1, "a stop is served twice")
    used = Counter(route.vehicle for route in routes)
    for number, kind in enumerate(problem.fleet):
        _require(used[number] <= kind.count, f"{used[number]} vehicles are used where there are {kind.count}")
    for route in routes:
        _check_load(problem, route)
        away = _time_away(problem, route)
        rests = timing(problem, route).rests if problem.fleet[route.vehicle].breaks else ()
        _check_away(problem, route, away, len(rests))
    distance = sum(distance_of(problem, route) for route in routes)
    return Plan(routes, distance, sum(cost_of(problem, route) for route in routes))


def distance_of(problem: Problem, route: Route) -> int:
    """From the depot over all stops and back, in the problem's unit."""
    places = _places(problem, route)
    return int(sum(problem.distances[a, b] for a, b in pairwise(places)))


def cost_of(problem: Problem, route: Route) -> int:
    """What a round's distance costs, and its vehicle's fixed cost."""
    kind = problem.fleet[route.vehicle]
    return distance_of(problem, route) * kind.unit_cost + kind.fixed_cost


def _places(problem: Problem, route: Route) -> list[int]:
    home = problem.depots[problem.fleet[route.vehicle].depot].place
    return [home, *(problem.stops[stop].place for stop in route.stops), home]


def _check_load(problem: Problem, route: Route) -> None:
    capacity = problem.fleet[route.vehicle].capacity
    loads = [problem.stops[stop].load for stop in route.stops]
    for measure, most in enumerate(capacity):
        carried = sum(load[measure] for load in loads)
        _require(carried <= most, f"a vehicle carries {carried} of {most}")


def _time_away(problem: Problem, route: Route) -> int:
    """How long the vehicle is away without rests, within all windows, by Savelsbergh's rule for segments (1992)."""
    kind = problem.fleet[route.vehicle]
    depot = problem.depots[kind.depot]
    begins, ends = max(depot.window.opens, kind.shift.opens), min(depot.window.closes, kind.shift.closes)
    earliest, latest, lasts = begins, ends, 0
    places = _places(problem, route)
    services = [0, *(problem.stops[stop].service_time for stop in route.stops), 0]
    windows = [None, *(problem.stops[stop].window for stop in route.stops), None]
    for number in range(1, len(places)):
        travel = services[number - 1] + int(problem.durations[places[number - 1], places[number]])
        window = windows[number]
        opens, closes = (window.opens, window.closes) if window else (begins, ends)
        arrives = earliest + lasts + travel
        _require(arrives <= closes, f"stop {number} is reached at {arrives}, after it closes at {closes}")
        wait = max(0, opens - (latest + lasts + travel))
        earliest = max(earliest, opens - lasts - travel - wait)
        latest = min(latest, closes - lasts - travel)
        lasts += travel + wait
    return lasts


def _check_away(problem: Problem, route: Route, away: int, rests: int) -> None:
    kind = problem.fleet[route.vehicle]
    lasts = away + (rests * kind.breaks.lasts if kind.breaks else 0)
    _require(lasts <= kind.longest, f"a vehicle is out for {lasts} of {kind.longest}")


def _require(holds: bool, broken: str) -> None:
    if not holds:
        raise PlanBroken(broken=broken)
