"""Discovery · the number that changes whenever something listed changes · cache."""

from __future__ import annotations

import time

from django.core.cache import cache

KEY = "discovery:edition"


def current() -> int:
    """The edition of the read model; pages and counts that were made for it may be used again. No query."""
    edition = cache.get(KEY)
    if edition is None:
        cache.add(KEY, int(time.time() * 1000), None)
        edition = cache.get(KEY, 0)
    return int(edition)
