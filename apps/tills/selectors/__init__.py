"""Tills · reads, by subject · vendor's schema, and public for what was sold."""

from .counting import as_closing, closing, closings, count
from .goods import as_basket, matching, piece_called, receipt_lines, usual
from .receipts import receipt
from .tills import as_entry, entries, row, sale, till, tills

__all__ = [
    "as_basket",
    "as_closing",
    "as_entry",
    "closing",
    "closings",
    "count",
    "entries",
    "matching",
    "piece_called",
    "receipt",
    "receipt_lines",
    "row",
    "sale",
    "till",
    "tills",
    "usual",
]
