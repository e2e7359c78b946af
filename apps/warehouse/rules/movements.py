"""Warehouse · which movements are possible."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ..types import MovementKind, ShelfCount

MAX_PIECES = 1_000_000
CLOCKS_DIFFER = timedelta(minutes=5)
_DIRECTION: Mapping[str, int] = {
    MovementKind.RECEIVED: 1,
    MovementKind.RETURNED: 1,
    MovementKind.SHIPPED: -1,
    MovementKind.ADJUSTED: 0,
    MovementKind.TRANSFERRED: 0,
    MovementKind.MOVED: 0,
    MovementKind.RELEASED: 0,
}


def problem(kind: str, delta: int) -> str | Promise | None:
    """What is wrong with a movement of `delta` pieces, or None."""
    if delta == 0:
        return _("Enter how many pieces, not 0.")
    if abs(delta) > MAX_PIECES:
        return _("Enter at most 1,000,000 pieces at once.")
    direction = _DIRECTION[kind]
    if direction and (delta > 0) != (direction > 0):
        return _("This kind of movement goes the other way.")
    return None


def supersedes(count: ShelfCount, *, version: int | None, counted_at: datetime) -> bool:
    """Whether a count is newer than the newest one kept of its shelf: by version where both have one, else by time.

    A count that says neither is of this moment.
    """
    if count.version is not None and version is not None:
        return count.version > version
    return count.counted_at is None or count.counted_at > counted_at


def count_problem(count: ShelfCount, *, at: datetime) -> tuple[str, str | Promise] | None:
    """The field of a count that cannot be and why, or None."""
    if not 0 <= count.quantity <= MAX_PIECES:
        return "quantity", _("Count 0 to 1,000,000 pieces.")
    if count.counted_at is not None and count.counted_at > at + CLOCKS_DIFFER:
        return "counted_at", _("This time lies ahead.")
    return None
