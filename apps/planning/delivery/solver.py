"""Planning · delivery routes by PyVRP's iterated local search: in workers and commands only, since it takes a core."""

from __future__ import annotations

import random
import time
import warnings
from itertools import chain
from typing import Any

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning

from . import breaks, regions
from .checking import checked, cost_of
from .errors import NoPlan, PlanBroken
from .types import Plan, Problem, Progress, Route, Watcher

_TELLS_EVERY = 200
_MANY = 400
_REGION = 250
_WHOLE = 0.2
_TURNS = 3


def plan(
    problem: Problem, *, cpu_s: float, seed: int = 1, first: Plan | None = None, watch: Watcher | None = None
) -> Plan:
    """The best plan found in `cpu_s` seconds of CPU, beginning with `first` where one is given. Checked.

    The seconds count from the call. Problem and seed decide the search; how far it gets depends on the machine. Many
    stops are planned whole at first, and then region by region. The solver knows no drivers' rests: where the plan of
    half the time has no room for them, it is planned anew as if every way took longer (`breaks.roomy`).

    Raises:
        NoPlan: none was found that keeps all limits.
    """
    clock = _Clock(watch)
    routes = first.routes if first is not None else None
    if not any(kind.breaks for kind in problem.fleet):
        return checked(problem, _planned(problem, routes, clock, cpu_s, seed))
    half = _planned(problem, routes, clock, cpu_s / 2, seed)
    kept = _kept(problem, half)
    if kept is None:
        return checked(problem, _planned(breaks.roomy(problem), None, clock, cpu_s, seed))
    better = _kept(problem, _planned(problem, half, clock, cpu_s, seed + 1))
    return kept if better is None or kept.cost < better.cost else better


def _kept(problem: Problem, routes: tuple[Route, ...]) -> Plan | None:
    """The plan of routes, where drivers find their rests on them."""
    try:
        return checked(problem, routes)
    except PlanBroken:
        return None


def _planned(
    problem: Problem, routes: tuple[Route, ...] | None, clock: _Clock, until_s: float, seed: int
) -> tuple[Route, ...]:
    """The best routes found until so many CPU seconds of the clock are spent, without rests."""
    if len(problem.stops) < _MANY:
        return _searched(problem, routes, _Budget(clock, until_s, until_s), seed)
    from_s = clock.spent()
    whole_s = from_s + _WHOLE * (until_s - from_s)
    routes = _searched(problem, routes, _Budget(clock, whole_s, until_s), seed)
    rng = random.Random(seed)  # noqa: S311  draws where to search next
    for turn in range(1, _TURNS + 1):
        parts = regions.groups(problem, routes, most_stops=_REGION, rng=rng)
        ends_s = whole_s + (until_s - whole_s) * turn / _TURNS
        for number, part in enumerate(parts):
            others = [route for other in parts if other is not part for route in other]
            area = regions.region(problem, part, others=others)
            region_s = clock.spent() + (ends_s - clock.spent()) / (len(parts) - number)
            budget = _Budget(clock, region_s, region_s, beside=sum(cost_of(problem, route) for route in others))
            parts[number] = area.whole(_searched(area.problem, area.routes, budget, seed + turn))
        routes = tuple(chain.from_iterable(parts))
    return routes


class _Clock:
    """CPU seconds since a search began, and who is told of them; `stopped` once the watcher has had enough."""

    def __init__(self, watch: Watcher | None) -> None:
        self._began = time.process_time()
        self._watch = watch
        self.stopped = False

    def spent(self) -> float:
        return time.process_time() - self._began

    def tell(self, best_cost: int | None, iterations: int) -> None:
        if self._watch is not None and not self._watch(Progress(best_cost, self.spent(), iterations)):
            self.stopped = True


class _Budget:
    """Stops a search at `enough_s` where a plan is found, at `most_s` in any case. `beside`: the cost of what stays."""

    def __init__(self, clock: _Clock, enough_s: float, most_s: float, beside: int = 0) -> None:
        self._clock = clock
        self._enough_s = enough_s
        self._most_s = most_s
        self._beside = beside
        self._iterations = 0

    def __call__(self, best_cost: int) -> bool:
        found = best_cost < np.iinfo(np.int64).max
        self._iterations += 1
        if self._iterations % _TELLS_EVERY == 0:
            self._clock.tell(self._beside + best_cost if found else None, self._iterations)
        return self._clock.stopped or self._clock.spent() >= (self._enough_s if found else self._most_s)


def _searched(problem: Problem, routes: tuple[Route, ...] | None, budget: _Budget, seed: int) -> tuple[Route, ...]:
    data = _data(problem)
    start = _solution(data, routes) if routes is not None else None
    with warnings.catch_warnings(action="ignore", category=PenaltyBoundWarning):
        result = pyvrp.solve(data, budget, seed=seed, collect_stats=False, initial_solution=start)
    if not result.is_feasible():
        raise NoPlan()
    return tuple(Route(route.vehicle_type(), tuple(_stops(route))) for route in result.best.routes())


def _data(problem: Problem) -> pyvrp.ProblemData:
    # Its stubs say ndarray[int], which no array is.
    distances: Any = [problem.distances]
    durations: Any = [problem.durations]
    return pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _ in range(len(problem.distances))],
        clients=[
            pyvrp.Client(
                stop.place,
                delivery=list(stop.load),
                service_duration=stop.service_time,
                tw_early=stop.window.opens,
                tw_late=stop.window.closes,
            )
            for stop in problem.stops
        ],
        depots=[pyvrp.Depot(depot.place, depot.window.opens, depot.window.closes) for depot in problem.depots],
        vehicle_types=[
            pyvrp.VehicleType(
                kind.count,
                list(kind.capacity),
                start_depot=kind.depot,
                end_depot=kind.depot,
                fixed_cost=kind.fixed_cost,
                unit_distance_cost=kind.unit_cost,
                shift_duration=kind.longest,
                tw_early=kind.shift.opens,
                tw_late=kind.shift.closes,
            )
            for kind in problem.fleet
        ],
        distance_matrices=distances,
        duration_matrices=durations,
    )


def _solution(data: pyvrp.ProblemData, routes: tuple[Route, ...]) -> pyvrp.Solution:
    return pyvrp.Solution(data, [pyvrp.Route(data, list(route.stops), route.vehicle) for route in routes])


def _stops(route: pyvrp.Route) -> list[int]:
    return [activity.idx for activity in route.schedule() if activity.is_client()]
