"""Discovery · the number that changes whenever something listed changes, and what is kept for one edition · cache."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from typing import Any, TypeVar, cast

from django.core.cache import cache

from apps.common.remember import Remembered

KEY = "discovery:edition"
V = TypeVar("V")

# A page may lag this much behind the list; the process that changes it sees it at once.
_numbers: Remembered[int] = Remembered(seconds=0.25, most=1)
_answers: Remembered[Any] = Remembered(seconds=60, most=1024)

_here: Remembered[Any] = Remembered(seconds=60, most=20_000)


def current() -> int:
    """The edition of the read model; pages and counts that were made for it may be used again. No query.

    What another process has changed shows after a quarter of a second at most.
    """
    return _numbers.get(KEY) or _numbers.put(KEY, _asked())


def kept(name: str, make: Callable[[], V], *, seconds: int) -> V:
    """What `make` gives, remembered for this edition: in this process, and in the cache for all of them.

    `name` says all that the answer depends on. The answer is shared: nobody may change it.
    """
    key = f"{current()}:{name}"
    known = _answers.get(key)
    if known is None:
        known = cache.get(key)
        if known is None:
            known = make()
            cache.set(key, known, seconds)
        _answers.put(key, known)
    return cast(V, known)


def known_here(key: Hashable) -> Any:
    """What this process remembers under a key for this edition; None where it does not."""
    return _here.get((current(), key))


def remember_here(key: Hashable, value: V) -> V:
    """Remember something for this edition in this process alone; returns it. Nobody may change it."""
    return _here.put((current(), key), value)


def forget() -> None:
    """Ask the cache again: after a change in this process, or after the cache was emptied."""
    _numbers.forget()
    _answers.forget()
    _here.forget()


def _asked() -> int:
    edition = cache.get(KEY)
    if edition is None:
        cache.add(KEY, int(time.time() * 1000), None)
        edition = cache.get(KEY, 0)
    return int(edition)
