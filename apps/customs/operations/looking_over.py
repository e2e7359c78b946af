"""Customs · how far looking over a vendor's products has come, while a worker is at it · no tables: the cache."""

from __future__ import annotations

from django.core.cache import cache

# Longer than a batch takes: what a worker that died was at is asked for again after it.
_KEPT_S = 300


def ask(vendor_id: int) -> bool:
    """Note that somebody wants all products looked over; False where a worker is at it already."""
    return bool(cache.add(_key(vendor_id), (0, 0), _KEPT_S))


def tell(vendor_id: int, done: int, total: int) -> None:
    """Note how many of how many products are done."""
    cache.set(_key(vendor_id), (done, total), _KEPT_S)


def end(vendor_id: int) -> None:
    """Note that nobody is at it any more."""
    cache.delete(_key(vendor_id))


def state(vendor_id: int) -> tuple[int, int] | None:
    """How many of how many products are done (0 of 0 before it begins); None where nobody is at it."""
    found: tuple[int, int] | None = cache.get(_key(vendor_id))
    return found


def _key(vendor_id: int) -> str:
    return f"customs:looking-over:{vendor_id}"
