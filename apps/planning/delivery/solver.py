"""Planning · delivery routes by PyVRP's iterated local search: in workers and commands only, since it takes a core."""

from __future__ import annotations

import time
import warnings
from typing import Any

import numpy as np
import pyvrp
from pyvrp.exceptions import PenaltyBoundWarning

from .checking import checked
from .errors import NoPlan
from .types import Plan, Problem, Progress, Route, Watcher

_TELLS_EVERY = 200


def plan(
    problem: Problem, *, cpu_s: float, seed: int = 1, first: Plan | None = None, watch: Watcher | None = None
) -> Plan:
    """The best plan found in `cpu_s` seconds of CPU, beginning with `first` where one is given. Checked.

    The seconds count from the call. Problem and seed decide the search; how far it gets depends on the machine.

    Raises:
        NoPlan: none was found that keeps all limits.
    """
    data = _data(problem)
    budget = _Budget(cpu_s, watch)
    start = _solution(data, problem, first) if first is not None else None
    with warnings.catch_warnings(action="ignore", category=PenaltyBoundWarning):
        result = pyvrp.solve(data, budget, seed=seed, collect_stats=False, initial_solution=start)
    if not result.is_feasible():
        raise NoPlan()
    routes = (Route(route.vehicle_type(), tuple(_stops(route))) for route in result.best.routes())
    return checked(problem, tuple(routes))


class _Budget:
    """Stops a search once its CPU time is spent, and tells the watcher how it goes."""

    def __init__(self, cpu_s: float, watch: Watcher | None) -> None:
        self._began = time.process_time()
        self._cpu_s = cpu_s
        self._watch = watch
        self._iterations = 0

    def __call__(self, best_cost: int) -> bool:
        spent = time.process_time() - self._began
        self._iterations += 1
        if self._watch is not None and self._iterations % _TELLS_EVERY == 0:
            known = best_cost if best_cost < np.iinfo(np.int64).max else None
            if not self._watch(Progress(known, spent, self._iterations)):
                return True
        return spent >= self._cpu_s


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
                shift_duration=kind.longest,
                tw_early=kind.shift.opens,
                tw_late=kind.shift.closes,
            )
            for kind in problem.fleet
        ],
        distance_matrices=distances,
        duration_matrices=durations,
    )


def _solution(data: pyvrp.ProblemData, problem: Problem, plan: Plan) -> pyvrp.Solution:
    return pyvrp.Solution(data, [pyvrp.Route(data, list(route.stops), route.vehicle) for route in plan.routes])


def _stops(route: pyvrp.Route) -> list[int]:
    return [activity.idx for activity in route.schedule() if activity.is_client()]
