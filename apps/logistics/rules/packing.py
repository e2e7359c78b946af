"""Logistics · packing plans: pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ..types import PackLine, ParcelPlan

PACKING_G = 120  # box, filling and papers of an ordinary parcel
PADDING_MM = 20
PARCEL_MAX_G = 30_000
PARCEL_MAX_GIRTH_MM = 3_000


def plan_parcels(lines: Sequence[PackLine]) -> tuple[ParcelPlan, ...]:
    """The parcels that a warehouse would make of these pieces, heaviest pieces first.

    A parcel is as near to a cube as its largest piece allows and holds the volume
    of all. It takes pieces up to 30 kg and 3 m of length and girth, the limits of
    an ordinary service; a single piece beyond them travels alone.
    """
    boxes: list[_Box] = []
    for line in sorted(lines, key=lambda line: (-line.weight_g, str(line.variant_id))):
        place = 0
        for _ in range(line.quantity):
            while place < len(boxes) and not boxes[place].with_piece(line).fits:
                place += 1
            if place == len(boxes):
                boxes.append(_EMPTY)
            boxes[place] = boxes[place].with_piece(line)
    return tuple(box.plan() for box in boxes)


@dataclass(frozen=True)
class _Box:
    """Pieces together: their weight and volume, and the sides of the largest, longest first."""

    weight_g: int
    volume_mm3: int
    longest_mm: tuple[int, int, int]

    def with_piece(self, piece: PackLine) -> _Box:
        sides = sorted((piece.length_mm, piece.width_mm, piece.height_mm), reverse=True)
        a, b, c = (max(pair) for pair in zip(self.longest_mm, sides, strict=True))
        return _Box(self.weight_g + piece.weight_g, self.volume_mm3 + math.prod(sides), (a, b, c))

    @property
    def fits(self) -> bool:
        return self.weight_g <= PARCEL_MAX_G and girth_mm(self.plan()) <= PARCEL_MAX_GIRTH_MM

    def plan(self) -> ParcelPlan:
        length = max(self.longest_mm[0], math.ceil(math.cbrt(self.volume_mm3)), 1)
        width = max(self.longest_mm[1], math.ceil(math.sqrt(self.volume_mm3 / length)), 1)
        height = max(self.longest_mm[2], math.ceil(self.volume_mm3 / (length * width)))
        sides = sorted((length, width, height), reverse=True)
        return ParcelPlan(self.weight_g, *(side + PADDING_MM for side in sides))


_EMPTY = _Box(PACKING_G, 0, (0, 0, 0))


def girth_mm(parcel: ParcelPlan) -> int:
    """The longest side and twice the other two together, as carriers limit it."""
    length, width, height = sorted((parcel.length_mm, parcel.width_mm, parcel.height_mm), reverse=True)
    return length + 2 * (width + height)
