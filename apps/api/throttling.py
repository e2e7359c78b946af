"""API · how often: windows of a minute in Valkey, for each token or address, each vendor and each class of route."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import redis
from django.conf import settings
from rest_framework.exceptions import Throttled

log = logging.getLogger(__name__)

WINDOW_S = 60


@dataclass(frozen=True)
class Rate:
    """The tightest of the windows that a request counts in; `reset_s` are seconds until it begins anew."""

    limit: int
    remaining: int
    reset_s: int

    def headers(self) -> dict[str, str]:
        """The answer's headers."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(max(0, self.remaining)),
            "RateLimit-Reset": str(self.reset_s),
        }


def count(buckets: Sequence[tuple[str, str]], *, kind: str) -> Rate | None:
    """Count a request of a class of routes in its buckets, (group, who) each; None where nothing is limited.

    `settings.API_RATE_LIMITS` maps «group:class» to requests a minute. Where
    Valkey does not answer the request is let through: limits protect, they are no gate.
    """
    limited = [
        (f"{group}:{kind}:{who}", limit)
        for group, who in buckets
        if (limit := settings.API_RATE_LIMITS.get(f"{group}:{kind}")) is not None
    ]
    if not limited:
        return None
    at = time.time()
    window = int(at // WINDOW_S)
    try:
        with _valkey(settings.CACHES["default"]["LOCATION"]).pipeline(transaction=False) as pipe:
            for name, _ in limited:
                pipe.incr(f"api-rate:{name}:{window}")
                pipe.expire(f"api-rate:{name}:{window}", WINDOW_S * 2)
            used = pipe.execute()[::2]
    except redis.RedisError:
        log.warning("Valkey does not answer: a request passes uncounted.")
        return None
    left = [(limit - int(done), limit) for (_, limit), done in zip(limited, used, strict=True)]
    remaining, limit = min(left)
    return Rate(limit, remaining, WINDOW_S - int(at % WINDOW_S))


def require(rate: Rate | None) -> None:
    """Raise where a window is used up.

    Raises:
        Throttled: with the seconds to wait.
    """
    if rate is not None and rate.remaining < 0:
        raise Throttled(wait=rate.reset_s)


@cache
def _valkey(address: str) -> redis.Redis:
    return redis.Redis.from_url(address, socket_timeout=0.5, socket_connect_timeout=0.5)
