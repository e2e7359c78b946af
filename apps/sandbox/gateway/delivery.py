"""Delivers signed webhooks from the queue · sandbox gateway · no schema."""

from __future__ import annotations

import hashlib
import hmac
import http.client
import json
import sqlite3
import sys
import threading
import time
import traceback
from typing import Any
from urllib.parse import urlsplit

from apps.sandbox.base.faults import Fault, Faults
from apps.sandbox.base.store import Store
from apps.sandbox.gateway.work import Document, Work, shown

THREADS = 4
MAX_TRIES = 16
LONGEST_PAUSE_S = 300.0
LEASE_S = 30.0
TIMEOUT_S = 10.0
IDLE_S = 1.0
FAULT_KINDS = frozenset(
    {
        "duplicate_webhook",
        "out_of_order_webhooks",
        "tampered_webhook",
        "stale_webhook",
        "drop_webhook",
        "wrong_amount",
    }
)
AMOUNTS = frozenset(
    {
        "amount",
        "amount_capturable",
        "amount_captured",
        "amount_received",
        "amount_refunded",
        "amount_subtotal",
        "amount_total",
    }
)


def sign(secret: str, body: bytes, timestamp: int) -> str:
    """The `Stripe-Signature` header. Source: Stripe documentation, «Verify webhook signatures manually»."""
    digest = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={digest}"


def shifted(value: Any, delta: int) -> Any:
    """The same JSON with every positive amount off by `delta` minor units."""
    if isinstance(value, list):
        return [shifted(item, delta) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        name: item + delta if name in AMOUNTS and isinstance(item, int) and item > 0 else shifted(item, delta)
        for name, item in value.items()
    }


class Deliverer:
    """A few threads that take due deliveries, post them, and put failures back with a longer pause."""

    def __init__(self, store: Store, faults: Faults, *, retry_base_s: float) -> None:
        self._store = store
        self._faults = faults
        self._retry_base_s = retry_base_s
        self._news = threading.Condition()
        self._is_stopping = False
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
        with self._store.read() as db:
            work = Work(db, int(time.time()))
            event, endpoint = work.find("event", row["event"]), work.find("webhook_endpoint", row["endpoint"])
        if event is None or endpoint is None:
            self._settle(row, "dropped", "endpoint is gone")
            return
        started = time.monotonic()
        answer = self._post(endpoint, event, twist)
        took_ms = (time.monotonic() - started) * 1000
        print(f"webhook {row['type']} {event['id']} {answer} {took_ms:.1f} ms", flush=True)
        self._settle(row, "delivered" if answer.startswith("2") else "pending", answer)

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
                            "INSERT INTO deliveries (event, endpoint, type, due, is_inspected) VALUES (?, ?, ?, ?, 1)",
                            (row["event"], row["endpoint"], row["type"], time.time()),
                        )
                    case "out_of_order_webhooks":
                        later_s = (fault.times - fault.place) * fault.number("ms", 500) / 1000
                    case "tampered_webhook":
                        twist["is_tampered"] = True
                    case "stale_webhook":
                        twist["age_s"] = fault.number("age_s", 86400)
                    case "wrong_amount":
                        twist["delta"] = int(fault.number("delta", 1))
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

    @staticmethod
    def _post(endpoint: Document, event: Document, twist: dict[str, Any]) -> str:
        """Send once; the answer's status, or the name of what went wrong."""
        content = shifted(shown(event), twist["delta"]) if "delta" in twist else shown(event)
        body = json.dumps(content, indent=2).encode()
        signature = sign(endpoint["_secret"], body, int(time.time() - twist.get("age_s", 0)))
        if twist.get("is_tampered"):
            body = json.dumps(shifted(content, 1) | {"livemode": True}, indent=2).encode()
        parts = urlsplit(endpoint["url"])
        name = parts.hostname or ""
        host = "127.0.0.1" if name == "localhost" or name.endswith(".localhost") else name
        kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        connection = kind(host, parts.port, timeout=TIMEOUT_S)
        headers = {
            "Host": parts.netloc.rpartition("@")[2],
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature,
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
            "Connection": "close",
        }
        try:
            path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("POST", path, body, headers)
            return str(connection.getresponse().status)
        except (OSError, ValueError, http.client.HTTPException) as error:
            return type(error).__name__
        finally:
            connection.close()
