"""Common · failures of what stands behind us, which pass: another try may succeed · no tables."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError
from kombu.exceptions import OperationalError as BrokerAway
from redis.exceptions import ConnectionError as CacheAway
from redis.exceptions import TimeoutError as CacheSlow

RETRY_S = 5
_PASSING = (OperationalError, InterfaceError, BrokerAway, CacheAway, CacheSlow)


def is_passing(error: BaseException | None) -> bool:
    """Whether the database, the cache or the broker was away or too busy, and nothing is wrong with the request."""
    return isinstance(error, _PASSING)
