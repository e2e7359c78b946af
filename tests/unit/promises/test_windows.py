"""Promises · windows hold what they say, and are learned only from what was known."""

from __future__ import annotations

import random
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from apps.promises.rules import windows
from apps.promises.rules.learning import FEWEST, Learner, Past

START = date(2026, 1, 1)


@given(st.lists(st.integers(-60, 60), min_size=1, max_size=120), st.sampled_from([0.6, 0.8, 0.9]))
def test_a_window_holds_its_share_and_is_late_for_half_of_the_rest_at_most(days: list[int], share: float) -> None:
    ordered = sorted(days)
    low, high = windows.window(ordered, share)

    assert windows.held(ordered, low, high) >= share * len(ordered) - 1e-6
    assert sum(day > high for day in ordered) <= (1 - share) / 2 * len(ordered) + 1e-6
    assert low in ordered
    assert high in ordered


def test_the_narrowest_window_is_taken() -> None:
    assert windows.window([-30, -20, 0, 0, 0, 0, 0, 0, 0, 60], 0.8) == (-20, 0)
    assert windows.window([0] * 10, 0.8) == (0, 0)


def test_what_took_longer_alone_tells_of_a_parcel_that_is_still_out() -> None:
    assert windows.still_out([-3, -1, 0, 2, 5], 0) == [0, 2, 5]


def _parcels(count: int, *, days: list[int]) -> list[Past]:
    dice = random.Random(7)
    told = [START + timedelta(days=number) for number in range(count)]
    return [
        Past(day, day + timedelta(days=10), day + timedelta(days=10 + dice.choice(days)), ("lane", "all"))
        for day in told
    ]


def test_nothing_is_promised_of_too_few_parcels_nor_of_such_as_have_not_arrived() -> None:
    """A parcel a day that takes ten days: the first twenty have arrived before the day of the thirty-first."""
    made = list(Learner().replay(_parcels(60, days=[0])))

    assert [found is None for _, found in made].count(True) == FEWEST + 10
    assert all(found.low == found.high == 0 for _, found in made if found)


def test_windows_keep_their_share_when_a_lane_becomes_slower() -> None:
    parcels = _parcels(400, days=[-2, -1, 0, 0, 1])
    later = timedelta(days=400)
    slower = [
        Past(one.told_on + later, one.due_on + later, one.arrived_on + later + timedelta(days=number // 60), one.pools)
        for number, one in enumerate(_parcels(400, days=[0, 1, 2, 3, 6]))
    ]

    made = [
        found for one, found in Learner().replay(parcels + slower) if found and one.told_on >= START + timedelta(400)
    ]

    assert 0.74 <= sum(one.held for one in made) / len(made) <= 0.86


def test_a_narrow_pool_is_taken_before_a_wide_one() -> None:
    quick = [
        Past(one.told_on, one.due_on, one.due_on - timedelta(days=3), ("quick", "all"))
        for one in _parcels(60, days=[0])
    ]
    slow = [
        Past(one.told_on, one.due_on, one.due_on + timedelta(days=4), ("slow", "all")) for one in _parcels(60, days=[0])
    ]
    learner = Learner()
    list(learner.replay(quick + slow))
    new = Past(START + timedelta(days=90), START + timedelta(days=99), START + timedelta(days=99), ("new", "all"))

    of_quick, of_new = learner.forecast(quick[-1]), learner.forecast(new)

    assert of_quick is not None
    assert (of_quick.low, of_quick.high, of_quick.depth) == (-3, -3, 0)
    assert of_new is not None
    assert (of_new.low, of_new.high, of_new.depth) == (-3, 4, 1)
