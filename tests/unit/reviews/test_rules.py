"""What a rating is made of."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from apps.reviews.rules import PRIOR_MEAN, bayesian_mean


def test_nobody_spoke_yet():
    assert bayesian_mean({}) == PRIOR_MEAN


def test_one_enthusiast_does_not_outrank_many_satisfied_buyers():
    assert bayesian_mean({5: 1}) < bayesian_mean({5: 30, 4: 20})


def test_mean_worked_by_hand():
    # (3.8 × 4 + 5 + 5 + 4) ÷ (4 + 3) = 29.2 ÷ 7
    assert bayesian_mean({5: 2, 4: 1}) == Decimal("4.171")


@given(st.dictionaries(st.integers(1, 5), st.integers(0, 500)), st.integers(1, 5))
def test_stays_within_the_stars_and_moves_towards_a_new_opinion(by_stars, stars):
    before = bayesian_mean(by_stars)
    after = bayesian_mean({**by_stars, stars: by_stars.get(stars, 0) + 1})

    assert 1 <= before <= 5
    assert abs(after - stars) <= abs(before - stars) + Decimal("0.001")
