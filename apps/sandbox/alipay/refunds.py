"""Refunds and cancellations · sandbox alipay · no schema."""

from __future__ import annotations

import sqlite3
from typing import Any

from apps.sandbox.alipay import trades
from apps.sandbox.alipay.errors import AlipayError, bad
from apps.sandbox.alipay.trades import CLOSED, FINISHED, PAID, WAITING, Trade, yuan
from apps.sandbox.base import china, fees
from apps.sandbox.gateway import purse


def refund(db: sqlite3.Connection, biz: dict[str, Any], *, at: float) -> tuple[Trade, int, bool]:
    """Give money back once for each request number: the trade, the amount, whether it happened just now.

    Raises:
        AlipayError: unpaid, more than what is left, or the number was used with another amount.
    """
    trade = trades.known(db, biz.get("out_trade_no"), biz.get("trade_no"), at=at)
    amount = trades.fen(biz.get("refund_amount"), "refund_amount")
    request = biz.get("out_request_no")
    if not request and amount != trade["amount"]:
        raise bad("部分退款必须传 out_request_no")
    request = str(request or trade["out_trade_no"])
    if len(request) > 64:
        raise bad("out_request_no")
    sql = "SELECT * FROM alipay_refunds WHERE out_trade_no = ? AND out_request_no = ?"
    earlier = db.execute(sql, (trade["out_trade_no"], request)).fetchone()
    if earlier is not None:
        if earlier["amount"] != amount:
            raise AlipayError("ACQ.DISCORDANT_REPEAT_REQUEST", "不一致的请求")
        return trade, amount, False
    if trade["paid"] is None:
        raise AlipayError("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
    if trade["status"] in (FINISHED, CLOSED):
        code = "ACQ.TRADE_HAS_FINISHED" if trade["status"] == FINISHED else "ACQ.TRADE_HAS_CLOSE"
        raise AlipayError(code, "交易已完结, 不能退款")
    if trade["refunded"] + amount > trade["amount"]:
        raise AlipayError("ACQ.REFUND_AMT_NOT_EQUAL_TOTAL", "退款金额超限")
    return _book(db, trade, request, amount, str(biz.get("refund_reason", "")), at=at), amount, True


def _book(db: sqlite3.Connection, trade: Trade, request: str, amount: int, reason: str, *, at: float) -> Trade:
    number, after = trade["out_trade_no"], trade["refunded"] + amount
    is_all = after == trade["amount"]
    db.execute("INSERT INTO alipay_refunds VALUES (?, ?, ?, ?, ?)", (number, request, amount, at, reason))
    db.execute(
        "UPDATE alipay_trades SET refunded = ?, status = ?, closed = ? WHERE out_trade_no = ?",
        (after, CLOSED if is_all else PAID, at if is_all else None, number),
    )
    back = fees.given_back(trade["fee"], trade["amount"], trade["refunded"], after)
    detail = {"subject": trade["subject"], "created": trade["created"], "request": request}
    purse.post(db, "alipay", purse.Line("refund", -amount, -back, trade["trade_no"], number, detail), at=at)
    trade = trades.known(db, number, at=at)
    told = {"out_biz_no": request, "refund_fee": yuan(after), "gmt_refund": f"{china.plain(at)}.000"}
    trades.notify(db, trade, at=at, refund=told)
    return trade


def find(db: sqlite3.Connection, trade: Trade, request: str) -> sqlite3.Row | None:
    """A refund by its request number."""
    sql = "SELECT * FROM alipay_refunds WHERE out_trade_no = ? AND out_request_no = ?"
    found: sqlite3.Row | None = db.execute(sql, (trade["out_trade_no"], request)).fetchone()
    return found


def cancel(db: sqlite3.Connection, biz: dict[str, Any], *, at: float) -> tuple[Trade | None, str]:
    """Undo a payment whatever became of it: close it unpaid, refund it paid. The trade and what was done."""
    try:
        trade = trades.known(db, biz.get("out_trade_no"), biz.get("trade_no"), at=at, even_unseen=True)
    except AlipayError:
        return None, ""
    if trade["paid"] is not None:
        left = trade["amount"] - trade["refunded"]
        if left and trade["status"] == PAID:
            request = f"{trade['out_trade_no']}-cancel"[-64:]
            return _book(db, trade, request, left, "cancelled", at=at), "refund"
        return trade, "refund" if trade["refunded"] else ""
    if trade["status"] != CLOSED:
        trades.close(db, trade, at=at)
    return trade, "close"


def close(db: sqlite3.Connection, biz: dict[str, Any], *, at: float) -> Trade:
    """Close an unpaid trade that a buyer has opened.

    Raises:
        AlipayError: nobody has opened it, or it is paid or closed.
    """
    trade = trades.known(db, biz.get("out_trade_no"), biz.get("trade_no"), at=at)
    if trade["status"] != WAITING:
        raise AlipayError("ACQ.REASON_TRADE_STATUS_INVALID", "交易状态异常")
    trades.close(db, trade, at=at)
    return trade
