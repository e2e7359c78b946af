"""Planning · goods by how often they are asked for, the latest orders counting most."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import numpy as np
import numpy.typing as npt

from .types import Floor, Order, Slots
from .walking import mean_walk_m

_HALF_LIVES_DAYS = (7, 14, 21, 30, 60, 120, 10_000)
_HELD_BACK = 0.15


def weights(orders: Sequence[Order], *, half_life_days: float) -> npt.NDArray[np.float64]:
    """How much each order counts: 1 for the last, half of it for one that is so many days older."""
    last = max(order.at for order in orders)
    return np.array([0.5 ** (_days(order.at, last) / half_life_days) for order in orders])


def demand(orders: Sequence[Order], counting: npt.NDArray[np.float64], *, goods: int) -> npt.NDArray[np.float64]:
    """How often each good was asked for, orders counted as given."""
    asked = np.zeros(goods)
    for order, weight in zip(orders, counting, strict=True):
        asked[order.items] += weight
    return asked


def within_aisles(asked: npt.NDArray[np.float64]) -> Slots:
    """The most asked for in the first aisle, from its front, and so on: each good's slot."""
    slot_of = np.empty(len(asked), dtype=np.int64)
    slot_of[np.argsort(-asked, kind="stable")] = np.arange(len(asked))
    return slot_of


def best_half_life(floor: Floor, orders: Sequence[Order], *, goods: int) -> float:
    """The half-life, in days, under which slots learned from earlier orders would have served the latest ones best."""
    held = max(1, int(len(orders) * _HELD_BACK))
    earlier, latest = orders[:-held], orders[-held:]

    def walked(half_life: float) -> float:
        asked = demand(earlier, weights(earlier, half_life_days=half_life), goods=goods)
        return mean_walk_m(floor, within_aisles(asked), latest)

    return min(_HALF_LIVES_DAYS, key=walked)


def _days(earlier: datetime, later: datetime) -> float:
    return (later - earlier).total_seconds() / 86_400
