"""Promises · what freight would cost where no tariff exists, from shipments like it: pure, and fast enough for a page.

The logarithm of the rate per kilogram is a line over the logarithm of the weight among the shipments that are most
like the one that is asked (local linear regression; Cleveland and Devlin 1988). The interval is of what each of them
cost compared to what the others would have told (jackknife residuals; Barber et al. 2021).
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from .freight import Freight

FEWEST = 20
NEAREST = 40
COVERAGE = 0.8
_WEIGHT_SPAN = 0.8  # natural logarithms: as unlike as another country
_FIGURE_SPAN = 0.5
_OTHER_TRAIT = 1.0
_AGE_SPAN_DAYS = 1000.0  # rates drift: a shipment of three years ago is as unlike as one of another country
_STEEPEST = 1.0  # twice the weight never costs less, nor more than four times as much


@dataclass(frozen=True)
class Estimate:
    """What freight would cost; eight of ten like it cost from `low` to `high`.

    `base` are the traits that the shipments have which it was made of, each with how many, the most first.
    """

    cost: float
    low: float
    high: float
    count: int
    base: tuple[tuple[tuple[str, ...], int], ...]


@dataclass(frozen=True)
class _Point:
    x: float  # log kilograms
    y: float  # log of the cost of a kilogram
    weight: float


def estimate(known: Sequence[Freight], asked: Freight) -> Estimate | None:
    """What a shipment would cost by those that are most like it; None where fewer than twenty are known."""
    if len(known) < FEWEST:
        return None
    near = heapq.nsmallest(NEAREST, ((_unlike(one, asked), place) for place, one in enumerate(known)))
    span = max(near[-1][0], 1e-6)
    points = [
        _Point(
            math.log(known[place].weight_kg),
            math.log(known[place].cost / known[place].weight_kg),
            (1 - (far / (1.05 * span)) ** 3) ** 3,
        )
        for far, place in near
    ]
    x = math.log(asked.weight_kg)
    told = _line(points, x)
    residuals = sorted(
        (one.y - _line(points[:place] + points[place + 1 :], one.x), one.weight) for place, one in enumerate(points)
    )
    high = _quantile(residuals, (1 + COVERAGE) / 2)
    low = -_quantile([(-value, weight) for value, weight in reversed(residuals)], (1 + COVERAGE) / 2)
    base = Counter(tuple(known[place].traits.values()) for _, place in near)
    return Estimate(
        cost=math.exp(told) * asked.weight_kg,
        low=math.exp(told + min(low, 0.0)) * asked.weight_kg,
        high=math.exp(told + max(high, 0.0)) * asked.weight_kg,
        count=len(points),
        base=tuple(base.most_common()),
    )


def _unlike(one: Freight, asked: Freight) -> float:
    """How little two shipments have in common: weight, day, figures that both have, traits that differ."""
    found = abs(math.log(one.weight_kg / asked.weight_kg)) / _WEIGHT_SPAN
    found += abs((one.on - asked.on).days) / _AGE_SPAN_DAYS
    for name, value in asked.figures.items():
        other = one.figures.get(name)
        found += _OTHER_TRAIT if other is None else abs(math.log(other / value)) / _FIGURE_SPAN
    return found + sum(_OTHER_TRAIT for name, value in asked.traits.items() if one.traits.get(name) != value)


def _line(points: Sequence[_Point], x: float) -> float:
    """The weighted line through points, at x; its slope lies between costing the same and the rate of a kilogram."""
    total = sum(one.weight for one in points)
    mean_x = sum(one.weight * one.x for one in points) / total
    mean_y = sum(one.weight * one.y for one in points) / total
    spread = sum(one.weight * (one.x - mean_x) ** 2 for one in points)
    slope = sum(one.weight * (one.x - mean_x) * (one.y - mean_y) for one in points) / spread if spread > 1e-9 else 0.0
    return mean_y + min(max(slope, -_STEEPEST), _STEEPEST) * (x - mean_x)


def _quantile(ordered: Sequence[tuple[float, float]], share: float) -> float:
    """Of weighted values in ascending order; what is asked counts as one more, of mean weight."""
    total = sum(weight for _, weight in ordered)
    wanted, so_far = share * (total + total / len(ordered)), 0.0
    for value, weight in ordered:
        so_far += weight
        if so_far >= wanted:
            return value
    return ordered[-1][0]
