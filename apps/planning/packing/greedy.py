"""Planning · packing at once: the lowest free corner first, filled with the largest block of like things.

Free room is kept as maximal empty cuboids (Lai and Chan 1997); into the one whose corner is lowest and deepest goes the
block of one item, turned one way, that fills most of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .checking import checked
from .types import Packing, Placement, Problem, Size

_Space = tuple[Size, Size]


@dataclass(frozen=True)
class _Block:
    item: int
    way: Size
    counts: Size

    @property
    def size(self) -> Size:
        return (self.way[0] * self.counts[0], self.way[1] * self.counts[1], self.way[2] * self.counts[2])

    @property
    def volume(self) -> int:
        return self.size[0] * self.size[1] * self.size[2]


def pack(problem: Problem) -> Packing:
    """A packing in milliseconds: everything that found room. Checked."""
    left = [item.count for item in problem.items]
    carries = problem.room.most_weight_g
    spaces: list[_Space] = [((0, 0, 0), problem.room.size)]
    placements: list[Placement] = []
    while spaces:
        spaces.sort(key=_depth)
        space = spaces[0]
        block = _best_block(problem, space, left, carries)
        if block is None:
            spaces.pop(0)
            continue
        left[block.item] -= block.counts[0] * block.counts[1] * block.counts[2]
        if carries is not None:
            carries -= problem.items[block.item].weight_g * block.counts[0] * block.counts[1] * block.counts[2]
        placements += _placed(block, space[0])
        spaces = _without(spaces, (space[0], _sum(space[0], block.size)), _smallest(problem, left))
    return checked(problem, placements)


def _depth(space: _Space) -> tuple[int, int, int]:
    """Far from the door, then low, then to the side."""
    x, y, z = space[0]
    return (x, z, y)


def _best_block(problem: Problem, space: _Space, left: list[int], carries: int | None) -> _Block | None:
    length, width, height = (end - begin for begin, end in zip(*space, strict=True))
    best: _Block | None = None
    for number, item in enumerate(problem.items):
        most = left[number]
        if carries is not None and item.weight_g:
            most = min(most, carries // item.weight_g)
        if most < 1:
            continue
        for way in item.ways:
            if way[0] > length or way[1] > width or way[2] > height:
                continue
            tall = min(height // way[2], most)
            wide = min(width // way[1], most // tall)
            block = _Block(number, way, (min(length // way[0], most // (tall * wide)), wide, tall))
            if best is None or block.volume > best.volume:
                best = block
    return best


def _placed(block: _Block, corner: Size) -> Iterator[Placement]:
    for i in range(block.counts[0]):
        for j in range(block.counts[1]):
            for k in range(block.counts[2]):
                way = block.way
                yield Placement(block.item, _sum(corner, (i * way[0], j * way[1], k * way[2])), way)


def _sum(one: Size, other: Size) -> Size:
    return (one[0] + other[0], one[1] + other[1], one[2] + other[2])


def _smallest(problem: Problem, left: list[int]) -> Size:
    """The least that anything still to be packed takes up along each edge."""
    open_ways = [way for item, count in zip(problem.items, left, strict=True) if count for way in item.ways]
    if not open_ways:
        return problem.room.size
    return (min(way[0] for way in open_ways), min(way[1] for way in open_ways), min(way[2] for way in open_ways))


def _without(spaces: list[_Space], taken: _Space, smallest: Size) -> list[_Space]:
    """The maximal free cuboids once one is taken, those left out that nothing fits into."""
    kept: list[_Space] = []
    cut: list[_Space] = []
    for space in spaces:
        if any(space[1][axis] <= taken[0][axis] or taken[1][axis] <= space[0][axis] for axis in range(3)):
            kept.append(space)
        else:
            cut += _pieces(space, taken)
    fitting = [one for one in cut if all(one[1][axis] - one[0][axis] >= smallest[axis] for axis in range(3))]
    fitting = list(dict.fromkeys(fitting))
    maximal = [one for one in fitting if not any(_holds(other, one) for other in (*kept, *fitting) if other != one)]
    return kept + maximal


def _pieces(space: _Space, taken: _Space) -> Iterator[_Space]:
    begin, end = space
    for axis in range(3):
        if begin[axis] < taken[0][axis]:
            yield begin, _set(end, axis, taken[0][axis])
        if taken[1][axis] < end[axis]:
            yield _set(begin, axis, taken[1][axis]), end


def _set(size: Size, axis: int, value: int) -> Size:
    changed = list(size)
    changed[axis] = value
    return (changed[0], changed[1], changed[2])


def _holds(outer: _Space, inner: _Space) -> bool:
    return all(outer[0][axis] <= inner[0][axis] and inner[1][axis] <= outer[1][axis] for axis in range(3))
