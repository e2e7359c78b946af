"""Idempotency keys, kept for 24 hours · sandbox gateway · no schema."""

from __future__ import annotations

import hashlib
import time

from apps.sandbox.base.http import Request, Response
from apps.sandbox.base.store import Store
from apps.sandbox.gateway.errors import IdempotencyMismatch, InvalidParameter, KeyInUse
from apps.sandbox.gateway.work import Work

KEPT_S = 24 * 3600
MAX_LENGTH = 255


class Keys:
    """The table of keys. A row without a status belongs to a request that is still running."""

    def __init__(self, store: Store) -> None:
        self._store = store
        with store.write() as db:
            db.execute("DELETE FROM idempotency WHERE status IS NULL")

    def begin(self, key: str, request: Request) -> Response | None:
        """Claim the key for this request, or give the answer of the first one.

        Raises:
            IdempotencyMismatch: used before with another path or body.
            KeyInUse: the first request is still running.
            InvalidParameter: longer than 255 characters.
        """
        if len(key) > MAX_LENGTH:
            raise InvalidParameter(f"Idempotency keys must be at most {MAX_LENGTH} characters.")
        fingerprint = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.body).hexdigest()
        with self._store.write() as db:
            db.execute("DELETE FROM idempotency WHERE created < ?", (time.time() - KEPT_S,))
            row = db.execute("SELECT * FROM idempotency WHERE key = ?", (key,)).fetchone()
            if row is None:
                values = (key, fingerprint, time.time())
                db.execute("INSERT INTO idempotency (key, fingerprint, created) VALUES (?, ?, ?)", values)
                return None
        if row["fingerprint"] != fingerprint:
            raise IdempotencyMismatch(
                "Keys for idempotent requests can only be used with the same parameters they were first "
                f"used with. Try using a key other than '{key}' if you meant to execute a different request."
            )
        if row["status"] is None:
            raise KeyInUse(
                "There is currently another in-progress request using this Idempotent Key. Please try again later.",
                code="idempotency_key_in_use",
            )
        return Response(row["status"], row["body"], {"Idempotent-Replayed": "true"})

    @staticmethod
    def finish(work: Work, status: int, body: bytes) -> None:
        """Keep the answer, in the transaction of what was done."""
        if work.idempotency_key is not None:
            values = (status, body, work.idempotency_key)
            work.db.execute("UPDATE idempotency SET status = ?, body = ? WHERE key = ?", values)

    def keep(self, key: str | None, status: int, body: bytes) -> None:
        """Keep the answer of a request that wrote nothing."""
        if key is not None:
            with self._store.write() as db:
                db.execute("UPDATE idempotency SET status = ?, body = ? WHERE key = ?", (status, body, key))

    def release(self, key: str | None) -> None:
        """Forget a claim whose request was refused before it ran; a finished one stays."""
        if key is not None:
            with self._store.write() as db:
                db.execute("DELETE FROM idempotency WHERE key = ? AND status IS NULL", (key,))
