"""Planning · the ways to travel of which none is better in everything: label-setting over timetables.

A label is dropped where another at its hub, or one that has arrived, is as good in cost, arrival, carbon and
reliability (Martins 1984). What is still to come is bounded from below on the network without its timetables, as NAMOA*
does (Mandow and Pérez de la Cruz 2010). Labels are taken in order of the sum of all four, each as a multiple of its
bound at the origin: balanced ways arrive first, and spare most of the others.
"""

from __future__ import annotations

import heapq
from bisect import bisect_left
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


class _Label(NamedTuple):
    """A way to a hub, `figures.hours` counted from when the goods were ready."""

    figures: Figures[float]
    hub: str
    line: Line | None
    departs: float
    before: _Label | None
    visited: frozenset[str]


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
    going.settle([timetable.figures_of(one) for one in beside])
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
        bound = self._least[question.origin]
        self._shares = [1 / max(one, _TINY) for one in (bound.cost + self._holding * bound.hours, *bound[1:])]
        self._settled: dict[str, list[Figures[float]]] = {}
        self._queue: list[tuple[float, int, _Label]] = []
        self._made = count()

    def settle(self, known: Sequence[Figures[float]]) -> None:
        """Hold everything against ways that are known to arrive."""
        self._settled[self._question.destination] = list(known)

    def run(self, most: int | None) -> list[_Label]:
        """The labels that arrived, so many at most."""
        goal, arrived = self._question.destination, []
        origin = self._question.origin
        start = _Label(Figures(0.0, 0.0, 0.0, 0.0), origin, None, self._begins, None, frozenset([origin]))
        self._queue.append((0.0, next(self._made), start))
        while self._queue:
            label = heapq.heappop(self._queue)[2]
            known = self._settled.setdefault(label.hub, [])
            if _is_beaten(label.figures, known, self._slack):
                continue
            known.append(label.figures)
            if label.hub == goal:
                arrived.append(label)
                if len(arrived) == most:
                    break
            elif len(label.visited) <= self._question.most_legs:
                self._extend(label)
        return arrived

    def _extend(self, label: _Label) -> None:
        """Queue the ways that go on with one service more, unless they are beaten already."""
        cost, hours, co2_g, doubt = label.figures
        ready = self._begins + hours + (self._handled(label.hub) / _HOUR if label.line else 0.0)
        costs, _, carbon, doubts = self._figures
        goals = self._settled.get(self._question.destination, ())
        for line in self._lines.get(label.hub, ()):
            number, hub, lasts, departures, _ = line
            ahead = self._least.get(hub)
            if ahead is None or hub in label.visited:
                continue
            place = bisect_left(departures, ready)
            if place == len(departures):
                continue
            arrives = departures[place] + lasts - self._begins
            there = (
                cost + costs[number] + self._holding * (arrives - hours),
                arrives,
                co2_g + carbon[number],
                doubt + doubts[number],
            )
            at_best = (
                there[0] + ahead[0] + self._holding * ahead[1],
                arrives + ahead[1],
                there[2] + ahead[2],
                there[3] + ahead[3],
            )
            if at_best[1] > self._latest or _is_beaten(at_best, goals, self._slack):
                continue
            if _is_beaten(there, self._settled.get(hub, ()), self._slack):
                continue
            rank = sum(map(mul, at_best, self._shares))
            further = _Label(Figures(*there), hub, line, departures[place], label, label.visited | {hub})
            heapq.heappush(self._queue, (rank, next(self._made), further))


def _is_beaten(figures: tuple[float, float, float, float], others: Sequence[Figures[float]], slack: float) -> bool:
    """Whether one of the others is as good in everything."""
    cost, hours, co2_g, doubt = figures
    cost, hours, co2_g, doubt = (
        cost * slack + _TINY,
        hours * slack + _TINY,
        co2_g * slack + _TINY,
        doubt * slack + _TINY,
    )
    # any() over a generator takes twice as long, and this is most of the search.
    for other in others:  # noqa: SIM110
        if other[0] <= cost and other[1] <= hours and other[2] <= co2_g and other[3] <= doubt:
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
