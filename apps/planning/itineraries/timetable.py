"""Planning · a network in plain numbers, made once, so that each question is answered fast."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import log
from typing import Generic, NamedTuple, TypeVar

from .types import Itinerary, Network, Service

_HOUR = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
T = TypeVar("T")
MOST_REMEMBERED = 100  # destinations whose bounds a timetable keeps


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
        self._into: dict[str, list[tuple[str, int]]] = {}
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
            self._into.setdefault(one.destination, []).append((one.origin, number))
        self._numbers = {one.code: number for number, one in enumerate(every)}
        self._bounds: Figures[dict[str, dict[str, float]]] = Figures({}, {}, {}, {})

    def priced(self, costs: Mapping[str, float]) -> Timetable:
        """The same lines at other costs, by their services' codes, as the next consignment asks for.

        Hours, carbon and reliability stay, and so does what is remembered of them.
        """
        made = copy(self)
        made.figures = self.figures._replace(cost=[costs[one.code] for one in self.network.services])
        made._bounds = self._bounds._replace(cost={})
        return made

    def thinned(self, departures: Mapping[str, tuple[datetime, ...]]) -> Timetable:
        """The same lines, of these services by their codes with these of their departures alone.

        What is at least still to come is the same: fewer departures make nothing cheaper or faster.
        """
        made = copy(self)
        hubs = {one.origin for one in self.network.services if one.code in departures}
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

        On the network without its timetables: handling between legs counts, waiting does not.
        """
        cost, hours, co2_g, doubt = (self._distances(destination, number) for number in range(4))
        return {hub: Figures(least, hours[hub], co2_g[hub], doubt[hub]) for hub, least in cost.items()}

    def _distances(self, destination: str, figure: int) -> dict[str, float]:
        """Dijkstra's, backwards, by one figure; where that is hours, hubs on the way need theirs."""
        known = self._bounds[figure].get(destination)
        if known is not None:
            return known
        lengths = self.figures[figure]
        found: dict[str, float] = {}
        queue = [(0.0, destination)]
        while queue:
            so_far, hub = heapq.heappop(queue)
            if hub in found:
                continue
            found[hub] = so_far
            if figure == 1 and hub != destination:
                so_far += self.network.handled(hub) / _HOUR
            for origin, number in self._into.get(hub, ()):
                if origin not in found:
                    heapq.heappush(queue, (so_far + lengths[number], origin))
        if len(self._bounds[figure]) >= MOST_REMEMBERED:
            self._bounds[figure].clear()
        self._bounds[figure][destination] = found
        return found


def _thinned(lines: list[Line], departures: Mapping[str, tuple[datetime, ...]]) -> Iterator[Line]:
    for line in lines:
        kept = departures.get(line.service.code)
        if kept is None:
            yield line
        elif kept:
            hours = [hours_of(at) for at in kept]
            yield line._replace(departures=hours, service=replace(line.service, departures=kept))
