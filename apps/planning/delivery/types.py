"""Planning · delivery routes: what is to be planned, and the plan."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

EVER = 2**40


@dataclass(frozen=True)
class Window:
    """From when until when a vehicle may be served, in the problem's units of time."""

    opens: int = 0
    closes: int = EVER


@dataclass(frozen=True)
class Depot:
    """Where vehicles start and end; `place` is a row of the matrices."""

    place: int
    window: Window = Window()


@dataclass(frozen=True)
class Stop:
    """What is to be delivered at a place: a load in each of the fleet's measures, such as grams and litres."""

    place: int
    load: tuple[int, ...]
    window: Window = Window()
    service_time: int = 0
    name: str = ""


@dataclass(frozen=True)
class BreakRule:
    """A driver rests for `lasts` after driving for `after` at the latest, in the problem's units of time."""

    after: int
    lasts: int


@dataclass(frozen=True)
class VehicleKind:
    """Vehicles that are alike: how many, what each carries, where it starts and ends (an index of the depots).

    A round costs `fixed_cost`, and `unit_cost` for each unit of distance.
    """

    count: int
    capacity: tuple[int, ...]
    depot: int = 0
    shift: Window = Window()
    longest: int = EVER
    fixed_cost: int = 0
    name: str = ""
    unit_cost: int = 1
    breaks: BreakRule | None = None


@dataclass(frozen=True, eq=False)
class Problem:
    """Stops to be served by a fleet at the least distance.

    `distances` and `durations` are square matrices of whole numbers, from row to
    column, over all places (metres and seconds, or the units of a published instance).
    `points` are the places' coordinates, for pictures only.
    """

    depots: tuple[Depot, ...]
    stops: tuple[Stop, ...]
    fleet: tuple[VehicleKind, ...]
    distances: np.ndarray
    durations: np.ndarray
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True)
class Route:
    """One vehicle's round: the kind of vehicle and the stops in their order (indices of the problem's)."""

    vehicle: int
    stops: tuple[int, ...]


@dataclass(frozen=True)
class Plan:
    """Rounds that serve every stop once. `distance` is their sum, `cost` adds the vehicles' fixed costs."""

    routes: tuple[Route, ...]
    distance: int
    cost: int


@dataclass(frozen=True)
class Progress:
    """Where a search stands: the best cost so far (None: no plan that holds yet) and the CPU seconds spent."""

    best_cost: int | None
    cpu_s: float
    iterations: int


class Watcher(Protocol):
    """Told now and then how the search goes; answers whether it shall go on."""

    def __call__(self, progress: Progress) -> bool: ...
