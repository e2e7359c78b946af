"""Warehouse · reads · vendor's schema."""

from .counts import as_count, count, count_rows, countables, counts
from .houses import (
    as_info,
    as_movement,
    discrepancies,
    levels,
    movement_rows,
    movements,
    on_hand,
    shelves,
    warehouse,
    warehouses,
)
from .stowing import bin_row, bins, expiring, lot_row, serials, stowed, too_many_serials, with_loose, wrongly_stowed
from .transfers import as_transfer, in_transit, overdue, transfer, transfer_rows, transfers

__all__ = [
    "as_count",
    "as_info",
    "as_movement",
    "as_transfer",
    "bin_row",
    "bins",
    "count",
    "count_rows",
    "countables",
    "counts",
    "discrepancies",
    "expiring",
    "in_transit",
    "levels",
    "lot_row",
    "movement_rows",
    "movements",
    "on_hand",
    "overdue",
    "serials",
    "shelves",
    "stowed",
    "too_many_serials",
    "transfer",
    "transfer_rows",
    "transfers",
    "warehouse",
    "warehouses",
    "with_loose",
    "wrongly_stowed",
]
