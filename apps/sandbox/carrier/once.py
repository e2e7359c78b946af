"""The same idempotency key, the same answer · sandbox carrier · no schema."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable
from typing import Any

from apps.sandbox.base.http import Request, Response
from apps.sandbox.carrier.errors import CarrierError, Invalid

MAX_KEY = 255


def once(db: sqlite3.Connection, request: Request, act: Callable[[], dict[str, Any]]) -> Response:
    """The answer of `act()`, or the one that was given to this key before; where it fails the key stays free.

    Raises:
        Invalid: the key is too long or empty. CarrierError: it came with another request before.
    """
    key = request.headers.get("idempotency-key")
    if key is not None and not 1 <= len(key) <= MAX_KEY:
        message = f"Use 1 to {MAX_KEY} characters."
        raise Invalid([{"field": "Idempotency-Key", "code": "malformed", "message": message}])
    fingerprint = hashlib.sha256(f"{request.path}\n".encode() + request.body).hexdigest()
    kept = db.execute("SELECT * FROM idempotency WHERE key = ?", (key,)).fetchone()
    if kept is not None:
        return _replayed(kept, fingerprint)
    response = Response.json(act(), 201)
    if key is not None:
        values = (key, fingerprint, response.status, response.body)
        db.execute("INSERT INTO idempotency VALUES (?, ?, ?, ?)", values)
    return response


def _replayed(kept: sqlite3.Row, fingerprint: str) -> Response:
    if kept["fingerprint"] != fingerprint:
        message = "This Idempotency-Key was used with another request."
        raise CarrierError(409, "idempotency_conflict", message, field="Idempotency-Key")
    headers = {"Content-Type": "application/json", "Idempotent-Replayed": "true"}
    return Response(kept["status"], kept["body"], headers)
