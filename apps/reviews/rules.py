"""Reviews · what a rating is made of · pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Decimal

# Before anybody spoke a product counts as if PRIOR_COUNT buyers had given it PRIOR_MEAN stars.
PRIOR_MEAN = Decimal("3.8")
PRIOR_COUNT = 4
LONGEST_TITLE = 120
LONGEST_TEXT = 4000


def bayesian_mean(by_stars: Mapping[int, int]) -> Decimal:
    """The mean of all stars with the prior's among them, 1 to 5, at three decimals.

    One enthusiast does not outrank fifty satisfied buyers.
    Source: the conjugate update of a mean with a prior worth PRIOR_COUNT observations.
    """
    count = sum(by_stars.values())
    stars = sum(number * times for number, times in by_stars.items())
    mean = (PRIOR_MEAN * PRIOR_COUNT + stars) / (PRIOR_COUNT + count)
    return mean.quantize(Decimal("0.001"), ROUND_HALF_EVEN)
