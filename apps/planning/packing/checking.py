"""Planning · whether a packing holds, reckoned anew from the problem alone: no solver's word is taken for it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np

from .errors import PackingBroken
from .types import Packing, Placement, Problem


def checked(problem: Problem, placements: Iterable[Placement]) -> Packing:
    """The packing of these placements.

    Raises:
        PackingBroken: something is outside the room, inside another, turned as it may not be, too many or too heavy.
    """
    placed = tuple(placements)
    packed = Counter(one.item for one in placed)
    for number, count in packed.items():
        if not 0 <= number < len(problem.items):
            raise PackingBroken(broken="an unknown thing was packed.")
        if count > problem.items[number].count:
            raise PackingBroken(broken=f"{count} of {problem.items[number].name} were packed; there are fewer.")
    for one in placed:
        if one.size not in problem.items[one.item].ways:
            raise PackingBroken(broken=f"{problem.items[one.item].name} is turned as it may not be.")
    most = problem.room.most_weight_g
    if most is not None and sum(problem.items[one.item].weight_g for one in placed) > most:
        raise PackingBroken(broken="it is too heavy.")
    if placed:
        _check_places(problem, placed)
    return Packing(placed, problem.room)


def _check_places(problem: Problem, placed: tuple[Placement, ...]) -> None:
    begins = np.array([one.corner for one in placed])
    ends = begins + np.array([one.size for one in placed])
    if (begins < 0).any() or (ends > np.array(problem.room.size)).any():
        raise PackingBroken(broken="something sticks out.")
    overlaps = ((begins[:, None] < ends[None, :]) & (begins[None, :] < ends[:, None])).all(axis=2)
    np.fill_diagonal(overlaps, val=False)
    if overlaps.any():
        raise PackingBroken(broken="two things lie in the same place.")
