"""Fulfilment · rounds of own vehicles as a planner's problem, and back: pure. Metres, and seconds of the day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import time
from decimal import Decimal

import numpy as np

from apps.planning.delivery import breaks
from apps.planning.delivery.types import BreakRule, Depot, Plan, Problem, Route, Stop, VehicleKind, Window

_EARTH_M = 6_371_000.0
DETOUR = 1.3
"""Roads are longer than the straight line. Source: Ballou, Rahardja and Sakai, Transportation Research A 36 (2002)."""
_LEAST_METRE_COST = 10
"""Of the cheapest kind. A planner's penalties are bounded: costs must stay small beside them, loads be told finely."""
_MILLI = 1000
RESTS = BreakRule(after=4 * 3600 + 1800, lasts=45 * 60)
"""Source: Regulation (EC) No 561/2006, article 7."""
_DAY_S = 86_400


@dataclass(frozen=True)
class VehicleFacts:
    """Vehicles that are alike. Costs of a day and of a metre are in the planner's own units (`units`)."""

    key: int
    count: int
    most_g: int
    most_litres: int
    shift: tuple[time, time]
    speed_kmh: int
    day_cost: int
    metre_cost: int
    has_breaks: bool = True


@dataclass(frozen=True)
class StopFacts:
    """A stop; degrees north and east, and from when until when somebody is there (None: always)."""

    key: int
    lat: float
    lon: float
    weight_g: int
    litres: int
    opens: time | None
    closes: time | None
    minutes: int


@dataclass(frozen=True)
class Timed:
    """A stop on its round: the round from 1, its place from 1, and when the vehicle is there, in seconds of the day."""

    key: int
    vehicle: int
    round: int
    place: int
    arrives: time


@dataclass(frozen=True)
class TimedRest:
    """A driver's rest on a round, at its `place`-th stop or on the way there."""

    round: int
    place: int
    is_on_the_way: bool
    begins: time
    minutes: int


def units(km_costs: Sequence[Decimal]) -> Decimal:
    """How many units of cost one unit of the currency is for the planner, given what a kilometre costs by each kind."""
    least = min((cost for cost in km_costs if cost), default=Decimal(1))
    return _LEAST_METRE_COST * 1000 / least


def problem(home: tuple[float, float], fleet: Sequence[VehicleFacts], stops: Sequence[StopFacts]) -> Problem:
    """What is to be planned; every vehicle drives as fast as the slowest kind on average."""
    points = np.radians(np.array([home, *((stop.lat, stop.lon) for stop in stops)]))
    distances = np.rint(_straight_m(points) * DETOUR).astype(np.int64)
    metres_a_second = min(kind.speed_kmh for kind in fleet) / 3.6
    return Problem(
        depots=(Depot(0, Window(0, _DAY_S)),),
        stops=tuple(
            Stop(
                place=number,
                load=(stop.weight_g, stop.litres * _MILLI),
                window=Window(
                    _seconds(stop.opens) if stop.opens else 0, _seconds(stop.closes) if stop.closes else _DAY_S
                ),
                service_time=stop.minutes * 60,
            )
            for number, stop in enumerate(stops, start=1)
        ),
        fleet=tuple(
            VehicleKind(
                count=kind.count,
                capacity=(kind.most_g, kind.most_litres * _MILLI),
                shift=Window(_seconds(kind.shift[0]), _seconds(kind.shift[1])),
                fixed_cost=kind.day_cost,
                unit_cost=kind.metre_cost,
                breaks=RESTS if kind.has_breaks else None,
            )
            for kind in fleet
        ),
        distances=distances,
        durations=np.rint(distances / metres_a_second).astype(np.int64),
    )


def timed(
    given: Problem, plan: Plan, fleet: Sequence[VehicleFacts], stops: Sequence[StopFacts]
) -> tuple[list[Timed], list[TimedRest]]:
    """Every stop of a plan and when work there begins, and every driver's rest.

    A vehicle leaves as its shift begins, and waits where it is early.
    """
    found, rests = [], []
    for number, route in enumerate(plan.routes, start=1):
        timing = breaks.timing(given, route)
        vehicle = fleet[route.vehicle].key
        found += [
            Timed(stops[stop].key, vehicle, number, place, _time(begins))
            for place, (stop, begins) in enumerate(zip(route.stops, timing.begins, strict=True), start=1)
        ]
        rests += [
            TimedRest(number, one.place, one.is_on_the_way, _time(one.begins), RESTS.lasts // 60)
            for one in timing.rests
        ]
    return found, rests


def kept_of(plan: Plan, fleet: Sequence[VehicleFacts], stops: Sequence[StopFacts]) -> list[tuple[int, list[int]]]:
    """A plan's rounds by the keys of their vehicle and stops: `routes_of` backwards."""
    return [(fleet[route.vehicle].key, [stops[stop].key for stop in route.stops]) for route in plan.routes]


def routes_of(
    rounds: Sequence[tuple[int, Sequence[int]]], fleet: Sequence[VehicleFacts], stops: Sequence[StopFacts]
) -> tuple[Route, ...]:
    """Rounds as kept, (vehicle's key, stops' keys in their order), as the planner's routes; empty ones are none."""
    kind = {one.key: number for number, one in enumerate(fleet)}
    index = {one.key: number for number, one in enumerate(stops)}
    return tuple(Route(kind[vehicle], tuple(index[key] for key in keys)) for vehicle, keys in rounds if keys)


def moved(
    rounds: Sequence[tuple[int, Sequence[int]]], key: int, *, to_round: int, to_place: int
) -> list[tuple[int, list[int]]]:
    """The rounds once a stop stands at a place (from 1) of a round (from 1); other stops keep their order."""
    found = [(vehicle, [one for one in keys if one != key]) for vehicle, keys in rounds]
    found[to_round - 1][1].insert(max(to_place - 1, 0), key)
    return found


def _straight_m(points: np.ndarray) -> np.ndarray:
    """Great-circle distances between all points, given in radians, by the haversine formula."""
    lat, lon = points[:, 0], points[:, 1]
    half = (
        np.sin((lat[:, None] - lat) / 2) ** 2
        + np.cos(lat[:, None]) * np.cos(lat) * np.sin((lon[:, None] - lon) / 2) ** 2
    )
    return np.asarray(2 * _EARTH_M * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def _seconds(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


def _time(seconds: int) -> time:
    return time(min(seconds // 3600, 23), seconds // 60 % 60)
