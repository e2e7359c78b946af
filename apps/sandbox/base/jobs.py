"""What happens by itself after a while · sandbox · no schema."""

from __future__ import annotations

import json
import sqlite3
import sys
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from apps.sandbox.base.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS jobs (
    id INTEGER PRIMARY KEY AUTOINCREMENT, due REAL NOT NULL, kind TEXT NOT NULL, subject TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS jobs_due ON jobs (due);
"""
TICK_S = 0.25
Job = Callable[[sqlite3.Connection, Any], None]


def later(db: sqlite3.Connection, kind: str, subject: Any, *, due: float) -> None:
    """Have a job done at `due` (unix seconds) in a transaction of its own."""
    db.execute("INSERT INTO jobs (due, kind, subject) VALUES (?, ?, ?)", (due, kind, json.dumps(subject)))


class Jobs:
    """One thread that does what is due and, every few seconds, what is registered as a sweep."""

    def __init__(self, store: Store, *, wake: Callable[[], None], sweep_s: float) -> None:
        self._store = store
        self._wake = wake
        self._sweep_s = sweep_s
        self._jobs: dict[str, Job] = {}
        self._sweeps: list[Callable[[sqlite3.Connection], None]] = []
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def add(self, kind: str, job: Job) -> None:
        """Register what a kind does."""
        self._jobs[kind] = job

    def add_sweep(self, sweep: Callable[[sqlite3.Connection], None]) -> None:
        """Register what is looked after every few seconds."""
        self._sweeps.append(sweep)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def close(self) -> None:
        """Finish the job at hand and stop."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=2)

    def _run(self) -> None:
        swept_at = time.monotonic()
        while not self._stopping.wait(TICK_S):
            try:
                did_some = self._due()
                if time.monotonic() - swept_at >= self._sweep_s:
                    swept_at = time.monotonic()
                    for sweep in self._sweeps:
                        with self._store.write() as db:
                            sweep(db)
                    did_some = True
                if did_some:
                    self._wake()
            except Exception:
                traceback.print_exc(file=sys.stderr)

    def _due(self) -> bool:
        with self._store.read() as db:
            rows = db.execute("SELECT * FROM jobs WHERE due <= ? ORDER BY due, id", (time.time(),)).fetchall()
        for row in rows:
            try:
                with self._store.write() as db:
                    if db.execute("DELETE FROM jobs WHERE id = ?", (row["id"],)).rowcount:
                        self._jobs[row["kind"]](db, json.loads(row["subject"]))
            except Exception:
                traceback.print_exc(file=sys.stderr)
                with self._store.write() as db:
                    db.execute("DELETE FROM jobs WHERE id = ?", (row["id"],))
        return bool(rows)
