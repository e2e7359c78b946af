"""bench · no app · the arithmetic: percentiles, costs per operation, ratios · pure."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Usage:
    """CPU seconds that the processes of each part have used so far, by pid."""

    web: Mapping[int, float] = field(default_factory=dict)
    database: Mapping[int, float] = field(default_factory=dict)
    cache: Mapping[int, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Cost:
    """What one operation costs on average: CPU milliseconds of each part, and SQL statements."""

    web_ms: float
    database_ms: float
    cache_ms: float
    statements: float

    @property
    def cpu_ms(self) -> float:
        """Server and database together, which is what ratios are of; the cache is told apart."""
        return self.web_ms + self.database_ms


@dataclass(frozen=True)
class Times:
    """Wall milliseconds of one operation, its requests added up."""

    p50_ms: float
    p95_ms: float
    p99_ms: float


def spent(before: Mapping[int, float], after: Mapping[int, float]) -> float:
    """CPU seconds used between two readings. A process that is new counts whole; one that is gone, not at all."""
    return sum(seconds - before.get(pid, 0.0) for pid, seconds in after.items())


def cost(before: Usage, after: Usage, *, operations: int, statements: int) -> Cost:
    """The average cost of `operations` operations; zero costs for none."""
    many = max(operations, 1)

    def each(part_before: Mapping[int, float], part_after: Mapping[int, float]) -> float:
        return 1000 * spent(part_before, part_after) / many

    return Cost(
        web_ms=each(before.web, after.web),
        database_ms=each(before.database, after.database),
        cache_ms=each(before.cache, after.cache),
        statements=statements / many,
    )


def percentile(values: Iterable[float], percent: float) -> float:
    """The smallest value that at least `percent` per cent of the values do not exceed (nearest rank); nan for none."""
    ordered = sorted(values)
    if not ordered:
        return math.nan
    return ordered[max(math.ceil(percent / 100 * len(ordered)), 1) - 1]


def times(seconds: Sequence[float]) -> Times:
    """The percentiles of durations in seconds, as milliseconds."""
    return Times(*(1000 * percentile(seconds, percent) for percent in (50, 95, 99)))


def ratio(cpu_ms: float, floor_ms: float) -> float:
    """How many times the floor's cost; nan where the floor was too cheap to measure."""
    return cpu_ms / floor_ms if floor_ms > 0 else math.nan


def median(values: Sequence[float]) -> float:
    """The middle one; nan for none, or where one is no number."""
    return statistics.median(values) if values and not any(math.isnan(value) for value in values) else math.nan
