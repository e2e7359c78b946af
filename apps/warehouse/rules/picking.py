"""Warehouse · from which bin and lot pieces are taken: pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from ..types import Stowed

_NEVER = date.max


def drawn(stowed: Sequence[Stowed], pieces: int, *, today: date, is_sale: bool) -> list[tuple[Stowed, int]]:
    """What to take of each stowage (one of them may be what lies loose) so that `pieces` are taken in all.

    For a sale what expires first goes first, what has expired last. For what is missing or broken and of which
    nobody says where it lay, what lies loose goes first. Fewer are drawn where there are not so many.
    """
    left, taken = pieces, []
    for one in sorted(stowed, key=lambda one: _turn(one, today=today, is_sale=is_sale)):
        part = min(one.pieces, left)
        if part > 0:
            taken.append((one, part))
            left -= part
    return taken


def _turn(one: Stowed, *, today: date, is_sale: bool) -> tuple[bool, bool, date, date, str, str]:
    is_expired = one.expires_on is not None and one.expires_on < today
    lies_loose = not one.bin and not one.lot
    return (
        is_expired and is_sale,
        lies_loose == is_sale,
        one.expires_on or _NEVER,
        one.best_before_on or _NEVER,
        one.bin,
        one.lot,
    )
