"""Promises · the days within which most parcels come: pure."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

COVERAGE = 0.8


def window(ordered: Sequence[int], share: float) -> tuple[int, int]:
    """The narrowest run of days that holds `share` of the values (ascending, at least one), both ends included.

    At most half of what it leaves out lies after it, so that a promise is not made narrow by breaking it.
    """
    count = len(ordered)
    inside = min(count, max(1, math.ceil(share * count - 1e-9)))
    late = math.floor((1 - share) / 2 * count + 1e-9)
    starts = range(max(count - inside - late, 0), count - inside + 1)
    start = min(starts, key=lambda one: (ordered[one + inside - 1] - ordered[one], -one))
    return ordered[start], ordered[start + inside - 1]


def spread(counts: Mapping[int, int]) -> list[int]:
    """The values of a histogram, ascending."""
    return [value for value in sorted(counts) for _ in range(counts[value])]


def still_out(ordered: Sequence[int], elapsed: int) -> list[int]:
    """The values of parcels that were still on their way when `elapsed` had passed."""
    return [value for value in ordered if value >= elapsed]


def held(ordered: Sequence[int], low: int, high: int) -> int:
    """How many values lie within a window, both ends included."""
    return sum(low <= value <= high for value in ordered)
