"""Discovery · telling caches that something listed changed · cache."""

from __future__ import annotations

import time

from django.core.cache import cache
from django.db import transaction

from apps.discovery.selectors.edition import KEY, forget


def renew() -> None:
    """Begin a new edition once the running transaction has committed. This process forgets the old one at once."""
    forget()
    transaction.on_commit(_renew)


def _renew() -> None:
    # A number that was lost with its cache must not come back: it begins at the clock.
    if not cache.add(KEY, int(time.time() * 1000), None):
        cache.incr(KEY)
    forget()
