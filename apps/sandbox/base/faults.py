"""Armed faults: what goes wrong on the next calls, deliveries or parcels · sandbox · no schema."""

from __future__ import annotations

import json
import sqlite3
import time
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from apps.sandbox.base.http import Hangup, Response
from apps.sandbox.base.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS faults (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, match TEXT NOT NULL,
    times INTEGER NOT NULL, remaining INTEGER NOT NULL, options TEXT NOT NULL
);
"""
CALL_KINDS = frozenset({"slow", "down", "timeout_after_acting"})
_NUMBERS = ("ms", "status", "age_s", "after_s", "delta", "days", "percent")


@dataclass(frozen=True)
class Fault:
    """One armed fault as it was taken; `place` counts its uses from 0."""

    kind: str
    options: dict[str, Any]
    times: int
    place: int

    def number(self, name: str, default: float) -> float:
        """An option as a number."""
        return float(self.options.get(name, default))


class FaultError(ValueError):
    """The order to arm a fault makes no sense; the text says why."""


class Faults:
    """The table of armed faults of one program."""

    def __init__(self, store: Store, kinds: frozenset[str]) -> None:
        self._store = store
        self._kinds = kinds

    def arm(self, order: dict[str, Any]) -> dict[str, Any]:
        """Arm a fault and return it with its id.

        Raises:
            FaultError: unknown kind, `times` below 1, or an option that is not a number.
        """
        kind, match, times = order.get("kind"), order.get("match", "*"), order.get("times", 1)
        if kind not in self._kinds:
            raise FaultError(f"kind must be one of {', '.join(sorted(self._kinds))}")
        if not isinstance(times, int) or isinstance(times, bool) or times < 1:
            raise FaultError("times must be a positive integer")
        if not isinstance(match, str):
            raise FaultError("match must be a string")
        options = {name: value for name, value in order.items() if name not in {"kind", "match", "times"}}
        for name in _NUMBERS:
            if not isinstance(options.get(name, 0), int | float):
                raise FaultError(f"{name} must be a number")
        with self._store.write() as db:
            cursor = db.execute(
                "INSERT INTO faults (kind, match, times, remaining, options) VALUES (?, ?, ?, ?, ?)",
                (kind, match, times, times, json.dumps(options)),
            )
        return {
            "id": cursor.lastrowid,
            "kind": kind,
            "match": match,
            "times": times,
            "remaining": times,
        } | options

    def take(self, kinds: frozenset[str], subject: str, **must_equal: str) -> list[Fault]:
        """Use up once every armed fault of these kinds that matches the subject.

        A fault that names one of `must_equal` (such as a tracking number) only fits that value.
        """
        with self._store.read() as db:
            if db.execute("SELECT 1 FROM faults LIMIT 1").fetchone() is None:
                return []
        with self._store.write() as db:
            return self.take_in(db, kinds, subject, **must_equal)

    def take_in(self, db: sqlite3.Connection, kinds: frozenset[str], subject: str, **must_equal: str) -> list[Fault]:
        """The same inside an open transaction."""
        taken = []
        for row in db.execute("SELECT * FROM faults ORDER BY id").fetchall():
            options = json.loads(row["options"])
            wanted = all(options.get(name, value) == value for name, value in must_equal.items())
            if row["kind"] not in kinds or not wanted or not fnmatchcase(subject, row["match"]):
                continue
            taken.append(Fault(row["kind"], options, row["times"], row["times"] - row["remaining"]))
            db.execute("UPDATE faults SET remaining = remaining - 1 WHERE id = ?", (row["id"],))
        db.execute("DELETE FROM faults WHERE remaining <= 0")
        return taken

    def armed(self) -> list[dict[str, Any]]:
        """All that is still armed."""
        with self._store.read() as db:
            rows = db.execute("SELECT * FROM faults ORDER BY id").fetchall()
        shown = ("id", "kind", "match", "times", "remaining")
        return [{name: row[name] for name in shown} | json.loads(row["options"]) for row in rows]

    def clear(self) -> None:
        """Disarm everything."""
        with self._store.write() as db:
            db.execute("DELETE FROM faults")


def refusal(faults: list[Fault]) -> Response | None:
    """The answer of a program that is down, or None where no fault says so.

    Raises:
        Hangup: a `down` fault with `refuse`.
    """
    for fault in faults:
        if fault.kind == "down":
            if fault.options.get("refuse"):
                raise Hangup("refused by an armed fault")
            return Response(int(fault.number("status", 503)), b"Service Unavailable\n", {"Content-Type": "text/plain"})
    return None


def delay(faults: list[Fault]) -> None:
    """Wait as the `slow` faults say."""
    for fault in faults:
        if fault.kind == "slow":
            time.sleep(fault.number("ms", 2000) / 1000)


def after_acting(faults: list[Fault]) -> None:
    """Close the connection without an answer where a fault says so.

    Raises:
        Hangup: a `timeout_after_acting` fault.
    """
    for fault in faults:
        if fault.kind == "timeout_after_acting":
            time.sleep(fault.number("ms", 0) / 1000)
            raise Hangup("acted, but an armed fault swallows the answer")
