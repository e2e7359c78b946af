"""Checks who calls · sandbox carrier · no schema."""

from __future__ import annotations

import hashlib
import hmac

from apps.sandbox.base.http import Request
from apps.sandbox.carrier.errors import CarrierError

TOLERANCE_S = 300


def string_to_sign(method: str, target: str, timestamp: str, body: bytes) -> str:
    """Method, path with query, timestamp and the body's SHA-256, a line each."""
    return "\n".join([method, target, timestamp, hashlib.sha256(body).hexdigest()])


def verify(request: Request, *, api_key: str, api_secret: str, now_s: float) -> None:
    """Accept a request that is signed with our secret and fresh.

    Raises:
        CarrierError: 401 with `missing_credentials`, `unknown_key`, `stale_timestamp` or `bad_signature`.
    """
    key = request.headers.get("x-meridian-key", "")
    timestamp = request.headers.get("x-meridian-timestamp", "")
    signature = request.headers.get("x-meridian-signature", "")
    if not (key and timestamp and signature):
        raise CarrierError(
            401,
            "missing_credentials",
            "Send X-Meridian-Key, X-Meridian-Timestamp and X-Meridian-Signature.",
        )
    if not hmac.compare_digest(key.encode(), api_key.encode()):
        raise CarrierError(401, "unknown_key", "This API key is not known.")
    if not (timestamp.isascii() and timestamp.isdigit() and abs(now_s - int(timestamp)) <= TOLERANCE_S):
        raise CarrierError(401, "stale_timestamp", f"The timestamp is more than {TOLERANCE_S} s off; check the clock.")
    text = string_to_sign(request.method, request.target, timestamp, request.body)
    expected = hmac.new(api_secret.encode(), text.encode(), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected.encode(), signature.strip().lower().encode()):
        raise CarrierError(401, "bad_signature", "The signature does not match method, path, timestamp and body.")
