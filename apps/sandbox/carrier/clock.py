"""Simulated time · sandbox carrier · no schema."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable

from apps.sandbox.base.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS clock (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    real_s REAL NOT NULL, elapsed_s REAL NOT NULL, scale REAL NOT NULL
);
"""


class Clock:
    """Counts simulated seconds; goes on while the program is down and never runs backwards."""

    def __init__(self, store: Store, *, scale: float, real: Callable[[], float] = time.time) -> None:
        self.scale = scale
        self._store = store
        self._real = real
        with store.write() as db:
            row = db.execute("SELECT * FROM clock").fetchone()
            elapsed = row["elapsed_s"] + max(0.0, real() - row["real_s"]) * row["scale"] if row else 0.0
            self._set(db, elapsed)

    def _set(self, db: sqlite3.Connection, elapsed_s: float) -> None:
        self._anchor = (self._real(), elapsed_s)
        values = (*self._anchor, self.scale)
        db.execute("INSERT OR REPLACE INTO clock (only, real_s, elapsed_s, scale) VALUES (1, ?, ?, ?)", values)

    def real_s(self) -> float:
        """The real instant, unix seconds."""
        return self._real()

    def elapsed_s(self) -> float:
        """Simulated seconds since the first start."""
        real_s, elapsed_s = self._anchor
        return elapsed_s + max(0.0, self._real() - real_s) * self.scale

    def advance(self, by_s: float) -> None:
        """Jump ahead."""
        with self._store.write() as db:
            self._set(db, self.elapsed_s() + by_s)

    def now_of(self, parcel: sqlite3.Row) -> float:
        """The parcel's own instant, unix seconds: it started at the real one of its booking."""
        return float(parcel["booked_at"] + self.elapsed_s() - parcel["booked_elapsed"])
