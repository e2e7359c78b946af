"""Webhooks · when to try again, when to rest, when to give up: pure."""

from __future__ import annotations

from datetime import datetime, timedelta

# After each failed attempt: how long until the next. The tenth failure is the last.
SCHEDULE = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
JITTER = 0.2
LONGEST_WAIT = timedelta(hours=24)
BREAKER_TRIPS_AT = 5
SHORTEST_REST = timedelta(minutes=1)
LONGEST_REST = timedelta(hours=1)
DISABLED_AFTER = timedelta(days=5)


def wait(attempt: int, *, jitter: float, asked_s: int | None = None) -> timedelta | None:
    """How long to wait after the failed attempt number `attempt` (from 1); None after the last.

    `jitter` in [0, 1) spreads the wait by a fifth either way. `asked_s` is the
    receiver's Retry-After in seconds: it lengthens the wait, up to a day.
    """
    if attempt > len(SCHEDULE):
        return None
    spread = SCHEDULE[attempt - 1] * (1 - JITTER + 2 * JITTER * jitter)
    asked = timedelta(seconds=min(asked_s or 0, LONGEST_WAIT.total_seconds()))
    return max(spread, asked)


def rest(failures: int) -> timedelta | None:
    """How long an endpoint is left alone after so many failures in a row; None while it may be called at once.

    One attempt is let through after each rest: if it succeeds the endpoint is
    well again, else the rest is twice as long, up to an hour.
    """
    if failures < BREAKER_TRIPS_AT:
        return None
    doublings = min(failures - BREAKER_TRIPS_AT, 10)
    return min(SHORTEST_REST * 2**doublings, LONGEST_REST)


def is_hopeless(failing_since: datetime | None, *, at: datetime) -> bool:
    """Whether nothing has got through for so long that the endpoint is to be switched off."""
    return failing_since is not None and at - failing_since >= DISABLED_AFTER
