"""Common · the one clock. Only views, tasks and commands read it; operations are told `at`."""

from __future__ import annotations

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
