"""Planning · a network in plain numbers, made once, so that each question is answered fast."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import log
from typing import Generic, NamedTuple, TypeVar

import numpy as np

from .types import Itinerary, Network, Service

_HOUR = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
T = TypeVar("T")


class Figures(NamedTuple, Generic[T]):
    """What a way to travel is compared by: cost, hours, grams of carbon dioxide, and −log of its reliability."""

    cost: T
    hours: T
    co2_g: T
    doubt: T


class Line(NamedTuple):
    """A service in numbers; departures are hours since 1970, `number` is its place in the timetable's figures."""

    number: int
    destination: str
    hours: float
    departures: list[float]
    service: Service


Lines = dict[str, list[Line]]


def hours_of(at: datetime) -> float:
    """Hours since 1970 in UTC."""
    return (at - _EPOCH) / _HOUR


class Timetable:
    """Lines by the hub that they leave from, and what is at least still to come from each hub to a destination.

    `figures` are each line's cost, hours, carbon and doubt, four lists by the line's number. A timetable may serve the
    threads of a process for as long as its network holds: what it remembers is only ever added to.
    """

    def __init__(self, network: Network) -> None:
        self.network = network
        self.lines: Lines = {}
        every = network.services
        self.figures = Figures(
            [float(one.cost) for one in every],
            [one.lasts / _HOUR for one in every],
            [float(one.co2_g) for one in every],
            [-log(one.reliability) for one in every],
        )
        for number, one in enumerate(every):
            line = Line(number, one.destination, one.lasts / _HOUR, [hours_of(at) for at in one.departures], one)
            self.lines.setdefault(one.origin, []).append(line)
        self._numbers = {one.code: number for number, one in enumerate(every)}
        self._ends = _Ends(network)
        self._least: dict[str, Mapping[str, Figures[float]]] = {}

    def priced(self, costs: Iterable[float]) -> Timetable:
        """The same lines at other costs, in the order of the network's services, as the next consignment asks for."""
        made = copy(self)
        made.figures = self.figures._replace(cost=list(costs))
        made._least = {}
        return made

    def thinned(self, departures: Mapping[str, tuple[datetime, ...]]) -> Timetable:
        """The same lines, of these services by their codes with these of their departures alone.

        What is at least still to come is the same: fewer departures make nothing cheaper or faster.
        """
        made = copy(self)
        hubs = {self.network.services[self._numbers[code]].origin for code in departures if code in self._numbers}
        made.lines = {**self.lines, **{hub: list(_thinned(self.lines[hub], departures)) for hub in hubs}}
        return made

    def figures_of(self, itinerary: Itinerary) -> Figures[float]:
        """What an itinerary over these lines is compared by, at their costs."""
        numbers = [self._numbers[leg.service.code] for leg in itinerary.legs]
        cost, _, co2_g, doubt = (sum(one[number] for number in numbers) for one in self.figures)
        hours = hours_of(itinerary.arrives_at) - hours_of(itinerary.ready_at)
        return Figures(cost + float(self.network.holding_cost) * hours, hours, co2_g, doubt)

    def least_to(self, destination: str) -> Mapping[str, Figures[float]]:
        """For each hub from which the destination can be reached: the least of each figure by itself. Remembered.

        On the network without its timetables: handling behind the first leg counts, waiting does not. What the least
        hours cost is in the least cost.
        """
        if destination not in self._least:
            self._least[destination] = self._ends.least_to(destination, self.figures)
        return self._least[destination]


class _Ends:
    """Where the lines of a network begin and end, as arrays: the lines of each hub lie side by side."""

    def __init__(self, network: Network) -> None:
        every = network.services
        self._hubs = sorted({one.origin for one in every} | {one.destination for one in every})
        self._places = {hub: place for place, hub in enumerate(self._hubs)}
        begins = np.array([self._places[one.origin] for one in every], dtype=np.intp)
        self._order = np.argsort(begins, kind="stable")
        self._ends = np.array([self._places[one.destination] for one in every], dtype=np.intp)[self._order]
        self._begins, self._firsts = np.unique(begins[self._order], return_index=True)
        self._handled = np.array([network.handled(hub) / _HOUR for hub in self._hubs])
        self._holding = float(network.holding_cost)

    def least_to(self, destination: str, figures: Figures[list[float]]) -> Mapping[str, Figures[float]]:
        """Bellman's and Ford's, backwards and by all figures at once; hubs on the way need hours of their own."""
        goal = self._places.get(destination)
        if goal is None:
            return {}
        lengths = np.array(figures)[:, self._order]
        least = np.full((len(figures), len(self._hubs)), np.inf)
        least[:, goal] = 0
        while True:
            before = least.copy()
            handled = least.copy()
            handled[1] += self._handled
            handled[:, goal] = 0
            onward = np.minimum.reduceat(handled[:, self._ends] + lengths, self._firsts, axis=1)
            least[:, self._begins] = np.minimum(least[:, self._begins], onward)
            if np.array_equal(before, least):
                break
        known = np.flatnonzero(np.isfinite(least[0]))
        least = least[:, known]
        least[0] += self._holding * least[1]
        return {self._hubs[hub]: Figures(*figures) for hub, *figures in zip(known, *least.tolist(), strict=True)}


def _thinned(lines: list[Line], departures: Mapping[str, tuple[datetime, ...]]) -> Iterator[Line]:
    for line in lines:
        kept = departures.get(line.service.code)
        if kept is None:
            yield line
        elif kept:
            hours = [hours_of(at) for at in kept]
            yield line._replace(departures=hours, service=replace(line.service, departures=kept))
