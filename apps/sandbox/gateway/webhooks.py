"""Stripe's webhooks: what is sent and how it is signed · sandbox gateway · no schema."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
import sqlite3
import time
from typing import Any

from apps.sandbox.base.delivery import Outgoing, Twist
from apps.sandbox.gateway.work import Work, shown

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


def sign(secret: str, body: bytes, timestamp: int, *also: str) -> str:
    """The `Stripe-Signature` header, by further secrets too. Source: Stripe documentation, «Verify manually»."""
    text = f"{timestamp}.".encode() + body
    digests = (hmac.new(each.encode(), text, hashlib.sha256).hexdigest() for each in (secret, *also))
    return ",".join([f"t={timestamp}", *(f"v1={digest}" for digest in digests)])


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


class Webhooks:
    """Events to registered endpoints."""

    def compose(self, db: sqlite3.Connection, row: sqlite3.Row, twist: Twist) -> Outgoing | None:
        """The event with a fresh signature; a stranger's is signed with a secret that the endpoint never had."""
        work = Work(db, int(time.time()))
        event, endpoint = work.find("event", row["event"]), work.find("webhook_endpoint", row["endpoint"])
        if event is None or endpoint is None:
            return None
        content = shifted(shown(event), twist.delta) if twist.delta else shown(event)
        if twist.is_misdirected:
            content["account"] = "acct_somebody_else"
        body = json.dumps(content, indent=2).encode()
        previous = endpoint.get("_previous", {"secret": "", "until": 0})
        known = [endpoint["_secret"], *([previous["secret"]] if previous["until"] > time.time() else [])]
        by, *also = [secrets.token_hex()] if twist.is_strangers else known
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": sign(by, body, int(time.time() - twist.age_s), *also),
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        if twist.is_tampered:
            body = json.dumps(shifted(content, 1) | {"livemode": True}, indent=2).encode()
        return Outgoing(endpoint["url"], body, headers)

    def is_taken(self, status: int, body: bytes) -> bool:
        """Any 2xx."""
        return 200 <= status < 300
