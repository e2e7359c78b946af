"""bench · the arithmetic of costs and times."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench import figures
from bench.figures import Usage

durations = st.lists(st.floats(0, 1000), min_size=1, max_size=60)


def test_a_cost_is_what_every_part_has_used_since_divided_by_the_operations() -> None:
    before = Usage(web={1: 1.0, 2: 2.0}, database={7: 0.5}, cache={9: 3.0})
    after = Usage(web={1: 1.5, 2: 2.1}, database={7: 0.6}, cache={9: 3.02})
    cost = figures.cost(before, after, operations=20, statements=130)
    assert cost.web_ms == pytest.approx(30)
    assert cost.database_ms == pytest.approx(5)
    assert cost.cache_ms == pytest.approx(1)
    assert cost.statements == 6.5
    assert cost.cpu_ms == pytest.approx(35)


def test_a_process_that_is_new_counts_whole_and_one_that_is_gone_does_not_count_back() -> None:
    assert figures.spent({1: 4.0, 2: 9.0}, {1: 4.5, 3: 0.25}) == pytest.approx(0.75)


def test_no_operation_costs_no_division_by_zero() -> None:
    assert figures.cost(Usage(), Usage(web={1: 0.1}), operations=0, statements=3).web_ms == pytest.approx(100)


def test_percentiles_are_nearest_ranks() -> None:
    values = [15, 20, 35, 40, 50]
    assert [figures.percentile(values, percent) for percent in (5, 30, 40, 50, 100)] == [15, 20, 20, 35, 50]


def test_a_percentile_of_nothing_is_no_number() -> None:
    assert math.isnan(figures.percentile([], 50))


@given(durations, st.floats(0, 100))
def test_a_percentile_is_one_of_the_values_and_covers_its_share(values: list[float], percent: float) -> None:
    found = figures.percentile(values, percent)
    assert found in values
    covered = sum(value <= found for value in values)
    assert covered >= percent / 100 * len(values) - 1e-9


@given(durations)
def test_times_are_milliseconds_in_order(seconds: list[float]) -> None:
    times = figures.times(seconds)
    assert times.p50_ms <= times.p95_ms <= times.p99_ms == pytest.approx(1000 * figures.percentile(seconds, 99))


def test_a_ratio_to_a_floor_that_cost_nothing_is_no_number() -> None:
    assert figures.ratio(9.0, 0.3) == pytest.approx(30)
    assert math.isnan(figures.ratio(9.0, 0.0))


def test_a_median_is_the_middle_one_and_none_where_a_repeat_is_missing() -> None:
    assert figures.median([9.0, 3.0, 4.0]) == 4.0
    assert math.isnan(figures.median([]))
    assert math.isnan(figures.median([1.0, math.nan]))
