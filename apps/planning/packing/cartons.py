"""Planning · which cartons things travel in, so that boxes and freight together cost least.

What fits where is tried greedily; where that fails although there is room, the solver is asked if it was given time.
Few things are divided over boxes exactly; many by filling carton after carton, then merging boxes and moving things.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, product
from math import prod

from . import greedy, solver
from .types import Item, Packing, Placement, Problem, Room

Counts = tuple[int, ...]
Price = Callable[[int, int], Decimal | None]
"""What a carton (an index) costs when its contents weigh so many grams, freight included; None: it is not carried."""

_ONE_SEARCH_S = 0.5
_FULLEST = 0.98


@dataclass(frozen=True)
class Box:
    """A carton (an index of those given) with what lies in it, and what it costs."""

    carton: int
    packing: Packing
    cost: Decimal


@dataclass(frozen=True)
class Choice:
    """The boxes of all things but the pieces of `unfit`, by item: these fit into no carton.

    `may_improve` says that a cheaper carton had room for what greedy packing could not fit into it.
    """

    boxes: tuple[Box, ...]
    unfit: Counts
    may_improve: bool

    @property
    def cost(self) -> Decimal:
        return sum((box.cost for box in self.boxes), Decimal(0))


def choose(
    items: Sequence[Item], rooms: Sequence[Room], price: Price, *, cpu_s: float = 0.5, solver_s: float = 0.0
) -> Choice:
    """The cheapest boxes found for these items in `cpu_s` seconds of CPU, `solver_s` more for hard fits. Checked."""
    search = _Search(items, rooms, price, cpu_s=cpu_s, solver_s=solver_s)
    alone = [tuple(int(other == number) for other in range(len(items))) for number in range(len(items))]
    unfit = tuple(0 if search.best(one) else item.count for item, one in zip(items, alone, strict=True))
    wanted = tuple(item.count - out for item, out in zip(items, unfit, strict=True))
    boxes = search.divided(wanted) if any(wanted) else ()
    return Choice(boxes, unfit, search.may_improve)


class _Search:
    def __init__(
        self, items: Sequence[Item], rooms: Sequence[Room], price: Price, *, cpu_s: float, solver_s: float
    ) -> None:
        self._items, self._rooms, self._price = items, rooms, price
        self._ends = time.process_time() + cpu_s + solver_s
        self._solver_left = solver_s
        self._states = 128 if solver_s else 48
        self._known: dict[Counts, Box | None] = {}
        self.may_improve = False

    def best(self, counts: Counts) -> Box | None:
        """The cheapest single box for these pieces; None where no carton takes them."""
        if counts not in self._known:
            self._known[counts] = self._cheapest(counts)
        return self._known[counts]

    def divided(self, counts: Counts) -> tuple[Box, ...]:
        """All these pieces in boxes. Every piece is known to fit into some carton alone."""
        if prod(count + 1 for count in counts) <= self._states:
            return tuple(self._exactly(counts))
        filled = [boxes for carton in range(len(self._rooms)) if (boxes := self._filled(counts, carton))]
        whole = self.best(counts)
        starts = [*filled, *([[whole]] if whole else []), self._one_by_one(counts)]
        start = min(starts, key=_cost)
        return tuple(self._improved(start))

    def _cheapest(self, counts: Counts) -> Box | None:
        weight = sum(item.weight_g * count for item, count in zip(self._items, counts, strict=True))
        volume = sum(item.volume * count for item, count in zip(self._items, counts, strict=True))
        offers = []
        for number, room in enumerate(self._rooms):
            if volume > room.volume or (room.most_weight_g is not None and weight > room.most_weight_g):
                continue
            cost = self._price(number, weight)
            if cost is not None:
                offers.append((cost, room.volume, number))
        for cost, _, number in sorted(offers):
            packing = self._fitted(counts, number)
            if packing is not None:
                return Box(number, packing, cost)
        return None

    def _fitted(self, counts: Counts, carton: int) -> Packing | None:
        problem = self._problem(counts, carton)
        packing = greedy.pack(problem)
        if len(packing.placements) == sum(counts):
            return packing
        longest = max(max(item.size) for item, count in zip(self._items, counts, strict=True) if count)
        volume = sum(item.volume * count for item, count in zip(self._items, counts, strict=True))
        if sum(counts) < 2 or longest > max(problem.room.size) or volume > _FULLEST * problem.room.volume:
            return None
        if self._solver_left <= 0:
            self.may_improve = True
            return None
        began = time.process_time()
        packing = solver.pack(problem, cpu_s=min(_ONE_SEARCH_S, self._solver_left))
        self._solver_left -= time.process_time() - began
        return packing if len(packing.placements) == sum(counts) else None

    def _problem(self, counts: Counts, carton: int) -> Problem:
        items = tuple(
            Item(item.name, item.size, count, item.ways, item.weight_g)
            for item, count in zip(self._items, counts, strict=True)
        )
        return Problem(self._rooms[carton], items)

    def _exactly(self, counts: Counts) -> list[Box]:
        found: dict[Counts, list[Box] | None] = {tuple(0 for _ in counts): []}

        def divided(left: Counts) -> list[Box] | None:
            if left in found:
                return found[left]
            best: list[Box] | None = None
            for part in _parts(left):
                box = self.best(part)
                rest = divided(_minus(left, part)) if box else None
                if box and rest is not None and (best is None or box.cost + _cost(rest) < _cost(best)):
                    best = [box, *rest]
            found[left] = best
            return best

        return divided(counts) or []

    def _filled(self, counts: Counts, carton: int) -> list[Box] | None:
        """One kind of carton filled as long as anything goes in; each box is then made as cheap as it can be."""
        boxes: list[Box] = []
        left = counts
        while any(left):
            taken = _counted(greedy.pack(self._problem(left, carton)), len(counts))
            box = self.best(taken) if any(taken) else None
            if box is None:
                return None
            boxes.append(box)
            left = _minus(left, taken)
        return boxes

    def _one_by_one(self, counts: Counts) -> list[Box]:
        boxes = []
        for number, count in enumerate(counts):
            box = self.best(tuple(int(other == number) for other in range(len(counts))))
            boxes += [box] * count if box else []
        return boxes

    def _improved(self, boxes: list[Box]) -> list[Box]:
        """Boxes merged, and single pieces moved between them, for as long as that is cheaper and time is left."""
        while time.process_time() < self._ends:
            better = self._merged(boxes) or self._moved(boxes)
            if better is None:
                return boxes
            boxes = better
        return boxes

    def _merged(self, boxes: list[Box]) -> list[Box] | None:
        for one, other in combinations(range(len(boxes)), 2):
            if time.process_time() >= self._ends:
                return None
            both = self.best(_plus(self._of(boxes[one]), self._of(boxes[other])))
            if both and both.cost < boxes[one].cost + boxes[other].cost:
                return [both, *(box for number, box in enumerate(boxes) if number not in (one, other))]
        return None

    def _moved(self, boxes: list[Box]) -> list[Box] | None:
        for one, other in product(range(len(boxes)), repeat=2):
            if one == other:
                continue
            giving, taking = self._of(boxes[one]), self._of(boxes[other])
            for number, count in enumerate(giving):
                if time.process_time() >= self._ends:
                    return None
                if not count or sum(giving) == 1:
                    continue
                piece = tuple(int(place == number) for place in range(len(giving)))
                smaller, larger = self.best(_minus(giving, piece)), self.best(_plus(taking, piece))
                if smaller and larger and smaller.cost + larger.cost < boxes[one].cost + boxes[other].cost:
                    return [smaller, larger, *(box for at, box in enumerate(boxes) if at not in (one, other))]
        return None

    def _of(self, box: Box) -> Counts:
        return _counted(box.packing, len(self._items))


def in_order(packing: Packing) -> list[Placement]:
    """Placements as they are laid: from the bottom up, so that nothing has to go under what lies there already."""
    return sorted(packing.placements, key=lambda one: (one.corner[2], one.corner[0], one.corner[1]))


def _parts(left: Counts) -> Iterator[Counts]:
    """The parts of these pieces that hold one of the first kind that is left: one of them is in the first box."""
    first = next(number for number, count in enumerate(left) if count)
    ranges = [range(int(number == first), count + 1) for number, count in enumerate(left)]
    yield from product(*ranges)


def _counted(packing: Packing, kinds: int) -> Counts:
    found = Counter(one.item for one in packing.placements)
    return tuple(found[number] for number in range(kinds))


def _minus(one: Counts, other: Counts) -> Counts:
    return tuple(a - b for a, b in zip(one, other, strict=True))


def _plus(one: Counts, other: Counts) -> Counts:
    return tuple(a + b for a, b in zip(one, other, strict=True))


def _cost(boxes: Sequence[Box]) -> Decimal:
    return sum((box.cost for box in boxes), Decimal(0))
