"""Reference · what a loader tells about its work."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class LoadedTable:
    """Rows of one table after a load: how many were written, and how many stood there already as they should."""

    table: str
    written: int
    unchanged: int


@dataclass(frozen=True)
class UnitInfo:
    """A unit of measure; `factor` is its size in the base unit of its dimension."""

    code: str
    dimension: str
    factor: Decimal
