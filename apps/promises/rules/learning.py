"""Promises · windows learned in the order of time, from what was known on each day: pure.

Each pool keeps its newest parcels. How much a window leaves out follows how often promises held lately (adaptive
conformal inference, I. Gibbs and E. Candès, "Adaptive Conformal Inference Under Distribution Shift", NeurIPS 2021,
equation 2), since lanes drift: a promise that held too seldom becomes wider, one that held too often narrower.
"""

from __future__ import annotations

import heapq
from bisect import insort
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from . import windows

NEWEST = 150  # parcels of a pool that are looked at
FEWEST = 20  # parcels that a promise may be made of
STEP = 0.004
LEFT_OUT = (0.05, 0.4)  # the least and the most that a window may leave out


@dataclass(frozen=True, order=True)
class Past:
    """A parcel that arrived. On `told_on` the days were promised, `due_on` is the carrier's last day.

    `pools` are whose history it was promised by, and adds to, the most like it first.
    """

    told_on: date
    due_on: date
    arrived_on: date
    pools: tuple[str, ...]

    @property
    def residual(self) -> int:
        """Days after (negative: before) the carrier's last day."""
        return (self.arrived_on - self.due_on).days


@dataclass(frozen=True)
class Forecast:
    """What would have been promised on the day, in days after the carrier's last one; `depth` counts pools passed."""

    past: Past
    low: int
    high: int
    depth: int

    @property
    def held(self) -> bool:
        """Whether the parcel came within it."""
        return self.low <= self.past.residual <= self.high


@dataclass
class _Pool:
    newest: deque[int] = field(default_factory=deque)
    ordered: list[int] = field(default_factory=list)

    def add(self, value: int) -> None:
        self.newest.append(value)
        insort(self.ordered, value)
        if len(self.newest) > NEWEST:
            self.ordered.remove(self.newest.popleft())


class Learner:
    """All pools and how much windows leave out, after the parcels that it was shown."""

    def __init__(self) -> None:
        self.left_out = 1 - windows.COVERAGE
        self._pools: dict[str, _Pool] = {}
        self._awaited: list[tuple[date, int, Past, Forecast | None]] = []

    def replay(self, parcels: Iterable[Past]) -> Iterator[tuple[Past, Forecast | None]]:
        """Promise each parcel by what was known on its day, in the order of those days; None where it was too little.

        What became of the last ones is learned as well, once the iterator ends.
        """
        for number, one in enumerate(sorted(parcels)):
            self._hear(one.told_on)
            forecast = self.forecast(one)
            heapq.heappush(self._awaited, (one.arrived_on, number, one, forecast))
            yield one, forecast
        self._hear(date.max)

    def forecast(self, one: Past) -> Forecast | None:
        """What is promised now."""
        for depth, key in enumerate(one.pools):
            known = self.pool(key)
            if len(known) >= FEWEST:
                return Forecast(one, *windows.window(known, 1 - self.left_out), depth)
        return None

    def pool(self, key: str) -> Sequence[int]:
        """The newest residuals of a pool, ascending."""
        known = self._pools.get(key)
        return known.ordered if known else ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The pools that hold anything."""
        return tuple(self._pools)

    def _hear(self, until: date) -> None:
        """Learn of the parcels that arrived before a day."""
        while self._awaited and self._awaited[0][0] < until:
            _, _, one, forecast = heapq.heappop(self._awaited)
            for key in one.pools:
                self._pools.setdefault(key, _Pool()).add(one.residual)
            if forecast:
                wanted = 1 - windows.COVERAGE
                moved = self.left_out + STEP * (wanted - (not forecast.held))
                self.left_out = min(max(moved, LEFT_OUT[0]), LEFT_OUT[1])
