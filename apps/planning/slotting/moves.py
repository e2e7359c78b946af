"""Planning · which swaps are worth their work: what each saves, and when it has paid for itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .types import Floor, Move, Order, Slots
from .walking import walk_m

WALKING_M_PER_MINUTE = 60.0


def worthwhile(
    floor: Floor,
    now: Slots,
    wanted: Slots,
    orders: Sequence[Order],
    *,
    minutes_per_swap: float,
    within_days: float,
) -> list[Move]:
    """Swaps that bring goods where they are wanted and pay for themselves in time, the quickest first.

    Each is reckoned by itself on the orders given, over the days that these span: swapped are a good and
    what lies in its wanted slot; walking counts a metre a second.
    """
    days = max((orders[-1].at - orders[0].at).total_seconds() / 86_400, 1.0)
    holding: list[list[int]] = [[] for _ in now]
    for number, order in enumerate(orders):
        for item in order.items:
            holding[item].append(number)
    lies_in = np.full(floor.slots, -1, dtype=np.int64)
    lies_in[now] = np.arange(len(now))
    found = []
    for item in np.flatnonzero(now != wanted):
        other = int(lies_in[wanted[item]])
        touched = set(holding[item]) | (set(holding[other]) if other >= 0 else set())
        after = now.copy()
        after[item] = wanted[item]
        if other >= 0:
            after[other] = now[item]
        saved = sum(
            walk_m(floor, now[orders[number].items]) - walk_m(floor, after[orders[number].items]) for number in touched
        )
        if saved > 0:
            a_day = saved / days
            pays_back = minutes_per_swap / (a_day / WALKING_M_PER_MINUTE)
            if pays_back <= within_days:
                found.append(Move(int(item), other, a_day, pays_back))
    return sorted(found, key=lambda move: (move.pays_back_days, move.item))
