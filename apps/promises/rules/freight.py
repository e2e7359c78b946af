"""Promises · what freight costs where no tariff exists, learned from what was paid: pure.

Boosted trees tell the logarithm of the rate per kilogram from weight, traits and time; their loss is the absolute
error, which large bills do not rule. Learning loads scikit-learn and takes about a second for 4,000 bills.
"""

from __future__ import annotations

import math
import statistics
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

_COMMON = 120  # values of a trait that are told apart, the commonest
_SEEN = 5  # as often as a value must have been seen
_FEWEST = 200


@dataclass(frozen=True)
class Freight:
    """A bill: on which day, for how many kilograms, how much, and what else was known of the shipment beforehand."""

    on: date
    weight_kg: float
    cost: float
    traits: Mapping[str, str]
    figures: Mapping[str, float]


@dataclass(frozen=True)
class Score:
    """How far estimates were off: `wape` is the sum of errors over the sum of bills, `median_error` of a bill's own.

    `plain_…` are of the median rate per kilogram of the traits that come first.
    """

    learned: int
    estimated: int
    wape: float
    median_error: float
    plain_wape: float
    plain_median_error: float


class Estimator:
    """Estimates freight from the bills that it was made of."""

    def __init__(self, known: Sequence[Freight]) -> None:
        """Learn from bills.

        Raises:
            ValueError: fewer than two hundred.
        """
        if len(known) < _FEWEST:
            raise ValueError(f"{_FEWEST} bills with weight and cost are needed, there are {len(known)}.")
        import numpy as np
        from sklearn.ensemble import HistGradientBoostingRegressor
        from threadpoolctl import threadpool_limits

        self._first = min(one.on for one in known)
        self._figures = sorted({name for one in known for name in one.figures})
        self._codes = {name: _codes(one.traits.get(name, "") for one in known) for name in known[0].traits}
        traits_from = 2 + len(self._figures)
        self._model = HistGradientBoostingRegressor(
            loss="absolute_error",
            learning_rate=0.05,
            max_iter=300,
            max_leaf_nodes=15,
            min_samples_leaf=10,
            l2_regularization=1.0,
            categorical_features=list(range(traits_from, traits_from + len(self._codes))),
            random_state=1,
        )
        with threadpool_limits(limits=1):  # threads that wait for each other's core take many times as long
            self._model.fit(
                np.array([self._row(one) for one in known]), [math.log(one.cost / one.weight_kg) for one in known]
            )

    def costs(self, asked: Sequence[Freight]) -> list[float]:
        """What each would cost; its own `cost` is not looked at."""
        import numpy as np

        rates: Any = self._model.predict(np.array([self._row(one) for one in asked]))
        return [math.exp(rate) * one.weight_kg for rate, one in zip(rates, asked, strict=True)]

    def _row(self, one: Freight) -> list[float]:
        figures = [math.log(one.figures[name]) if name in one.figures else math.nan for name in self._figures]
        traits = [self._codes[name].get(one.traits.get(name, ""), math.nan) for name in self._codes]
        return [math.log(one.weight_kg), float((one.on - self._first).days), *figures, *traits]


def backtest(known: Sequence[Freight], *, held_back: float, plain_traits: int = 2) -> Score:
    """Estimate the later share of bills from the earlier ones.

    Raises:
        ValueError: too few bills.
    """
    ordered = sorted(known, key=lambda one: one.on)
    cut = int((1 - held_back) * len(ordered))
    earlier, later = ordered[:cut], ordered[cut:]
    made = Estimator(earlier).costs(later)
    plain = _plain(earlier, later, plain_traits)
    return Score(
        learned=len(earlier),
        estimated=len(later),
        wape=_wape(made, later),
        median_error=_median_error(made, later),
        plain_wape=_wape(plain, later),
        plain_median_error=_median_error(plain, later),
    )


def _codes(values: Any) -> dict[str, float]:
    counted = Counter(values).most_common(_COMMON)
    return {value: float(code) for code, (value, count) in enumerate(counted) if count >= _SEEN}


def _plain(earlier: Sequence[Freight], later: Sequence[Freight], traits: int) -> list[float]:
    def kind(one: Freight) -> tuple[str, ...]:
        return tuple(list(one.traits.values())[:traits])

    rates: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for one in earlier:
        rates[kind(one)].append(one.cost / one.weight_kg)
    usual = statistics.median(one.cost / one.weight_kg for one in earlier)
    return [one.weight_kg * (statistics.median(rates[kind(one)]) if kind(one) in rates else usual) for one in later]


def _wape(made: Sequence[float], later: Sequence[Freight]) -> float:
    return sum(abs(cost - one.cost) for cost, one in zip(made, later, strict=True)) / sum(one.cost for one in later)


def _median_error(made: Sequence[float], later: Sequence[Freight]) -> float:
    return statistics.median(abs(cost - one.cost) / one.cost for cost, one in zip(made, later, strict=True))
