"""Daily bills, a China day each · sandbox wechat · no schema.

Source: WeChat Pay API v3 documentation, «Trade bill» and «Fund flow bill». Every value begins with a backtick. Unlike
WeChat Pay's, a bill can be fetched while its day is still running.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from datetime import date
from typing import Any

from apps.sandbox.base import china
from apps.sandbox.gateway import purse
from apps.sandbox.wechat.errors import WeChatError, bad

TRADE_COLUMNS = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注"
)
TRADE_SUMMARY = "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额"
FLOW_COLUMNS = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,"
    "备注,业务凭证号"
)
FLOW_SUMMARY = "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额"
FLOW_KINDS = {
    "payment": "交易",
    "refund": "退款",
    "refund_failed": "退款失败退回",
    "payout": "提现",
    "payout_failed": "提现退票",
}


def yuan(amount: int) -> str:
    """Fen as the bills write amounts."""
    return f"{'-' if amount < 0 else ''}{abs(amount) // 100}.{abs(amount) % 100:02}"


def lines(db: sqlite3.Connection, day: str, *, at: float) -> list[sqlite3.Row]:
    """What happened on a day.

    Raises:
        WeChatError: no day, a day to come, or nothing happened (NO_STATEMENT_EXIST).
    """
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        raise bad("bill_date", "格式为yyyy-MM-DD") from None
    if wanted > china.local(at).date():
        raise WeChatError(400, "INVALID_REQUEST", "账单日期晚于当前日期")
    found = purse.of_day(db, "wechat", day)
    if not found:
        raise WeChatError(400, "NO_STATEMENT_EXIST", "账单文件不存在")
    return found


def _row(values: Sequence[Any]) -> str:
    cleaned = (str(value).replace(",", " ").replace("`", "'").replace("\n", " ") for value in values)
    return ",".join(f"`{value}" for value in cleaned)


def trades(found: list[sqlite3.Row], merchant_id: str) -> str:
    """The trade bill: payments and refunds, each with its fee. A failed refund stands as a refund that came back."""
    rows = []
    booked = [line for line in found if line["kind"] in ("payment", "refund", "refund_failed")]
    for line in booked:
        detail = json.loads(line["detail"])
        is_payment = line["kind"] == "payment"
        refunded = yuan(-line["gross"])
        settled = yuan(line["gross"]) if is_payment else "0.00"
        state = "SUCCESS" if is_payment else "REFUND"
        outcome = "" if is_payment else "SUCCESS" if line["kind"] == "refund" else "FAIL"
        rows.append(
            _row(
                (
                    china.plain(line["at"]),
                    detail["appid"],
                    merchant_id,
                    "0",
                    "",
                    line["reference"],
                    line["our_reference"],
                    detail["openid"],
                    detail["trade_type"],
                    state,
                    "OTHERS",
                    "CNY",
                    settled,
                    "0.00",
                    "0" if is_payment else detail["refund_id"],
                    "0" if is_payment else detail["request"],
                    "0.00" if is_payment else refunded,
                    "0.00",
                    "" if is_payment else "ORIGINAL",
                    outcome,
                    detail["description"],
                    detail["attach"],
                    yuan(line["fee"]),
                    "0.60%",
                    yuan(detail["amount"]) if is_payment else "0.00",
                    "0.00" if is_payment else refunded,
                    "",
                )
            )
        )
    sold = sum(line["gross"] for line in booked if line["kind"] == "payment")
    refunded_sum = -sum(line["gross"] for line in booked if line["kind"] != "payment")
    fee = sum(line["fee"] for line in booked)
    total = (len(booked), yuan(sold), yuan(refunded_sum), "0.00", yuan(fee), yuan(sold), yuan(refunded_sum))
    return "\n".join([TRADE_COLUMNS, *rows, TRADE_SUMMARY, _row(total)]) + "\n"


def flows(db: sqlite3.Connection, found: list[sqlite3.Row], day: str) -> str:
    """The fund flow bill: every change of the balance, fees as lines of their own."""
    balance = purse.balance(db, "wechat", before_day=day)
    rows, moved = [], []
    for line in found:
        detail = json.loads(line["detail"])
        voucher = detail.get("refund_id", line["reference"])
        for amount, kind, mark in (
            (line["gross"], FLOW_KINDS[line["kind"]], ""),
            (-line["fee"], "扣除交易手续费" if line["fee"] > 0 else "退还交易手续费", "F"),
        ):
            if not amount:
                continue
            balance += amount
            moved.append(amount)
            rows.append(
                _row(
                    (
                        china.plain(line["at"]),
                        line["reference"],
                        line["serial"] + mark,
                        kind,
                        kind,
                        "收入" if amount > 0 else "支出",
                        yuan(abs(amount)),
                        yuan(balance),
                        "system",
                        detail.get("request", line["our_reference"]),
                        voucher,
                    )
                )
            )
    earned, spent = [amount for amount in moved if amount > 0], [amount for amount in moved if amount < 0]
    total = (len(moved), len(earned), yuan(sum(earned)), len(spent), yuan(-sum(spent)))
    return "\n".join([FLOW_COLUMNS, *rows, FLOW_SUMMARY, _row(total)]) + "\n"
