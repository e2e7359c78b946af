"""Fulfilment · where goods of a house should lie, learned from what left it together: pure, and long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from statistics import mean
from uuid import UUID

import numpy as np

from apps.planning.slotting import learning, moves
from apps.planning.slotting.types import MeasuredFloor, Order
from apps.warehouse.types import BinInfo

from ..types import Proposal
from .collecting import aisle_of

LEAST_ORDERS = 10
MINUTES_PER_SWAP = 10.0
WITHIN_DAYS = 60.0


@dataclass(frozen=True)
class Past:
    """What left the house together, and when (aware UTC)."""

    at: datetime
    variant_ids: tuple[UUID, ...]


def proposals(
    bins: Sequence[BinInfo],
    lying: Mapping[UUID, str],
    past: Sequence[Past],
    names: Mapping[UUID, str],
    *,
    cpu_s: float,
) -> list[Proposal]:
    """Swaps between bins that pay for themselves within 60 days at 10 minutes' work each, the quickest first.

    `lying` gives each variant's bin. Aisles are taken for parallel and as far apart as they are on average;
    of goods that share a bin the one that is asked for most counts.
    """
    slots = _slots(bins)
    asked: dict[UUID, int] = defaultdict(int)
    for order in past:
        for variant_id in order.variant_ids:
            asked[variant_id] += 1
    holder: dict[str, UUID] = {}
    for variant_id in sorted(lying, key=lambda one: -asked[one]):
        if lying[variant_id] in slots.number:
            holder.setdefault(lying[variant_id], variant_id)
    goods = sorted(holder.values(), key=str)
    index = {variant_id: number for number, variant_id in enumerate(goods)}
    orders = [
        Order(order.at, np.array(sorted({index[one] for one in order.variant_ids if one in index}), dtype=np.int64))
        for order in sorted(past, key=lambda one: one.at)
    ]
    orders = [order for order in orders if len(order.items)]
    if len(orders) < LEAST_ORDERS or len(goods) < 2:
        return []
    now = np.array([slots.number[lying[variant_id]] for variant_id in goods], dtype=np.int64)
    learned = learning.learn(slots.floor, orders, goods=len(goods), cpu_s=cpu_s).slot_of
    wanted = np.array([slots.real[min(int(slot), len(slots.real) - 1)] for slot in _ranked(learned)], dtype=np.int64)
    swaps = moves.worthwhile(
        slots.floor, now, wanted, orders, minutes_per_swap=MINUTES_PER_SWAP, within_days=WITHIN_DAYS
    )
    code = {number: bin_code for bin_code, number in slots.number.items()}
    return [
        Proposal(
            sku=names.get(goods[one.item], str(goods[one.item])),
            bin=lying[goods[one.item]],
            to_bin=code[int(wanted[one.item])],
            other_sku=names.get(goods[one.other], str(goods[one.other])) if one.other >= 0 else "",
            saved_m_per_day=Decimal(f"{one.saved_m_per_day:.1f}"),
            pays_back_days=Decimal(f"{one.pays_back_days:.1f}"),
        )
        for one in swaps
    ]


@dataclass(frozen=True)
class _Slots:
    """Bins as places of a floor of equal aisles: each bin's number, and the numbers that are bins, in order."""

    floor: MeasuredFloor
    number: dict[str, int]
    real: list[int]


def _slots(bins: Sequence[BinInfo]) -> _Slots:
    aisles: dict[str, list[BinInfo]] = defaultdict(list)
    for one in bins:
        aisles[aisle_of(one)].append(one)
    across = {aisle: mean(float(one.x_m) for one in held) for aisle, held in aisles.items()}
    in_turn = sorted(aisles, key=lambda aisle: (across[aisle], aisle))
    most = max(len(held) for held in aisles.values())
    number = {
        one.code: at * most + place
        for at, aisle in enumerate(in_turn)
        for place, one in enumerate(sorted(aisles[aisle], key=lambda one: (one.y_m, one.code)))
    }
    xs = sorted(across.values())
    gap = (xs[-1] - xs[0]) / (len(xs) - 1) if len(xs) > 1 else 1.0
    nearest = min(float(one.y_m) for one in bins)
    depths = np.full(len(in_turn) * most, max(float(one.y_m) for one in bins) - nearest)
    for one in bins:
        depths[number[one.code]] = float(one.y_m) - nearest
    floor = MeasuredFloor(len(in_turn), most, aisle_gap_m=max(gap, 0.1), depths=depths)
    return _Slots(floor, number, sorted(number.values()))


def _ranked(slot_of: np.ndarray) -> np.ndarray:
    """Learned slots as ranks: gaps of shorter aisles are closed, so that each good gets a bin of its own."""
    return np.argsort(np.argsort(slot_of, kind="stable"), kind="stable")
