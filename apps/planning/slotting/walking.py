"""Planning · how far a picker walks: through every aisle that holds something, in S-shape.

Each aisle with a pick is walked through; where their number is odd, the last is entered and left from the
front (Hall 1993, traversal routing). The corridor is walked there and back to the last aisle.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .types import Floor, Order, Slots


def walk_m(floor: Floor, slots: Slots) -> float:
    """Metres for a round that picks from these slots."""
    aisles = floor.aisle_of(slots)
    visited = np.unique(aisles)
    last = visited[-1]
    metres = 2 * floor.aisle_gap_m * float(last)
    if len(visited) % 2 == 0:
        return metres + len(visited) * floor.aisle_m
    deepest = float(floor.depth_m(slots[aisles == last]).max())
    return metres + (len(visited) - 1) * floor.aisle_m + 2 * deepest


def mean_walk_m(floor: Floor, slot_of: Slots, orders: Sequence[Order]) -> float:
    """Metres an order on average; `slot_of` gives each good's slot."""
    return sum(walk_m(floor, slot_of[order.items]) for order in orders) / len(orders)
