"""Trades: made, paid, closed · sandbox alipay · no schema.

A trade comes into being when a buyer opens its code or page: before, asking for it answers ACQ.TRADE_NOT_EXIST, and it
can neither be closed nor refunded. Amounts are fen, instants unix seconds.
"""

from __future__ import annotations

import re
import secrets
import sqlite3
from datetime import datetime
from typing import Any

from apps.sandbox.alipay.errors import AlipayError, bad, no_trade
from apps.sandbox.base import china, delivery, fees
from apps.sandbox.base.china import CHINA
from apps.sandbox.gateway import purse

SCHEMA = """
CREATE TABLE IF NOT EXISTS alipay_trades (
    out_trade_no TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, trade_no TEXT NOT NULL, kind TEXT NOT NULL,
    subject TEXT NOT NULL, amount INTEGER NOT NULL, status TEXT NOT NULL, notify_url TEXT NOT NULL,
    return_url TEXT NOT NULL, quit_url TEXT NOT NULL, passback TEXT NOT NULL, created REAL NOT NULL,
    expires REAL NOT NULL, paid REAL, closed REAL, fee INTEGER NOT NULL DEFAULT 0, refunded INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS alipay_trades_status ON alipay_trades (status, expires);
CREATE INDEX IF NOT EXISTS alipay_trades_no ON alipay_trades (trade_no);
CREATE TABLE IF NOT EXISTS alipay_refunds (
    out_trade_no TEXT NOT NULL, out_request_no TEXT NOT NULL, amount INTEGER NOT NULL, at REAL NOT NULL,
    reason TEXT NOT NULL, PRIMARY KEY (out_trade_no, out_request_no)
);
"""
MADE, WAITING, PAID, CLOSED, FINISHED = "MADE", "WAIT_BUYER_PAY", "TRADE_SUCCESS", "TRADE_CLOSED", "TRADE_FINISHED"
BUYER = {"buyer_user_id": "2088102100000017", "buyer_logon_id": "bei***@sandbox.example"}
LARGEST = 10_000_000_000
QR_KEPT_S, PAGE_KEPT_S = 2 * 3600, 15 * 86400
_AMOUNT = re.compile(r"[0-9]{1,9}(\.[0-9]{1,2})?")
_NUMBER = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SPAN = re.compile(r"([0-9]{1,4})(m|h|d)|1c")
_SECONDS = {"m": 60, "h": 3600, "d": 86400}

Trade = sqlite3.Row


def fen(text: Any, name: str) -> int:
    """A decimal text in yuan as fen, at least one."""
    if not isinstance(text, str) or not _AMOUNT.fullmatch(text):
        raise bad(f"{name} 应为两位小数的金额")
    whole, _, part = text.partition(".")
    found = int(whole) * 100 + int(part.ljust(2, "0") or 0)
    if found < 1:
        raise bad(f"{name} 最小为0.01")
    return found


def yuan(amount: int) -> str:
    """Fen as Alipay writes amounts."""
    return f"{amount // 100}.{amount % 100:02}"


def make(db: sqlite3.Connection, kind: str, params: dict[str, str], biz: dict[str, Any], *, at: float) -> Trade:
    """Take an order for a payment; the same order again gives the same one.

    Raises:
        AlipayError: a parameter makes no sense, or the number was used for another order or is paid or closed.
    """
    number, subject = biz.get("out_trade_no"), biz.get("subject")
    if not isinstance(number, str) or not _NUMBER.fullmatch(number):
        raise bad("out_trade_no")
    if not isinstance(subject, str) or not 1 <= len(subject) <= 256:
        raise bad("subject")
    amount = fen(biz.get("total_amount"), "total_amount")
    if amount > LARGEST:
        raise AlipayError("ACQ.TOTAL_FEE_EXCEED", "订单总金额不在允许范围内")
    expires = _expiry(biz, at, QR_KEPT_S if kind == "precreate" else PAGE_KEPT_S)
    trade = find(db, number, at=at)
    if trade is None:
        db.execute(
            "INSERT INTO alipay_trades (out_trade_no, token, trade_no, kind, subject, amount, status, notify_url,"
            " return_url, quit_url, passback, created, expires) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                number,
                f"bax{secrets.token_urlsafe(18)}",
                f"{china.local(at):%Y%m%d}22001{secrets.randbelow(10**15):015}",
                kind,
                subject,
                amount,
                MADE,
                params.get("notify_url", ""),
                params.get("return_url", ""),
                str(biz.get("quit_url", "")),
                str(biz.get("passback_params", "")),
                at,
                expires,
            ),
        )
        return known(db, number, at=at, even_unseen=True)
    if trade["amount"] != amount or trade["subject"] != subject:
        raise AlipayError("ACQ.CONTEXT_INCONSISTENT", "交易信息被篡改")
    if trade["status"] in (PAID, FINISHED) or trade["paid"]:
        raise AlipayError("ACQ.TRADE_HAS_SUCCESS", "交易已被支付")
    if trade["status"] == CLOSED:
        raise AlipayError("ACQ.TRADE_HAS_CLOSE", "交易已经关闭")
    return trade


def _expiry(biz: dict[str, Any], at: float, kept_s: int) -> float:
    if biz.get("time_expire"):
        try:
            until = datetime.strptime(str(biz["time_expire"]), "%Y-%m-%d %H:%M:%S").replace(tzinfo=CHINA)
        except ValueError:
            raise bad("time_expire 格式为yyyy-MM-dd HH:mm:ss") from None
        if until.timestamp() <= at:
            raise bad("time_expire 早于当前时间")
        return until.timestamp()
    span = biz.get("timeout_express") or biz.get("qr_code_timeout_express")
    if not span:
        return at + kept_s
    match = _SPAN.fullmatch(str(span))
    if match is None:
        raise bad("timeout_express")
    if match[0] == "1c":
        return china.local(at).replace(hour=23, minute=59, second=59).timestamp()
    return at + max(int(match[1]) * _SECONDS[match[2]], 60)


def find(db: sqlite3.Connection, number: str, *, at: float) -> Trade | None:
    """A trade by our number, closed first if its time is over."""
    sql = "SELECT * FROM alipay_trades WHERE out_trade_no = ?"
    trade: Trade | None = db.execute(sql, (number,)).fetchone()
    if trade is not None and trade["status"] in (MADE, WAITING) and trade["expires"] <= at:
        close(db, trade, at=at)
        trade = db.execute(sql, (number,)).fetchone()
    return trade


def known(
    db: sqlite3.Connection, number: str | None, trade_no: str | None = None, *, at: float, even_unseen: bool = False
) -> Trade:
    """A trade that a buyer has opened, by its number or ours.

    Raises:
        AlipayError: ACQ.TRADE_NOT_EXIST.
    """
    if trade_no:
        row = db.execute("SELECT out_trade_no FROM alipay_trades WHERE trade_no = ?", (trade_no,)).fetchone()
        number = row["out_trade_no"] if row else None
    trade = find(db, number, at=at) if number else None
    if trade is None or (trade["status"] == MADE and not even_unseen):
        raise no_trade()
    return trade


def open_page(db: sqlite3.Connection, trade: Trade) -> None:
    """A buyer looks at the cashier: from now on the trade exists."""
    db.execute(
        "UPDATE alipay_trades SET status = ? WHERE out_trade_no = ? AND status = ?",
        (WAITING, trade["out_trade_no"], MADE),
    )


def pay(db: sqlite3.Connection, number: str, *, at: float) -> Trade:
    """The buyer pays.

    Raises:
        AlipayError: it is not waiting for payment.
    """
    trade = known(db, number, at=at, even_unseen=True)
    if trade["status"] not in (MADE, WAITING):
        raise AlipayError("ACQ.TRADE_STATUS_ERROR", "交易状态不合法")
    fee = fees.share("alipay", trade["amount"])
    db.execute("UPDATE alipay_trades SET status = ?, paid = ?, fee = ? WHERE out_trade_no = ?", (PAID, at, fee, number))
    trade = known(db, number, at=at)
    detail = {"subject": trade["subject"], "created": trade["created"]}
    line = purse.Line("payment", trade["amount"], fee, trade["trade_no"], number, detail)
    purse.post(db, "alipay", line, at=at)
    notify(db, trade, at=at)
    return trade


def close(db: sqlite3.Connection, trade: Trade, *, at: float) -> None:
    """Give up an unpaid trade; whoever has seen it is told."""
    sql = "UPDATE alipay_trades SET status = ?, closed = ? WHERE out_trade_no = ?"
    db.execute(sql, (CLOSED, at, trade["out_trade_no"]))
    if trade["status"] == WAITING:
        sql = "SELECT * FROM alipay_trades WHERE out_trade_no = ?"
        notify(db, db.execute(sql, (trade["out_trade_no"],)).fetchone(), at=at)


def close_due(db: sqlite3.Connection, *, at: float) -> None:
    """Close every trade whose time is over."""
    sql = "SELECT * FROM alipay_trades WHERE status IN (?, ?) AND expires <= ?"
    for trade in db.execute(sql, (MADE, WAITING, at)).fetchall():
        close(db, trade, at=at)


def notify(db: sqlite3.Connection, trade: Trade, *, at: float, refund: dict[str, str] | None = None) -> None:
    """Queue the notice of a trade as it is now; a refund adds its own fields."""
    if not trade["notify_url"]:
        return
    content = {
        "trade_no": trade["trade_no"],
        "out_trade_no": trade["out_trade_no"],
        "buyer_id": BUYER["buyer_user_id"],
        "buyer_logon_id": BUYER["buyer_logon_id"],
        "trade_status": trade["status"],
        "total_amount": yuan(trade["amount"]),
        "subject": trade["subject"],
        "gmt_create": china.plain(trade["created"]),
    }
    if trade["passback"]:
        content["passback_params"] = trade["passback"]
    if trade["paid"]:
        amount = yuan(trade["amount"])
        content |= {
            "receipt_amount": amount,
            "invoice_amount": amount,
            "buyer_pay_amount": amount,
            "point_amount": "0.00",
            "gmt_payment": china.plain(trade["paid"]),
            "fund_bill_list": f'[{{"amount":"{amount}","fundChannel":"ALIPAYACCOUNT"}}]',
        }
    if trade["closed"]:
        content["gmt_close"] = china.plain(trade["closed"])
    content |= refund or {}
    delivery.enqueue(
        db,
        "alipay",
        event=f"{china.local(at):%Y%m%d}{secrets.token_hex(13)}",
        endpoint=trade["notify_url"],
        type="alipay.REFUND" if refund else f"alipay.{trade['status']}",
        due=at,
        content=content,
    )
