"""Orders: made, paid, closed · sandbox wechat · no schema. Amounts are fen, instants unix seconds."""

from __future__ import annotations

import re
import secrets
import sqlite3
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from apps.sandbox.base import china, delivery, fees
from apps.sandbox.gateway import purse
from apps.sandbox.wechat.errors import WeChatError, bad

SCHEMA = """
CREATE TABLE IF NOT EXISTS wechat_orders (
    out_trade_no TEXT PRIMARY KEY, token TEXT NOT NULL UNIQUE, trade_type TEXT NOT NULL, transaction_id TEXT,
    appid TEXT NOT NULL, description TEXT NOT NULL, amount INTEGER NOT NULL, attach TEXT NOT NULL,
    notify_url TEXT NOT NULL, signer TEXT NOT NULL, openid TEXT NOT NULL, status TEXT NOT NULL, created REAL NOT NULL,
    expires REAL NOT NULL, paid REAL, fee INTEGER NOT NULL DEFAULT 0, refunded INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS wechat_orders_status ON wechat_orders (status, expires);
CREATE INDEX IF NOT EXISTS wechat_orders_id ON wechat_orders (transaction_id);
"""
WORDS = {"NOTPAY": "订单未支付", "SUCCESS": "支付成功", "CLOSED": "订单已关闭", "REFUND": "订单发生过退款"}
OPENID = "oSandbox0000000000000000000B"
KEPT_S = 2 * 3600
LARGEST = 10_000_000_000
_NUMBER = re.compile(r"[A-Za-z0-9_\-|*]{6,32}")

Order = sqlite3.Row


def make(
    db: sqlite3.Connection,
    trade_type: str,
    data: dict[str, Any],
    *,
    appid: str,
    merchant_id: str,
    signer: str,
    at: float,
) -> Order:
    """Take an order; the same again gives the same one. `signer` is the platform key that its callbacks bear.

    Raises:
        WeChatError: a parameter makes no sense, or the number was used for another order or is paid or closed.
    """
    if (data.get("appid"), data.get("mchid")) != (appid, merchant_id):
        raise WeChatError(400, "APPID_MCHID_NOT_MATCH", "appid和mch_id不匹配")
    number, description = data.get("out_trade_no"), data.get("description")
    if not isinstance(number, str) or not _NUMBER.fullmatch(number):
        raise bad("out_trade_no", "6到32位的数字、字母、_-|*")
    if not isinstance(description, str) or not 1 <= len(description) <= 127:
        raise bad("description", "1到127个字符")
    money = data.get("amount")
    total = money.get("total") if isinstance(money, dict) else None
    if not isinstance(total, int) or isinstance(total, bool) or not 1 <= total <= LARGEST:
        raise bad("amount/total", "应为整数, 单位分")
    if isinstance(money, dict) and money.get("currency", "CNY") != "CNY":
        raise bad("amount/currency", "仅支持CNY")
    notify = urlsplit(str(data.get("notify_url", "")))
    if notify.scheme not in ("http", "https") or not notify.netloc or notify.query:
        raise bad("notify_url", "应为不带参数的完整地址")
    payer = data.get("payer")
    openid = str(payer.get("openid", "")) if isinstance(payer, dict) else ""
    if trade_type == "JSAPI" and openid != OPENID:
        raise bad("payer/openid", "openid与appid不匹配" if openid else "必填")
    expires = _expiry(data.get("time_expire"), at)
    order = find(db, number, at=at)
    if order is None:
        db.execute(
            "INSERT INTO wechat_orders (out_trade_no, token, trade_type, appid, description, amount, attach,"
            " notify_url, signer, openid, status, created, expires)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'NOTPAY', ?, ?)",
            (
                number,
                f"wx{china.local(at):%d%H%M%S}{secrets.token_hex(13)}",
                trade_type,
                appid,
                description,
                total,
                str(data.get("attach", ""))[:128],
                notify.geturl(),
                signer,
                openid or OPENID,
                at,
                expires,
            ),
        )
        return known(db, number, at=at)
    if (order["amount"], order["description"], order["trade_type"]) != (total, description, trade_type):
        raise WeChatError(403, "OUT_TRADE_NO_USED", "商户订单号重复")
    if order["paid"]:
        raise WeChatError(400, "ORDERPAID", "该订单已支付")
    if order["status"] == "CLOSED":
        raise WeChatError(400, "ORDER_CLOSED", "订单已关闭")
    return order


def _expiry(text: Any, at: float) -> float:
    if text in (None, ""):
        return at + KEPT_S
    try:
        until = datetime.fromisoformat(str(text))
    except ValueError:
        until = None
    if until is None or until.tzinfo is None:
        raise bad("time_expire", "应为 RFC 3339 时间")
    if until.timestamp() <= at:
        raise bad("time_expire", "早于当前时间")
    return until.timestamp()


def find(db: sqlite3.Connection, number: str, *, at: float) -> Order | None:
    """An order by our number, closed first if its time is over."""
    sql = "SELECT * FROM wechat_orders WHERE out_trade_no = ?"
    order: Order | None = db.execute(sql, (number,)).fetchone()
    if order is not None and order["status"] == "NOTPAY" and order["expires"] <= at:
        close(db, order)
        order = db.execute(sql, (number,)).fetchone()
    return order


def known(db: sqlite3.Connection, number: str, *, at: float) -> Order:
    """An order by our number.

    Raises:
        WeChatError: 404 ORDER_NOT_EXIST.
    """
    order = find(db, number, at=at)
    if order is None:
        raise WeChatError(404, "ORDER_NOT_EXIST", "订单不存在")
    return order


def by_transaction(db: sqlite3.Connection, transaction_id: str, *, at: float) -> Order:
    """A paid order by WeChat Pay's number.

    Raises:
        WeChatError: 404 ORDER_NOT_EXIST.
    """
    row = db.execute("SELECT out_trade_no FROM wechat_orders WHERE transaction_id = ?", (transaction_id,)).fetchone()
    return known(db, row["out_trade_no"] if row else "", at=at)


def close(db: sqlite3.Connection, order: Order) -> None:
    """Give up an unpaid order; closing a closed one changes nothing.

    Raises:
        WeChatError: it is paid.
    """
    if order["paid"]:
        raise WeChatError(400, "ORDERPAID", "该订单已支付")
    db.execute("UPDATE wechat_orders SET status = 'CLOSED' WHERE out_trade_no = ?", (order["out_trade_no"],))


def close_due(db: sqlite3.Connection, *, at: float) -> None:
    """Close every order whose time is over."""
    db.execute("UPDATE wechat_orders SET status = 'CLOSED' WHERE status = 'NOTPAY' AND expires <= ?", (at,))


def pay(db: sqlite3.Connection, number: str, *, merchant_id: str, at: float) -> Order:
    """The buyer pays.

    Raises:
        WeChatError: there is no such order, or it is paid or closed.
    """
    order = known(db, number, at=at)
    if order["status"] != "NOTPAY":
        raise WeChatError(400, "ORDERPAID" if order["paid"] else "ORDER_CLOSED", WORDS[order["status"]])
    transaction_id = f"4200{china.local(at):%Y%m%d}{secrets.randbelow(10**16):016}"
    fee = fees.share("wechat", order["amount"])
    db.execute(
        "UPDATE wechat_orders SET status = 'SUCCESS', paid = ?, fee = ?, transaction_id = ? WHERE out_trade_no = ?",
        (at, fee, transaction_id, number),
    )
    order = known(db, number, at=at)
    purse.post(db, "wechat", purse.Line("payment", order["amount"], fee, transaction_id, number, _detail(order)), at=at)
    delivery.enqueue(
        db,
        "wechat",
        event=secrets.token_hex(16),
        endpoint=order["notify_url"],
        type="wechat.TRANSACTION.SUCCESS",
        due=at,
        content={"resource": shown(order, merchant_id), "signer": order["signer"]},
    )
    return order


def _detail(order: Order) -> dict[str, Any]:
    names = ("trade_type", "appid", "openid", "description", "attach", "amount")
    return {name: order[name] for name in names}


def refund_detail(order: Order, request: str, refund_id: str) -> dict[str, Any]:
    """What a bill says of a refund's order."""
    return _detail(order) | {"request": request, "refund_id": refund_id}


def shown(order: Order, merchant_id: str) -> dict[str, Any]:
    """The order as answers and callbacks show it; the buyer's side appears once it is paid."""
    found: dict[str, Any] = {
        "appid": order["appid"],
        "mchid": merchant_id,
        "out_trade_no": order["out_trade_no"],
        "trade_state": order["status"],
        "trade_state_desc": WORDS[order["status"]],
        "amount": {"total": order["amount"], "currency": "CNY"},
    }
    if order["attach"]:
        found["attach"] = order["attach"]
    if order["paid"]:
        found |= {
            "transaction_id": order["transaction_id"],
            "trade_type": order["trade_type"],
            "bank_type": "OTHERS",
            "success_time": china.offset(order["paid"]),
            "payer": {"openid": order["openid"]},
        }
        found["amount"] |= {"payer_total": order["amount"], "payer_currency": "CNY"}
    return found
