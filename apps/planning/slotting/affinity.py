"""Planning · goods that are asked for together, brought into the same aisle by a local search over swaps.

A swap takes a good into the aisle of one that it was ordered with, in the place of any good there, and stays where
the orders, counted by their weights, are walked in fewer aisles. Inside its aisle each good lies by its demand.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from .types import Floor, Order, Slots

_LEAST_WEIGHT = 0.02
Figures = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class _Past:
    """The orders that count: what each held, by how much it counts, and which of them held a good."""

    orders: list[Slots]
    weights: Figures
    holding: list[Slots]


def improved(
    floor: Floor,
    slot_of: Slots,
    orders: Sequence[Order],
    counting: Figures,
    *,
    asked: Figures,
    cpu_s: float,
    seed: int = 1,
) -> Slots:
    """Slots under which the orders are walked in fewer metres than under `slot_of`: after `cpu_s` seconds of CPU."""
    past = _past(orders, counting, goods=len(asked))
    aisle_of = floor.aisle_of(slot_of).copy()
    in_aisle = np.zeros((len(past.orders), floor.aisles), dtype=np.int16)
    for number, items in enumerate(past.orders):
        np.add.at(in_aisle[number], aisle_of[items], 1)
    metres = _metres(floor, in_aisle)
    dice = np.random.default_rng(seed)
    known = np.flatnonzero(asked)
    chances = asked[known] / asked[known].sum()
    began = time.process_time()
    while time.process_time() - began < cpu_s:
        for item in dice.choice(known, size=500, p=chances):
            _try_swap(floor, past, int(item), dice, aisle_of, in_aisle, metres)
    return _by_demand(floor, aisle_of, asked)


def _past(orders: Sequence[Order], counting: Figures, *, goods: int) -> _Past:
    counts = np.flatnonzero(counting > _LEAST_WEIGHT)
    chosen = [orders[int(number)].items for number in counts]
    holding: list[list[int]] = [[] for _ in range(goods)]
    for number, items in enumerate(chosen):
        for item in items:
            holding[item].append(number)
    return _Past(chosen, counting[counts], [np.array(each, dtype=np.int64) for each in holding])


def _try_swap(
    floor: Floor,
    past: _Past,
    item: int,
    dice: np.random.Generator,
    aisle_of: Slots,
    in_aisle: npt.NDArray[np.int16],
    metres: Figures,
) -> None:
    """Swap the good into the aisle of one that it was ordered with, if that shortens the walks."""
    if not len(past.holding[item]):
        return
    together = past.orders[dice.choice(past.holding[item])]
    here, there = aisle_of[item], aisle_of[dice.choice(together)]
    if here == there:
        return
    other = int(dice.choice(np.flatnonzero(aisle_of == there)))
    touched = np.union1d(past.holding[item], past.holding[other])
    changed = in_aisle[touched]
    ours = np.isin(touched, past.holding[item], assume_unique=True)
    theirs = np.isin(touched, past.holding[other], assume_unique=True)
    changed[ours, here] -= 1
    changed[ours, there] += 1
    changed[theirs, there] -= 1
    changed[theirs, here] += 1
    after = _metres(floor, changed)
    if ((after - metres[touched]) * past.weights[touched]).sum() < 0:
        in_aisle[touched], metres[touched] = changed, after
        aisle_of[item], aisle_of[other] = there, here


def _metres(floor: Floor, in_aisle: npt.NDArray[np.int16]) -> Figures:
    """What orders are walked, by how many of their goods lie in each aisle; every aisle counts as walked through."""
    visited = in_aisle > 0
    last = np.where(visited, np.arange(floor.aisles), 0).max(axis=1)
    return visited.sum(axis=1) * floor.aisle_m + 2 * floor.aisle_gap_m * last


def _by_demand(floor: Floor, aisle_of: Slots, asked: Figures) -> Slots:
    slot_of = np.empty(len(aisle_of), dtype=np.int64)
    for aisle in range(floor.aisles):
        members = np.flatnonzero(aisle_of == aisle)
        members = members[np.argsort(-asked[members], kind="stable")]
        slot_of[members] = aisle * floor.slots_per_aisle + np.arange(len(members))
    return slot_of
