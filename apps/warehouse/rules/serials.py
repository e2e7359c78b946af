"""Warehouse · which pieces with numbers of their own came back: pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from apps.common.errors import InvalidInput

from ..errors import SerialUnknown, WhichCameBack


def which_came_back(
    sent: Collection[str], *, pieces: int, named: Collection[str], field: str = "serials"
) -> frozenset[str]:
    """Of the numbers that left, those of so many pieces that are back: all, or where more left, those that are named.

    Raises:
        WhichCameBack: more left than are back, and not each that is back is named. `field` is where.
    """
    if len(sent) <= pieces:
        return frozenset(sent)
    back = frozenset(sent).intersection(named)
    if len(back) != pieces:
        raise WhichCameBack(field=field, pieces=pieces, known=sent)
    return back


def require_known(named: Iterable[str], back: Collection[str], *, field: str = "serials") -> None:
    """Raises InvalidInput where a number was named that no piece bears which came back."""
    strange = set(named).difference(back)
    if strange:
        raise InvalidInput(field=field, problem=SerialUnknown.message, serial=min(strange))
