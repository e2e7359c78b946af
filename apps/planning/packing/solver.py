"""Planning · packing by PackingSolver's tree search: for what greedy packing leaves out."""

from __future__ import annotations

import time

from packingsolver3d import BinType, Instance, ItemType, Objective, PackingSolverError, Rotation, box

from . import greedy
from .checking import checked
from .types import Item, Packing, Placement, Problem, Size

_LEAST_S = 0.3
_STARVED = 0.5
# A turn's name says which edge lies along each axis of the room (tried; its own description reads the other way).
_TURNS = {rotation: tuple("XYZ".index(edge) for edge in rotation.name) for rotation in Rotation}


def pack(problem: Problem, *, cpu_s: float) -> Packing:
    """The better of the greedy packing and the best that a search of `cpu_s` seconds of CPU finds. Checked.

    The search counts by the clock on the wall: where others had the processor it goes on for what it
    did not get, and where it finds nothing at all the greedy packing stands.
    """
    began = time.process_time()
    best = greedy.pack(problem)
    left = cpu_s
    while left >= _LEAST_S and len(best.placements) < sum(item.count for item in problem.items):
        found = _searched(problem, seconds=left)
        if found is not None and found.volume > best.volume:
            best = found
        spent = time.process_time() - began
        if spent >= _STARVED * cpu_s:
            break
        left = cpu_s - spent
    return best


def _searched(problem: Problem, *, seconds: float) -> Packing | None:
    instance = Instance(
        bin_types=(BinType(*problem.room.size, cost=1.0, maximum_weight=_weight(problem.room.most_weight_g)),),
        item_types=tuple(
            ItemType(*item.size, copies=item.count, weight=item.weight_g, rotations=_rotations(item))
            for item in problem.items
        ),
        objective=Objective.KNAPSACK,
    )
    try:
        result = box.solve(instance, time_limit=seconds)
    except PackingSolverError:
        return None
    if result.value is None:
        return None
    placements = (
        Placement(one.item_type_id, (one.x, one.y, one.z), (one.lx, one.ly, one.lz))
        for bin_ in result.bins
        for one in bin_.placements
    )
    return checked(problem, placements)


def _weight(grams: int | None) -> float | None:
    return None if grams is None else float(grams)


def _rotations(item: Item) -> tuple[Rotation, ...]:
    """The solver's turns that come to the item's ways."""
    chosen: dict[Size, Rotation] = {}
    for rotation, edges in _TURNS.items():
        size = (item.size[edges[0]], item.size[edges[1]], item.size[edges[2]])
        if size in item.ways:
            chosen.setdefault(size, rotation)
    return tuple(chosen.values())
