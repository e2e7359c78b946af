"""Planning · slotting: a warehouse floor, orders that were picked, and where things lie."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
import numpy.typing as npt

Slots = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Floor:
    """Parallel aisles with slots on both sides, all entered from a front corridor that the packing bench lies on.

    Slots are numbered aisle by aisle, from the front to the back, left and right in turn.
    """

    aisles: int
    slots_per_aisle: int
    slot_m: float = 1.0
    aisle_gap_m: float = 4.0

    @property
    def aisle_m(self) -> float:
        """How long an aisle is."""
        return -(-self.slots_per_aisle // 2) * self.slot_m

    @property
    def slots(self) -> int:
        return self.aisles * self.slots_per_aisle

    def aisle_of(self, slots: Slots) -> Slots:
        return slots // self.slots_per_aisle

    def depth_m(self, slots: Slots) -> npt.NDArray[np.float64]:
        """How far down its aisle the middle of a slot is."""
        return np.asarray(((slots % self.slots_per_aisle) // 2 + 0.5) * self.slot_m, dtype=np.float64)


@dataclass(frozen=True, eq=False)
class MeasuredFloor(Floor):
    """A floor whose slots stand where they stand: `depths` gives how many metres down its aisle each is."""

    depths: npt.NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))

    @property
    def aisle_m(self) -> float:
        return float(self.depths.max())

    def depth_m(self, slots: Slots) -> npt.NDArray[np.float64]:
        return self.depths[slots]


@dataclass(frozen=True, eq=False)
class Order:
    """What was picked together, as indices of the goods, and when (aware UTC)."""

    at: datetime
    items: Slots


@dataclass(frozen=True)
class Move:
    """Two goods that change places (`other` is -1 where the slot is empty), what that saves, and when it has paid."""

    item: int
    other: int
    saved_m_per_day: float
    pays_back_days: float
