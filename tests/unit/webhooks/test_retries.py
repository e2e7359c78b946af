"""When a message is tried again, and when its endpoint is left alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from apps.webhooks.rules import retries

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def test_waits_grow_from_half_a_minute_to_a_day_and_end_after_the_tenth_attempt() -> None:
    waits = [retries.wait(attempt, jitter=0.5) for attempt in range(1, 11)]

    assert waits[0] == timedelta(seconds=30)
    assert waits[8] == timedelta(hours=24)
    assert waits[9] is None
    assert all(first < second for first, second in pairwise(waits[:9]) if first and second)


@pytest.mark.parametrize("attempt", range(1, 10))
def test_jitter_spreads_a_wait_by_a_fifth_either_way(attempt: int) -> None:
    middle = retries.SCHEDULE[attempt - 1]

    assert retries.wait(attempt, jitter=0.0) == middle * 0.8
    assert middle * 1.19 < (retries.wait(attempt, jitter=0.999) or middle) < middle * 1.2


def test_a_receiver_can_ask_for_more_patience_but_not_for_less_nor_for_more_than_a_day() -> None:
    assert retries.wait(1, jitter=0.5, asked_s=600) == timedelta(minutes=10)
    assert retries.wait(3, jitter=0.5, asked_s=1) == timedelta(minutes=10)
    assert retries.wait(1, jitter=0.5, asked_s=9_999_999) == timedelta(hours=24)


def test_an_endpoint_is_left_alone_after_five_failures_in_a_row_and_longer_after_each_further_one() -> None:
    rests = [retries.rest(count) for count in range(13)]

    assert rests[:5] == [None] * 5
    assert rests[5:9] == [timedelta(minutes=minutes) for minutes in (1, 2, 4, 8)]
    assert rests[12] == timedelta(hours=1)
    assert retries.rest(1_000_000) == timedelta(hours=1)


def test_five_days_without_a_success_are_hopeless() -> None:
    assert not retries.is_hopeless(None, at=NOW)
    assert not retries.is_hopeless(NOW - timedelta(days=4, hours=23), at=NOW)
    assert retries.is_hopeless(NOW - timedelta(days=5), at=NOW)
