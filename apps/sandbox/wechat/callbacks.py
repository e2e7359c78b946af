"""Callbacks: sealed, signed, sent until the answer is 2xx · sandbox wechat · no schema."""

from __future__ import annotations

import json
import sqlite3
import time
from typing import Any

from apps.sandbox.base import china
from apps.sandbox.base.delivery import Outgoing, Twist
from apps.sandbox.wechat.signature import Keys

AMOUNTS = frozenset({"total", "payer_total", "refund", "payer_refund", "settlement_refund", "settlement_total"})
SUMMARIES = {
    "TRANSACTION.SUCCESS": "支付成功",
    "REFUND.SUCCESS": "退款成功",
    "REFUND.ABNORMAL": "退款异常",
}
STRANGER = "1900009999"


def shifted(node: dict[str, Any], delta: int) -> dict[str, Any]:
    """The same with every amount off by `delta` fen."""
    return {
        name: shifted(value, delta)
        if isinstance(value, dict)
        else value + delta
        if name in AMOUNTS and isinstance(value, int)
        else value
        for name, value in node.items()
    }


class Callbacks:
    """The channel of payment and refund results."""

    def __init__(self, keys: Keys) -> None:
        self._keys = keys

    def compose(self, db: sqlite3.Connection, row: sqlite3.Row, twist: Twist) -> Outgoing | None:
        """The callback, sealed and signed anew for each try."""
        content = json.loads(row["content"])
        resource = shifted(content["resource"], twist.delta)
        if twist.is_misdirected:
            resource["mchid"] = STRANGER
        kind = row["type"].removeprefix("wechat.")
        original = "refund" if kind.startswith("REFUND") else "transaction"
        sealed = self._keys.sealed(json.dumps(resource, ensure_ascii=False), original)
        told = {
            "id": row["event"],
            "create_time": china.offset(time.time() - twist.age_s),
            "resource_type": "encrypt-resource",
            "event_type": kind,
            "summary": SUMMARIES[kind],
            "resource": sealed | {"original_type": original},
        }
        body = json.dumps(told, ensure_ascii=False).encode()
        headers = self._keys.signed(body, by=content["signer"], age_s=twist.age_s, is_strangers=twist.is_strangers)
        if twist.is_tampered:
            body = json.dumps(told | {"summary": "支付成功!"}, ensure_ascii=False).encode()
        headers |= {"Content-Type": "application/json", "User-Agent": "Mozilla/4.0", "Request-ID": row["event"]}
        return Outgoing(row["endpoint"], body, headers)

    def is_taken(self, status: int, body: bytes) -> bool:
        """200 or 204."""
        return status in (200, 204)
