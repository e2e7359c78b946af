"""Asynchronous notices: signed forms, sent until the answer is `success` · sandbox alipay · no schema."""

from __future__ import annotations

import json
import sqlite3
import time
from decimal import Decimal
from urllib.parse import urlencode

from apps.sandbox.alipay.envelope import Keys, canonical
from apps.sandbox.base import china
from apps.sandbox.base.delivery import Outgoing, Twist

AMOUNTS = frozenset(
    {
        "total_amount",
        "receipt_amount",
        "invoice_amount",
        "buyer_pay_amount",
        "refund_fee",
        "refund_amount",
        "send_back_fee",
    }
)
STRANGER = {"app_id": "2021000000009999", "auth_app_id": "2021000000009999", "seller_id": "2088000000009999"}
_UNSIGNED = frozenset({"sign", "sign_type"})


def shifted(params: dict[str, str], delta: int) -> dict[str, str]:
    """The same with every amount off by `delta` fen."""
    step = Decimal(delta).scaleb(-2)
    return {name: str(Decimal(value) + step) if name in AMOUNTS else value for name, value in params.items()}


class Notices:
    """The channel of trade notices."""

    def __init__(self, keys: Keys, *, app_id: str, seller_id: str) -> None:
        self._keys = keys
        self._merchant = {"app_id": app_id, "auth_app_id": app_id, "seller_id": seller_id}

    def compose(self, db: sqlite3.Connection, row: sqlite3.Row, twist: Twist) -> Outgoing | None:
        """The notice with today's signature. Its age is in `notify_time`, to the second, in China's time."""
        params = shifted(json.loads(row["content"]), twist.delta) | {
            "notify_time": china.plain(time.time() - twist.age_s),
            "notify_type": "trade_status_sync",
            "notify_id": row["event"],
            "charset": "utf-8",
            "version": "1.0",
            "sign_type": "RSA2",
        }
        params |= STRANGER if twist.is_misdirected else self._merchant
        text = canonical(params, without=_UNSIGNED)
        params["sign"] = self._keys.sign(text, is_strangers=twist.is_strangers)
        if twist.is_tampered:
            params = shifted(params, 1)
        headers = {"Content-Type": "application/x-www-form-urlencoded; charset=utf-8", "User-Agent": "Mozilla/4.0"}
        return Outgoing(row["endpoint"], urlencode(params).encode(), headers)

    def is_taken(self, status: int, body: bytes) -> bool:
        """The seven letters alone count."""
        return 200 <= status < 300 and body.strip() == b"success"
