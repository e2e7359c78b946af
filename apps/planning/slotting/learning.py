"""Planning · slots learned from orders: by demand, the latest weighing most, then by what is asked for together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from . import affinity, popularity
from .errors import FloorTooSmall
from .types import Floor, Order, Slots


@dataclass(frozen=True, eq=False)
class Learned:
    """Where goods should lie, and the half-life, in days, by which orders were weighed."""

    slot_of: Slots
    half_life_days: float


def learn(floor: Floor, orders: Sequence[Order], *, goods: int, cpu_s: float, seed: int = 1) -> Learned:
    """The slot of each good, learned from `orders` (by time, the oldest first).

    Raises:
        FloorTooSmall: there are more goods than slots.
    """
    require_room(floor, goods)
    half_life = popularity.best_half_life(floor, orders, goods=goods)
    counting = popularity.weights(orders, half_life_days=half_life)
    asked = popularity.demand(orders, counting, goods=goods)
    first = popularity.within_aisles(asked)
    slot_of = affinity.improved(floor, first, orders, counting, asked=asked, cpu_s=cpu_s, seed=seed)
    return Learned(slot_of, half_life)


def by_popularity(orders: Sequence[Order], *, goods: int) -> Slots:
    """What a warehouse does that counts past orders alike: the most asked for nearest, aisle by aisle."""
    return popularity.within_aisles(popularity.demand(orders, np.ones(len(orders)), goods=goods))


def at_random(*, goods: int, seed: int = 1) -> Slots:
    """Goods wherever there was room."""
    return np.random.default_rng(seed).permutation(goods)


def require_room(floor: Floor, goods: int) -> None:
    """Raise where goods do not fit.

    Raises:
        FloorTooSmall: there are more goods than slots.
    """
    if goods > floor.slots:
        raise FloorTooSmall(goods=goods, slots=floor.slots)
