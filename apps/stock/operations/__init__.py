"""Stock · writes · public schema."""

from .blocking import block
from .holding import (
    allocate,
    hold,
    hold_exactly,
    hold_or_lack,
    hold_until,
    release,
    release_allocation,
    release_expired,
    release_in_batches,
)
from .hot import cool, heat, tend
from .lessening import release_pieces
from .shelves import apply_movement, lock_allocated, lock_shelves, move_shelves, ship, stock_shelves
from .swapping import swap_pieces
from .watching import announce_low, forget_lot_day, note_lot_day, set_thresholds

__all__ = [
    "allocate",
    "announce_low",
    "apply_movement",
    "block",
    "cool",
    "forget_lot_day",
    "heat",
    "hold",
    "hold_exactly",
    "hold_or_lack",
    "hold_until",
    "lock_allocated",
    "lock_shelves",
    "move_shelves",
    "note_lot_day",
    "release",
    "release_allocation",
    "release_expired",
    "release_in_batches",
    "release_pieces",
    "set_thresholds",
    "ship",
    "stock_shelves",
    "swap_pieces",
    "tend",
]
