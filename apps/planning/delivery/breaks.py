"""Planning · drivers' rests: where they are laid on a round, and when its stops are reached then.

By Regulation (EC) No 561/2006, article 7, a driver rests for 45 minutes after 4½ hours of driving at the latest. Of
what it allows besides (a rest in two parts, a second driver) nothing is planned, and what article 6 says of a day's
and a week's driving is not looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .errors import PlanBroken
from .types import BreakRule, Problem, Route


@dataclass(frozen=True)
class Rest:
    """A rest that begins at an instant: at the `place`-th stop of a round (from 1), or on the way there.

    The way after the last stop leads home.
    """

    place: int
    is_on_the_way: bool
    begins: int


@dataclass(frozen=True)
class Timing:
    """When each stop of a round is begun with, the rests in their order, and when the vehicle is back."""

    begins: tuple[int, ...]
    rests: tuple[Rest, ...]
    back: int


@dataclass(frozen=True)
class _Way:
    """A way of driving a round up to a stop: the clock as its driver goes on, and for how long they have driven."""

    clock: int
    driven: int
    begins: tuple[int, ...] = ()
    rests: tuple[Rest, ...] = ()

    @property
    def on_the_way(self) -> int:
        return sum(rest.is_on_the_way for rest in self.rests)


def timing(problem: Problem, route: Route) -> Timing:
    """The round that is back earliest, with fewest rests on the way, where its vehicle leaves as early as it may.

    All places for rests are tried: on arrival, so that waiting for a stop to open counts as rest, after the work at a
    stop, and on the way where the driver may drive no further.

    Raises:
        PlanBroken: with its rests the round is late somewhere, or back too late.
    """
    kind = problem.fleet[route.vehicle]
    depot = problem.depots[kind.depot]
    opens, closes = max(depot.window.opens, kind.shift.opens), min(depot.window.closes, kind.shift.closes)
    ways = [_Way(opens, 0)]
    here = depot.place
    for place, number in enumerate(route.stops, start=1):
        stop = problem.stops[number]
        arrived = _driven(ways, int(problem.durations[here, stop.place]), place, kind.breaks)
        begun = [found for way in arrived for found in _begun(way, place, stop.window.opens, kind.breaks)]
        ways = _best([way for way in begun if way.clock <= stop.window.closes])
        ways = [replace(way, clock=way.clock + stop.service_time, begins=(*way.begins, way.clock)) for way in ways]
        ways += [_rested(way, place, kind.breaks) for way in ways if kind.breaks]
        here = stop.place
    home = _driven(ways, int(problem.durations[here, depot.place]), len(route.stops) + 1, kind.breaks)
    back = min(home, key=lambda way: (way.clock, way.on_the_way, len(way.rests)), default=None)
    if back is None or back.clock > closes:
        raise PlanBroken(broken="with its driver's rests a round is late")
    return Timing(back.begins, back.rests, back.clock)


def roomy(problem: Problem) -> Problem:
    """The problem with ways so much slower that rests find room in whatever keeps its limits.

    A way of a vehicle whose driver rests for b after driving for d takes (d + b) / d of its time: so much has passed
    on it at any point that all rests due until then have had their time.
    """
    rules = [kind.breaks for kind in problem.fleet if kind.breaks]
    share = max(((rule.after + rule.lasts) / rule.after for rule in rules), default=1.0)
    return replace(problem, durations=np.ceil(problem.durations * share).astype(np.int64))


def _driven(ways: list[_Way], travel: int, place: int, rule: BreakRule | None) -> list[_Way]:
    """The ways once the next stop is reached, with the rests that cannot wait until then."""
    if rule is None:
        return [replace(way, clock=way.clock + travel) for way in ways]
    found = []
    for way in ways:
        due = max(0, -(-(way.driven + travel) // rule.after) - 1)
        first = way.clock + rule.after - way.driven
        rests = tuple(Rest(place, True, first + number * (rule.after + rule.lasts)) for number in range(due))
        clock, driven = way.clock + travel + due * rule.lasts, way.driven + travel - due * rule.after
        found.append(replace(way, clock=clock, driven=driven, rests=(*way.rests, *rests)))
    return found


def _begun(way: _Way, place: int, opens: int, rule: BreakRule | None) -> list[_Way]:
    """A way as work at the stop begins: at once, or after a rest in which its opening may be waited for."""
    found = [replace(way, clock=max(way.clock, opens))]
    if rule is not None and way.driven:
        rested = _rested(way, place, rule)
        found.append(replace(rested, clock=max(rested.clock, opens)))
    return found


def _rested(way: _Way, place: int, rule: BreakRule | None) -> _Way:
    if rule is None:
        return way
    return replace(way, clock=way.clock + rule.lasts, driven=0, rests=(*way.rests, Rest(place, False, way.clock)))


def _best(ways: list[_Way]) -> list[_Way]:
    """The ways that no other one beats in clock, time driven and rests on the way at once."""
    found: list[_Way] = []
    for way in sorted(ways, key=lambda one: (one.clock, one.driven, len(one.rests))):
        if all(way.driven < other.driven or way.on_the_way < other.on_the_way for other in found):
            found.append(way)
    return found
