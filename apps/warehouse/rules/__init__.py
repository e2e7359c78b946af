"""Warehouse · arithmetic of movements, picking and counting: pure."""

from .counting import CLASS_DAYS, chosen, grades
from .movements import MAX_PIECES, count_problem, problem, supersedes
from .picking import drawn

__all__ = [
    "CLASS_DAYS",
    "MAX_PIECES",
    "chosen",
    "count_problem",
    "drawn",
    "grades",
    "problem",
    "supersedes",
]
