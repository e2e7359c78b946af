"""Delivers signed messages from a queue, whoever signs them · sandbox · no schema."""

from __future__ import annotations

import http.client
import json
import sqlite3
import sys
import threading
import time
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import urlsplit

from apps.sandbox.base.faults import Fault, Faults
from apps.sandbox.base.store import Store

SCHEMA = """
CREATE TABLE IF NOT EXISTS deliveries (
    id INTEGER PRIMARY KEY AUTOINCREMENT, channel TEXT NOT NULL, event TEXT NOT NULL, endpoint TEXT NOT NULL,
    type TEXT NOT NULL, content TEXT NOT NULL DEFAULT '{}', state TEXT NOT NULL DEFAULT 'pending',
    tries INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL DEFAULT 0, is_inspected INTEGER NOT NULL DEFAULT 0,
    twist TEXT NOT NULL DEFAULT '{}', answer TEXT
);
CREATE INDEX IF NOT EXISTS deliveries_due ON deliveries (due) WHERE state = 'pending';
"""
THREADS = 4
MAX_TRIES = 16
LONGEST_PAUSE_S = 300.0
LEASE_S = 30.0
TIMEOUT_S = 10.0
IDLE_S = 1.0
LONGEST_ANSWER = 4096
FAULT_KINDS = frozenset(
    {
        "duplicate_webhook",
        "out_of_order_webhooks",
        "tampered_webhook",
        "stale_webhook",
        "drop_webhook",
        "wrong_amount",
        "wrong_merchant",
        "unknown_serial",
    }
)


@dataclass(frozen=True)
class Twist:
    """What is wrong with one message: nothing, unless an armed fault said so.

    `delta` is by how many minor units its amounts are off, `age_s` how old it claims to be; `is_tampered` changes it
    after signing, `is_strangers` signs it with a key that nobody knows, `is_misdirected` names another merchant.
    """

    delta: int = 0
    age_s: float = 0
    is_tampered: bool = False
    is_strangers: bool = False
    is_misdirected: bool = False


@dataclass(frozen=True)
class Outgoing:
    """One POST."""

    url: str
    body: bytes
    headers: dict[str, str]


class Channel(Protocol):
    """How one provider's messages are written and what it takes for an acknowledgement."""

    def compose(self, db: sqlite3.Connection, row: sqlite3.Row, twist: Twist) -> Outgoing | None:
        """The message as it goes out now; None where its receiver is gone."""

    def is_taken(self, status: int, body: bytes) -> bool:
        """Whether an answer ends the tries."""


def enqueue(
    db: sqlite3.Connection, channel: str, *, event: str, endpoint: str, type: str, due: float, content: Any = None
) -> None:
    """Queue a message; wake the deliverer once the transaction is committed."""
    db.execute(
        "INSERT INTO deliveries (channel, event, endpoint, type, due, content) VALUES (?, ?, ?, ?, ?, ?)",
        (channel, event, endpoint, type, due, json.dumps(content or {}, ensure_ascii=False)),
    )


class Deliverer:
    """A few threads that take due deliveries, post them, and put failures back with a longer pause.

    One per store: what waits when it starts is due at once, since a killed predecessor may have been posting it.
    """

    def __init__(self, store: Store, faults: Faults, channels: Mapping[str, Channel], *, retry_base_s: float) -> None:
        self._store = store
        self._faults = faults
        self._channels = channels
        self._retry_base_s = retry_base_s
        self._news = threading.Condition()
        self._is_stopping = False
        with store.write() as db:
            db.execute("UPDATE deliveries SET due = min(due, ?) WHERE state = 'pending'", (time.time(),))
        self._threads = [threading.Thread(target=self._run, daemon=True) for _ in range(THREADS)]
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        """Tell the threads that something was queued."""
        with self._news:
            self._news.notify_all()

    def close(self) -> None:
        """Finish what is being posted and stop."""
        with self._news:
            self._is_stopping = True
            self._news.notify_all()
        for thread in self._threads:
            thread.join(timeout=2)

    def _run(self) -> None:
        while not self._is_stopping:
            try:
                row = self._claim()
                if row is not None:
                    self._handle(row)
                    continue
            except Exception:
                traceback.print_exc(file=sys.stderr)
            with self._news:
                if not self._is_stopping:
                    self._news.wait(self._pause_s())

    def _pause_s(self) -> float:
        with self._store.read() as db:
            due = db.execute("SELECT min(due) FROM deliveries WHERE state = 'pending'").fetchone()[0]
        return IDLE_S if due is None else min(max(due - time.time(), 0.02), IDLE_S)

    def _claim(self) -> sqlite3.Row | None:
        due = "state = 'pending' AND due <= ?"
        with self._store.read() as db:
            if db.execute(f"SELECT 1 FROM deliveries WHERE {due} LIMIT 1", (time.time(),)).fetchone() is None:
                return None
        with self._store.write() as db:
            sql = f"SELECT * FROM deliveries WHERE {due} ORDER BY due, id LIMIT 1"
            row: sqlite3.Row | None = db.execute(sql, (time.time(),)).fetchone()
            if row is not None:
                db.execute("UPDATE deliveries SET due = ? WHERE id = ?", (time.time() + LEASE_S, row["id"]))
            return row

    def _handle(self, row: sqlite3.Row) -> None:
        twist = json.loads(row["twist"])
        if not row["is_inspected"]:
            faults = self._faults.take(FAULT_KINDS, row["type"])
            if faults and self._postponed(row, twist, faults):
                return
        channel = self._channels[row["channel"]]
        with self._store.read() as db:
            outgoing = channel.compose(db, row, Twist(**twist))
        if outgoing is None:
            self._settle(row, "dropped", "endpoint is gone")
            return
        started = time.monotonic()
        status, answer = _post(outgoing)
        took_ms = (time.monotonic() - started) * 1000
        is_taken = status is not None and channel.is_taken(status, answer)
        said = str(status) if status is not None else answer.decode()
        if status is not None and not is_taken and 200 <= status < 300:
            said += f" {answer[:60].decode('utf-8', 'replace')!r}"
        print(f"webhook {row['type']} {row['event']} {said} {took_ms:.1f} ms", flush=True)
        self._settle(row, "delivered" if is_taken else "pending", said)

    def _postponed(self, row: sqlite3.Row, twist: dict[str, Any], faults: list[Fault]) -> bool:
        """Apply faults to a delivery seen for the first time; True if it does not go out now."""
        later_s = 0.0
        with self._store.write() as db:
            for fault in faults:
                match fault.kind:
                    case "drop_webhook":
                        sql = "UPDATE deliveries SET state = 'dropped', answer = 'fault' WHERE id = ?"
                        db.execute(sql, (row["id"],))
                        return True
                    case "duplicate_webhook":
                        db.execute(
                            "INSERT INTO deliveries (channel, event, endpoint, type, content, due, is_inspected)"
                            " SELECT channel, event, endpoint, type, content, ?, 1 FROM deliveries WHERE id = ?",
                            (time.time(), row["id"]),
                        )
                    case "out_of_order_webhooks":
                        later_s = (fault.times - fault.place) * fault.number("ms", 500) / 1000
                    case "tampered_webhook":
                        twist["is_tampered"] = True
                    case "stale_webhook":
                        twist["age_s"] = fault.number("age_s", 86400)
                    case "wrong_amount":
                        twist["delta"] = int(fault.number("delta", 1))
                    case "wrong_merchant":
                        twist["is_misdirected"] = True
                    case "unknown_serial":
                        twist["is_strangers"] = True
            db.execute(
                "UPDATE deliveries SET is_inspected = 1, twist = ?, due = ? WHERE id = ?",
                (json.dumps(twist), time.time() + (later_s or LEASE_S), row["id"]),
            )
        return later_s > 0

    def _settle(self, row: sqlite3.Row, state: str, answer: str) -> None:
        tries = row["tries"] + 1
        pause_s = min(self._retry_base_s * 2 ** (tries - 1), LONGEST_PAUSE_S)
        if state == "pending" and tries >= MAX_TRIES:
            state = "failed"
        with self._store.write() as db:
            db.execute(
                "UPDATE deliveries SET state = ?, tries = ?, is_inspected = 1, due = ?, answer = ? WHERE id = ?",
                (state, tries, time.time() + pause_s, answer[:200], row["id"]),
            )


def _post(outgoing: Outgoing) -> tuple[int | None, bytes]:
    """Send once: status and body of the answer, or None and the name of what went wrong."""
    parts = urlsplit(outgoing.url)
    name = parts.hostname or ""
    host = "127.0.0.1" if name == "localhost" or name.endswith(".localhost") else name
    kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    try:
        connection = kind(host, parts.port, timeout=TIMEOUT_S)
    except ValueError as error:
        return None, type(error).__name__.encode()
    headers = {"Host": parts.netloc.rpartition("@")[2], "Connection": "close"} | outgoing.headers
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path, outgoing.body, headers)
        response = connection.getresponse()
        return response.status, response.read(LONGEST_ANSWER)
    except (OSError, ValueError, http.client.HTTPException) as error:
        return None, type(error).__name__.encode()
    finally:
        connection.close()
