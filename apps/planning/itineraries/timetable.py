"""Planning · a network in plain numbers, made once, so that each question is answered fast."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from math import log
from typing import NamedTuple

from .types import Network, Service

_HOUR = timedelta(hours=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Figures(NamedTuple):
    """What a way to travel is compared by: cost, hours, grams of carbon dioxide, and −log of its reliability."""

    cost: float
    hours: float
    co2_g: float
    doubt: float


class Line(NamedTuple):
    """A service in numbers; departures are hours since 1970."""

    destination: str
    figures: Figures
    departures: list[float]
    service: Service


def hours_of(at: datetime) -> float:
    """Hours since 1970 in UTC."""
    return (at - _EPOCH) / _HOUR


@dataclass(eq=False)
class Timetable:
    """Lines by the hub that they leave from, and what is at least still to come from each hub to a destination."""

    network: Network
    lines: dict[str, list[Line]] = field(default_factory=dict)
    _into: dict[str, list[tuple[str, Figures]]] = field(default_factory=dict)
    _least: dict[str, Mapping[str, Figures]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for one in self.network.services:
            figures = Figures(float(one.cost), one.lasts / _HOUR, float(one.co2_g), -log(one.reliability))
            line = Line(one.destination, figures, [hours_of(at) for at in one.departures], one)
            self.lines.setdefault(one.origin, []).append(line)
            self._into.setdefault(one.destination, []).append((one.origin, figures))

    def least_to(self, destination: str) -> Mapping[str, Figures]:
        """For each hub from which the destination can be reached: the least of each figure by itself. Remembered.

        On the network without its timetables: handling between legs counts, waiting does not.
        """
        known = self._least.get(destination)
        if known is None:
            by_figure = [self._distances(destination, number) for number in range(4)]
            known = self._least[destination] = {
                hub: Figures(cost, by_figure[1][hub], by_figure[2][hub], by_figure[3][hub])
                for hub, cost in by_figure[0].items()
            }
        return known

    def _distances(self, destination: str, figure: int) -> dict[str, float]:
        """Dijkstra's, backwards, by one figure; where that is hours, hubs on the way need theirs."""
        found: dict[str, float] = {}
        queue = [(0.0, destination)]
        while queue:
            so_far, hub = heapq.heappop(queue)
            if hub in found:
                continue
            found[hub] = so_far
            between = self.network.handled(hub) / _HOUR if figure == 1 and hub != destination else 0.0
            for origin, figures in self._into.get(hub, ()):
                if origin not in found:
                    heapq.heappush(queue, (so_far + figures[figure] + between, origin))
        return found
