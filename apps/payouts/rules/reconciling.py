"""Payouts · which movement is which: pure.

A movement is told by its reference first; where that says nothing, by amount and day within a window.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

BANK_WINDOW = timedelta(days=5)
"""A provider's payout is on our account within this time, and no stranger of the same amount is taken for it after."""
PROVIDER_WINDOW = timedelta(days=3)
"""A movement in the books stands in the provider's report within this time."""


@dataclass(frozen=True)
class Wanted:
    """A movement that is looked for: `key` names it, `references` are the ids under which it may be told."""

    key: str
    references: frozenset[str]
    currency: str
    amount: int
    day: date


def find(
    wanted: Sequence[Wanted], *, reference: str, currency: str, amount: int, day: date, window: timedelta
) -> Wanted | None:
    """The movement that is meant: the one of this reference, else the only one of this amount within the window.

    Two of the same amount are told apart by nothing: neither is taken, but the one
    whose day is nearer than every other's.
    """
    if reference:
        for one in wanted:
            if reference in one.references:
                return one
    fitting = sorted(
        (abs((one.day - day).days), one.key, one)
        for one in wanted
        if one.currency == currency and one.amount == amount and abs(one.day - day) <= window
    )
    if not fitting or (len(fitting) > 1 and fitting[0][0] == fitting[1][0]):
        return None
    return fitting[0][2]
