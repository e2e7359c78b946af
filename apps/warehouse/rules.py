"""Warehouse · which movements are possible."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .types import MovementKind

MAX_PIECES = 1_000_000
_DIRECTION: Mapping[str, int] = {
    MovementKind.RECEIVED: 1,
    MovementKind.RETURNED: 1,
    MovementKind.SHIPPED: -1,
    MovementKind.ADJUSTED: 0,
    MovementKind.TRANSFERRED: 0,
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
