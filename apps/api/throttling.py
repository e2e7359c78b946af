"""API · how often: windows of a minute in Valkey, for each token or address, each vendor and each class of route.

Who has used up a window is remembered by the process until the window ends, under a digest of the
credential as it was sent: what comes meanwhile is refused before anybody is looked up.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256

import redis
from django.conf import settings
from rest_framework.exceptions import Throttled

from apps.common.remember import Remembered

log = logging.getLogger(__name__)

WINDOW_S = 60
_over: Remembered[tuple[int, int]] = Remembered(seconds=WINDOW_S, most=20_000)


@dataclass(frozen=True)
class Rate:
    """The tightest of the windows that a request counts in; `reset_s` are seconds until it ends, at `ends_at`."""

    limit: int
    remaining: int
    reset_s: int
    ends_at: int

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
    return _rate(limit, remaining, (window + 1) * WINDOW_S, at)


def caller(meta: Mapping[str, str], *, audience: str, address: str) -> bytes:
    """A digest of who calls, by what was sent and nothing else: the credential, or the address where there is none."""
    header = meta.get("HTTP_AUTHORIZATION", "")
    sent = f"credential {header}" if header else f"address {address}"
    return sha256(f"{audience} {sent}".encode("utf-8", "surrogatepass")).digest()


def known_over(who: bytes, *, kind: str) -> Rate | None:
    """The window that a caller is known to have used up for a class of routes and that has not ended yet."""
    known = _over.get((who, kind))
    if known is None:
        return None
    limit, ends_at = known
    rate = _rate(limit, -1, ends_at, time.time())
    return rate if 0 < rate.reset_s <= WINDOW_S else None


def require(rate: Rate | None, *, who: bytes, kind: str) -> None:
    """Raise where a window is used up, and remember that it is.

    Raises:
        Throttled: with the seconds to wait.
    """
    if rate is not None and rate.remaining < 0:
        _over.put((who, kind), (rate.limit, rate.ends_at))
        raise Throttled(wait=rate.reset_s)


def _rate(limit: int, remaining: int, ends_at: int, at: float) -> Rate:
    return Rate(limit, remaining, ends_at - int(at), ends_at)


@cache
def _valkey(address: str) -> redis.Redis:
    return redis.Redis.from_url(address, socket_timeout=0.5, socket_connect_timeout=0.5)
