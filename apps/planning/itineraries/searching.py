"""Planning · the ways to travel of which none is better in everything: label-setting over timetables.

A label is dropped where another at its hub, or one that has arrived, is as good in cost, arrival, carbon and
reliability (Martins 1984). What is still to come is bounded from below on the network without its timetables, as NAMOA*
does (Mandow and Pérez de la Cruz 2010). Labels are taken in order of the sum of all four, each as a multiple of its
bound at the origin: balanced ways arrive first, and spare most of the others.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from itertools import count
from math import inf, prod
from operator import mul
from typing import NamedTuple

from .timetable import Figures, Line, Timetable, hours_of
from .types import Itinerary, Leg, Question

_HOUR = timedelta(hours=1)
_TINY = 1e-9
_Four = tuple[float, float, float, float]


class _Label(NamedTuple):
    """A way to a hub, `figures` with the hours counted from when the goods were ready; `been` are the hubs before it.

    Labels are taken by rank, and of equal ones the first that was made.
    """

    rank: float
    number: int
    figures: _Four
    hub: str
    line: Line | None
    departs: float
    before: _Label | None
    been: frozenset[str]


def search(
    timetable: Timetable,
    question: Question,
    *,
    tolerance: float = 0.0,
    most: int | None = None,
    beside: Sequence[Itinerary] = (),
) -> list[Itinerary]:
    """The itineraries of which none is beaten in all of cost, arrival, carbon and reliability, the cheapest first.

    With a `tolerance` of 0.05 one is left out, too, where another is at most that part worse in everything: few
    that differ are told in place of many that hardly do. None are found where the goods cannot arrive in time.
    Goods wait no longer than they must: of a service the first departure that they can reach is taken.
    `most` ends the search with so many, the balanced ones: cheaper than all where only some are wanted. What the
    itineraries `beside` it beat is not told, nor are they themselves.
    """
    least = timetable.least_to(question.destination)
    if question.origin == question.destination or question.origin not in least:
        return []
    going = _Search(timetable, question, tolerance, least)
    for one in beside:
        going.settle(question.destination, timetable.figures_of(one))
    arrived = going.run(most)
    found = [_itinerary(label, question, timetable) for label in arrived]
    return sorted(found, key=lambda one: (one.cost, one.arrives_at))


class _Search:
    """One question's labels: those settled, by hub, and those in the queue."""

    def __init__(
        self, timetable: Timetable, question: Question, tolerance: float, least: Mapping[str, Figures[float]]
    ) -> None:
        self._lines = timetable.lines
        self._figures = timetable.figures
        self._question = question
        self._least = least
        self._holding = float(timetable.network.holding_cost)
        self._handled = timetable.network.handled
        self._begins = hours_of(question.ready_at)
        self._latest = inf if question.due_by is None else hours_of(question.due_by) - self._begins
        self._slack = 1 + tolerance
        self._shares = [1 / max(one, _TINY) for one in least[question.origin]]
        self._settled: dict[str, list[_Four]] = defaultdict(list)
        self._goals = self._settled[question.destination]
        self._queue: list[_Label] = []
        self._made = count()

    def settle(self, hub: str, known: _Four) -> None:
        """Hold what comes to a hub against this, which beats what is better by the tolerance at most."""
        cost, hours, co2_g, doubt = known
        slack = self._slack
        self._settled[hub].append(
            ((cost - _TINY) / slack, (hours - _TINY) / slack, (co2_g - _TINY) / slack, (doubt - _TINY) / slack)
        )

    def run(self, most: int | None) -> list[_Label]:
        """The labels that arrived, so many at most."""
        goal, arrived = self._question.destination, []
        nothing = (0.0, 0.0, 0.0, 0.0)
        self._queue = [
            _Label(0.0, next(self._made), nothing, self._question.origin, None, self._begins, None, frozenset())
        ]
        while self._queue:
            label = heapq.heappop(self._queue)
            if _is_beaten(*label.figures, self._settled[label.hub]):
                continue
            self.settle(label.hub, label.figures)
            if label.hub == goal:
                arrived.append(label)
                if len(arrived) == most:
                    break
            elif len(label.been) < self._question.most_legs:
                self._extend(label)
        return arrived

    def _extend(self, label: _Label) -> None:
        """Queue the ways that go on with one service more, unless they are beaten already."""
        cost, hours, co2_g, doubt = label.figures
        handled = self._handled(label.hub) / _HOUR if label.line else 0.0
        least, goals = self._least, self._goals
        ahead = least[label.hub]
        if _is_beaten(cost + ahead[0], hours + handled + ahead[1], co2_g + ahead[2], doubt + ahead[3], goals):
            return
        costs, _, carbon, doubts = self._figures
        begins, latest, holding = self._begins, self._latest, self._holding
        ready = begins + hours + handled
        visited = label.been | {label.hub}
        for line in self._lines.get(label.hub, ()):
            number, hub, lasts, departures, _ = line
            if hub in visited or hub not in least:
                continue
            place = bisect_left(departures, ready)
            if place == len(departures):
                continue
            arrives = departures[place] + lasts - begins
            ahead_cost, ahead_hours, ahead_co2_g, ahead_doubt = least[hub]
            if arrives + ahead_hours > latest:
                continue
            there = (
                cost + costs[number] + holding * (arrives - hours),
                arrives,
                co2_g + carbon[number],
                doubt + doubts[number],
            )
            at_best = (
                there[0] + ahead_cost,
                arrives + ahead_hours,
                there[2] + ahead_co2_g,
                there[3] + ahead_doubt,
            )
            if _is_beaten(*at_best, goals) or _is_beaten(*there, self._settled[hub]):
                continue
            rank = sum(map(mul, at_best, self._shares))
            further = _Label(rank, next(self._made), there, hub, line, departures[place], label, visited)
            heapq.heappush(self._queue, further)


def _is_beaten(cost: float, hours: float, co2_g: float, doubt: float, settled: Sequence[_Four]) -> bool:
    """Whether one of those that are settled is as good in everything."""
    # any() over a generator takes twice as long, and this is most of the search.
    for one in settled:  # noqa: SIM110
        if one[0] <= cost and one[1] <= hours and one[2] <= co2_g and one[3] <= doubt:
            return True
    return False


def _itinerary(label: _Label, question: Question, timetable: Timetable) -> Itinerary:
    legs: list[Leg] = []
    step: _Label | None = label
    while step is not None and step.line is not None:
        number = bisect_left(step.line.departures, step.departs)
        legs.append(Leg(step.line.service, step.line.service.departures[number]))
        step = step.before
    legs.reverse()
    lasted = Decimal((legs[-1].arrives_at - question.ready_at) // timedelta(minutes=1)) / 60
    cost = sum((leg.service.cost for leg in legs), Decimal(0)) + timetable.network.holding_cost * lasted
    return Itinerary(
        tuple(legs),
        question.ready_at,
        cost,
        sum(leg.service.co2_g for leg in legs),
        prod(leg.service.reliability for leg in legs),
    )
