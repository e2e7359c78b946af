"""Refunds: taken at once, done a moment later, sometimes not possible after all · sandbox wechat · no schema."""

from __future__ import annotations

import secrets
import sqlite3
from typing import Any

from apps.sandbox.base import china, delivery, fees, jobs
from apps.sandbox.base.faults import Faults
from apps.sandbox.gateway import purse
from apps.sandbox.wechat import orders
from apps.sandbox.wechat.errors import WeChatError, bad

SCHEMA = """
CREATE TABLE IF NOT EXISTS wechat_refunds (
    out_refund_no TEXT PRIMARY KEY, refund_id TEXT NOT NULL, out_trade_no TEXT NOT NULL, amount INTEGER NOT NULL,
    reason TEXT NOT NULL, notify_url TEXT NOT NULL, status TEXT NOT NULL, created REAL NOT NULL, done REAL
);
CREATE INDEX IF NOT EXISTS wechat_refunds_order ON wechat_refunds (out_trade_no);
"""
JOB = "wechat_refund"
FAULTS = frozenset({"refund_fails"})
PAUSE_S = 0.2
MOST = 50

Refund = sqlite3.Row


def create(db: sqlite3.Connection, data: dict[str, Any], *, at: float) -> Refund:
    """Give money back once for each number; it is PROCESSING first.

    Raises:
        WeChatError: unpaid, more than what is left, or the number was used with other values.
    """
    number = data.get("out_refund_no")
    if not isinstance(number, str) or not 1 <= len(number) <= 64:
        raise bad("out_refund_no", "1到64个字符")
    amount = data.get("amount")
    if not isinstance(amount, dict) or not all(
        isinstance(amount.get(name), int) and not isinstance(amount[name], bool) for name in ("refund", "total")
    ):
        raise bad("amount", "refund与total应为整数, 单位分")
    if amount.get("currency") != "CNY":
        raise bad("amount/currency", "仅支持CNY")
    if data.get("transaction_id"):
        order = orders.by_transaction(db, str(data["transaction_id"]), at=at)
    else:
        order = orders.known(db, str(data.get("out_trade_no", "")), at=at)
    earlier = find(db, number)
    if earlier is not None:
        if (earlier["out_trade_no"], earlier["amount"]) != (order["out_trade_no"], amount["refund"]):
            raise WeChatError(400, "INVALID_REQUEST", "订单金额或退款金额与之前请求不一致，请核实后再试")
        return earlier
    if order["paid"] is None:
        raise WeChatError(400, "INVALID_REQUEST", "订单未支付")
    if amount["total"] != order["amount"]:
        raise WeChatError(400, "INVALID_REQUEST", "原订单金额不一致")
    if amount["refund"] < 1:
        raise bad("amount/refund", "至少1分")
    if order["refunded"] + amount["refund"] > order["amount"]:
        raise WeChatError(400, "INVALID_REQUEST", "申请退款金额超过订单可退金额")
    count = db.execute(
        "SELECT count(*) FROM wechat_refunds WHERE out_trade_no = ?", (order["out_trade_no"],)
    ).fetchone()
    if count[0] >= MOST:
        raise WeChatError(400, "INVALID_REQUEST", "退款次数超过50次")
    refund_id = f"5030{china.local(at):%Y%m%d}{secrets.randbelow(10**16):016}"
    db.execute(
        "INSERT INTO wechat_refunds (out_refund_no, refund_id, out_trade_no, amount, reason, notify_url, status,"
        " created) VALUES (?, ?, ?, ?, ?, ?, 'PROCESSING', ?)",
        (
            number,
            refund_id,
            order["out_trade_no"],
            amount["refund"],
            str(data.get("reason", ""))[:80],
            str(data.get("notify_url", "")),
            at,
        ),
    )
    _book(db, order, number, refund_id, amount["refund"], kind="refund", at=at)
    jobs.later(db, JOB, number, due=at + PAUSE_S)
    return known(db, number)


def _book(
    db: sqlite3.Connection, order: orders.Order, number: str, refund_id: str, amount: int, *, kind: str, at: float
) -> None:
    """Money off the balance with its share of the fee; or, for a failed refund (`amount` below zero), back onto it."""
    after = order["refunded"] + amount
    back = fees.given_back(order["fee"], order["amount"], order["refunded"], after)
    status = "REFUND" if after else "SUCCESS"
    db.execute(
        "UPDATE wechat_orders SET refunded = ?, status = ? WHERE out_trade_no = ?",
        (after, status, order["out_trade_no"]),
    )
    detail = orders.refund_detail(order, number, refund_id)
    line = purse.Line(kind, -amount, -back, order["transaction_id"], order["out_trade_no"], detail)
    purse.post(db, "wechat", line, at=at)


def finish(db: sqlite3.Connection, number: str, faults: Faults, *, merchant_id: str, at: float) -> None:
    """Bring a refund to its end; a `refund_fails` fault makes it ABNORMAL, and the money comes back to us."""
    refund = find(db, number)
    if refund is None or refund["status"] != "PROCESSING":
        return
    has_failed = bool(faults.take_in(db, FAULTS, f"wechat {number}"))
    status = "ABNORMAL" if has_failed else "SUCCESS"
    db.execute("UPDATE wechat_refunds SET status = ?, done = ? WHERE out_refund_no = ?", (status, at, number))
    order = orders.known(db, refund["out_trade_no"], at=at)
    if has_failed:
        _book(db, order, number, refund["refund_id"], -refund["amount"], kind="refund_failed", at=at)
    if not refund["notify_url"]:
        return
    content = {
        "mchid": merchant_id,
        "out_trade_no": order["out_trade_no"],
        "transaction_id": order["transaction_id"],
        "out_refund_no": number,
        "refund_id": refund["refund_id"],
        "refund_status": status,
        "user_received_account": "支付用户零钱",
        "amount": {
            "total": order["amount"],
            "refund": refund["amount"],
            "payer_total": order["amount"],
            "payer_refund": refund["amount"],
        },
    }
    if not has_failed:
        content["success_time"] = china.offset(at)
    delivery.enqueue(
        db,
        "wechat",
        event=secrets.token_hex(16),
        endpoint=refund["notify_url"],
        type=f"wechat.REFUND.{status}",
        due=at,
        content={"resource": content, "signer": order["signer"]},
    )


def find(db: sqlite3.Connection, number: str) -> Refund | None:
    """A refund by our number."""
    found: Refund | None = db.execute("SELECT * FROM wechat_refunds WHERE out_refund_no = ?", (number,)).fetchone()
    return found


def known(db: sqlite3.Connection, number: str) -> Refund:
    """A refund by our number.

    Raises:
        WeChatError: 404 RESOURCE_NOT_EXISTS.
    """
    refund = find(db, number)
    if refund is None:
        raise WeChatError(404, "RESOURCE_NOT_EXISTS", "退款单不存在")
    return refund


def shown(refund: Refund, order: orders.Order) -> dict[str, Any]:
    """The refund as answers show it."""
    found: dict[str, Any] = {
        "refund_id": refund["refund_id"],
        "out_refund_no": refund["out_refund_no"],
        "transaction_id": order["transaction_id"],
        "out_trade_no": refund["out_trade_no"],
        "channel": "ORIGINAL",
        "user_received_account": "支付用户零钱",
        "create_time": china.offset(refund["created"]),
        "status": refund["status"],
        "funds_account": "AVAILABLE",
        "amount": {
            "total": order["amount"],
            "refund": refund["amount"],
            "payer_total": order["amount"],
            "payer_refund": refund["amount"],
            "settlement_refund": refund["amount"],
            "settlement_total": order["amount"],
            "discount_refund": 0,
            "currency": "CNY",
        },
    }
    if refund["status"] == "SUCCESS":
        found["success_time"] = china.offset(refund["done"])
    return found
