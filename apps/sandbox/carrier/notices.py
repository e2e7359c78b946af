"""Tells the shipper by a signed call what happened to a parcel · sandbox carrier · no schema."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import sqlite3
import time
from collections.abc import Callable
from typing import Any

from apps.sandbox.base.delivery import Outgoing, Twist, enqueue
from apps.sandbox.carrier import tracking
from apps.sandbox.carrier.clock import Clock

CHANNEL = "tracking"
SWEEP_S = 1.0
SCHEMA = """
CREATE TABLE IF NOT EXISTS notified (scan TEXT PRIMARY KEY);
"""
_NEWS = """
SELECT s.id, s.tracking_number FROM scans s JOIN parcels p ON p.tracking_number = s.tracking_number
  LEFT JOIN notified n ON n.scan = s.id
 WHERE n.scan IS NULL AND s.at <= p.booked_at + ? - p.booked_elapsed ORDER BY s.at, s.rowid LIMIT 500
"""


class Notices:
    """Looks every second for scans that nobody was told of, and queues what is known of their parcels."""

    def __init__(self, clock: Clock, endpoint: str, view_faults: Callable[[str], list[str]]) -> None:
        self._clock = clock
        self._endpoint = endpoint
        self._view_faults = view_faults

    def sweep(self, db: sqlite3.Connection) -> None:
        """Queue a message for each parcel with news."""
        rows = db.execute(_NEWS, (self._clock.elapsed_s(),)).fetchall()
        db.executemany("INSERT INTO notified (scan) VALUES (?)", [(row["id"],) for row in rows])
        for number in dict.fromkeys(row["tracking_number"] for row in rows):
            content = tracking.of(db, number, clock=self._clock, faults=self._view_faults(number))
            enqueue(
                db,
                CHANNEL,
                event=f"evt_{secrets.token_hex(8)}",
                endpoint=self._endpoint,
                type=f"tracking.{content['status']}",
                due=time.time(),
                content=content,
            )


class Channel:
    """Posts what happened; any 2xx is taken for read."""

    def __init__(self, secret: str) -> None:
        self._secret = secret

    def compose(self, db: sqlite3.Connection, row: sqlite3.Row, twist: Twist) -> Outgoing | None:
        """The message as it goes out now, signed over `timestamp.body`."""
        message: dict[str, Any] = {
            "id": row["event"],
            "type": row["type"],
            "tracking": json.loads(row["content"]),
        }
        body = json.dumps(message, ensure_ascii=False).encode()
        stamp = str(int(time.time() - twist.age_s))
        secret = "nobody knows this one" if twist.is_strangers else self._secret
        signature = hmac.new(secret.encode(), f"{stamp}.".encode() + body, hashlib.sha256).hexdigest()
        if twist.is_tampered:
            body += b" "
        headers = {
            "Content-Type": "application/json",
            "X-Meridian-Timestamp": stamp,
            "X-Meridian-Signature": signature,
        }
        return Outgoing(row["endpoint"], body, headers)

    def is_taken(self, status: int, body: bytes) -> bool:
        """Whether an answer ends the tries."""
        return 200 <= status < 300
