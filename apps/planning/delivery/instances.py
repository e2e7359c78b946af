"""Planning · published routing problems: VRPLIB (CVRP, VRPTW, MDVRPTW) and Solomon's form, and their solutions.

Costs are comparable only where distances are rounded as the collection says: to the nearest whole number (CVRP of
Uchoa et al. 2017), truncated to one decimal (VRPTW, convention of the 12th DIMACS challenge), or to three decimals
(MDVRPTW of Vidal et al. 2013). All are kept as whole numbers of that last decimal; the last are stated so, too.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import numpy as np
import vrplib

from .errors import UnreadableInstance
from .types import EVER, Depot, Plan, Problem, Stop, VehicleKind, Window


class Rounding(StrEnum):
    """How a collection rounds distances."""

    NEAREST = "nearest"
    DIMACS = "dimacs"
    EXACT = "exact"


_SCALES = {Rounding.NEAREST: 1, Rounding.DIMACS: 10, Rounding.EXACT: 1000}
_ROUNDED: Mapping[Rounding, Callable[[np.ndarray], np.ndarray]] = {
    Rounding.NEAREST: np.rint,
    Rounding.DIMACS: lambda values: np.floor(10 * values),
    Rounding.EXACT: lambda values: np.rint(1000 * values),
}
_BY_TYPE = {"CVRP": Rounding.NEAREST, "VRPTW": Rounding.DIMACS, "MDVRPTW": Rounding.EXACT}


@dataclass(frozen=True)
class Instance:
    """A published problem with its name and rounding."""

    name: str
    problem: Problem
    rounding: Rounding

    def stated(self, cost: int) -> str:
        """A cost as the collection prints it."""
        return f"{cost / 10:.1f}" if self.rounding is Rounding.DIMACS else str(cost)


def read(path: Path, *, rounding: Rounding | None = None) -> Instance:
    """A problem from a file; `rounding` is by its type where none is given.

    Raises:
        OSError: the file cannot be read.
        UnreadableInstance: it is no routing problem, or one with what we do not plan.
    """
    is_solomon = path.suffix.lower() == ".txt"
    try:
        given = vrplib.read_instance(
            path, instance_format="solomon" if is_solomon else "vrplib", compute_edge_weights=False
        )
    except OSError:
        raise
    except Exception as error:
        raise UnreadableInstance(problem=f"{type(error).__name__}: {error}") from error
    kind = "VRPTW" if is_solomon else str(given.get("type", ""))
    if kind not in _BY_TYPE:
        raise UnreadableInstance(problem=f"type {kind or 'not stated'}; known are {', '.join(_BY_TYPE)}")
    missing = [key for key in ("node_coord", "demand", "capacity") if key not in given]
    if missing:
        raise UnreadableInstance(problem=f"{', '.join(missing)} is missing")
    chosen = rounding or _BY_TYPE[kind]
    return Instance(str(given.get("name", path.stem)), _problem(given, chosen), chosen)


def best_known(path: Path) -> float:
    """The cost that a solution's file states.

    Raises:
        OSError, UnreadableInstance: it cannot be read, or states none.
    """
    for line in reversed(path.read_text(encoding="utf-8").splitlines()):
        name, _, value = line.strip().replace(":", " ").partition(" ")
        if name.lower() == "cost":
            try:
                return float(value)
            except ValueError:
                break
    raise UnreadableInstance(problem=f"{path.name} has no line “Cost …”")


def write_solution(path: Path, plan: Plan, instance: Instance) -> None:
    """Write a plan as VRPLIB does: a line a route with the numbers of its customers, then the cost."""
    stops = instance.problem.stops
    lines = [
        f"Route #{number}: {' '.join(str(stops[stop].place) for stop in route.stops)}"
        for number, route in enumerate(plan.routes, start=1)
    ]
    path.write_text("\n".join([*lines, f"Cost {instance.stated(plan.distance)}", ""]), encoding="utf-8")


def _problem(given: Mapping[str, Any], rounding: Rounding) -> Problem:
    points = np.asarray(given["node_coord"], dtype=float)
    apart = points[:, None, :] - points[None, :, :]
    distances = _ROUNDED[rounding](np.sqrt((apart**2).sum(axis=2))).astype(np.int64)
    scale = _SCALES[rounding]
    homes = [int(one) for one in np.atleast_1d(given.get("depot", [0]))]
    count = len(points)
    windows = [Window(int(opens * scale), int(closes * scale)) for opens, closes in given.get("time_window", [])]
    windows = windows or [Window()] * count
    services = np.broadcast_to(np.asarray(given.get("service_time", 0)), (count,))
    stops = tuple(
        Stop(place, (int(given["demand"][place]),), windows[place], int(services[place] * scale), str(place))
        for place in range(count)
        if place not in homes
    )
    return Problem(
        depots=tuple(Depot(home, windows[home]) for home in homes),
        stops=stops,
        fleet=_fleet(given, homes, scale, len(stops)),
        distances=distances,
        durations=distances,
        points=tuple((float(x), float(y)) for x, y in points),
    )


def _fleet(given: Mapping[str, Any], homes: list[int], scale: int, stops: int) -> tuple[VehicleKind, ...]:
    capacity = (int(given["capacity"]),)
    longest = int(given["vehicles_max_duration"] * scale) if "vehicles_max_duration" in given else EVER
    if "vehicles_depot" not in given:
        return (VehicleKind(int(given.get("vehicles", stops)), capacity, longest=longest),)
    based = [int(one) - 1 for one in given["vehicles_depot"]]
    return tuple(VehicleKind(based.count(home), capacity, depot, longest=longest) for depot, home in enumerate(homes))
