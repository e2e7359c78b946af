"""Planning · packing: what is to be packed, into what, and where it came to lie. Lengths are whole millimetres."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

Size = tuple[int, int, int]


@dataclass(frozen=True)
class Item:
    """Things that are alike. `ways` are the sizes that one may take up, along length, width and height of the room."""

    name: str
    size: Size
    count: int
    ways: tuple[Size, ...]
    weight_g: int = 0

    @property
    def volume(self) -> int:
        """Of one."""
        return prod(self.size)


@dataclass(frozen=True)
class Room:
    """What is packed into: length, width and height inside, and how much it may carry (None: any weight)."""

    size: Size
    most_weight_g: int | None = None

    @property
    def volume(self) -> int:
        return prod(self.size)


@dataclass(frozen=True)
class Placement:
    """One thing in the room: which (an index of the items), its corner nearest to the origin, and what it takes up."""

    item: int
    corner: Size
    size: Size

    @property
    def volume(self) -> int:
        return prod(self.size)


@dataclass(frozen=True)
class Problem:
    """As much of the items' volume as possible, into one room."""

    room: Room
    items: tuple[Item, ...]


@dataclass(frozen=True)
class Packing:
    """Placements that hold."""

    placements: tuple[Placement, ...]
    room: Room

    @property
    def volume(self) -> int:
        """Of all that was packed."""
        return sum(one.volume for one in self.placements)

    @property
    def fill(self) -> float:
        """The part of the room that is filled, 0 to 1."""
        return self.volume / self.room.volume


def ways(size: Size, *, upright: tuple[bool, bool, bool] = (True, True, True)) -> tuple[Size, ...]:
    """The different sizes that a thing may take up when turned; `upright` says which of its edges may stand."""
    found: dict[Size, None] = {}
    for edge in range(3):
        if upright[edge]:
            first, second = (size[other] for other in range(3) if other != edge)
            found[first, second, size[edge]] = None
            found[second, first, size[edge]] = None
    return tuple(found)
