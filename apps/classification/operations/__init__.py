"""Classification · writes · public schema."""

from .confirming import choose_national_code, confirm, withdraw
from .goods import judge_waiting, note_goods
from .learning import keep_index, learn
from .loading import load_nomenclature, load_rows, load_tree, load_words, shipped_entries

__all__ = [
    "choose_national_code",
    "confirm",
    "judge_waiting",
    "keep_index",
    "learn",
    "load_nomenclature",
    "load_rows",
    "load_tree",
    "load_words",
    "note_goods",
    "shipped_entries",
    "withdraw",
]
