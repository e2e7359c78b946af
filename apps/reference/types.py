"""Reference · what a loader tells about its work."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class LoadedTable:
    """Rows of one table after a load: how many were written, and how many stood there already as they should."""

    table: str
    written: int
    unchanged: int
