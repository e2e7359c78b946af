"""Screening · writes, by subject · public schema."""

from .deciding import confirm, propose, take_back
from .keeping import close_order, forget
from .lists import load_list, load_rows, note_unchanged
from .screening import require_clear, rescreen, screen_order

__all__ = [
    "close_order",
    "confirm",
    "forget",
    "load_list",
    "load_rows",
    "note_unchanged",
    "propose",
    "require_clear",
    "rescreen",
    "screen_order",
    "take_back",
]
