"""Currencies · a series of rates as a line on paper · pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

Series = Sequence[tuple[date, Decimal]]


@dataclass(frozen=True)
class Line:
    """A line in a box of `width` × `height` units: `points` as an SVG polyline wants them, and what it tells in words.

    `moved` is the last value's difference from the first, as a fraction of the first.
    """

    width: int
    height: int
    points: str
    first: tuple[date, Decimal]
    last: tuple[date, Decimal]
    low: Decimal
    high: Decimal
    moved: Decimal


def line(series: Series, *, width: int, height: int) -> Line | None:
    """The line of a series in the order of its days, time to scale; None where there are not two of them."""
    if len(series) < 2:
        return None
    first, last = series[0], series[-1]
    low, high = min(value for _, value in series), max(value for _, value in series)
    days, span = (last[0] - first[0]).days or 1, high - low
    points = " ".join(
        f"{Decimal(width) * (day - first[0]).days / days:.1f},"
        f"{Decimal(height) * ((high - value) / span if span else Decimal('0.5')):.1f}"
        for day, value in series
    )
    return Line(width, height, points, first, last, low, high, last[1] / first[1] - 1)
