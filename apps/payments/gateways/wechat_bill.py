"""Payments · gateways · WeChat Pay's reports of a day, CSV files, as lines of settlement: pure.

Two reports make one. The trade bill has payments and refunds with our numbers and fees; the bill of fund flows has
every movement of our balance, of which the rest is taken: payouts and whatever else. A grave accent stands before each
value, and two lines of totals end each. Source: WeChat Pay API v3 documentation, trade bill and fund flow bill.
"""

from __future__ import annotations

import csv
from collections.abc import Collection
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation
from itertools import takewhile

from djmoney.money import Money

from apps.common.money import zero
from apps.payments.errors import Unknown

from .port import SettledKind, SettledLine

ZONE = timezone(timedelta(hours=8))
CLOCK = "%Y-%m-%d %H:%M:%S"
_OF_TRADES = ("交易", "退款", "退款失败退回", "扣除交易手续费", "退还交易手续费")
_KINDS = {
    "扣除交易手续费": SettledKind.FEE,
    "退还交易手续费": SettledKind.FEE,
    "手续费": SettledKind.FEE,
    "提现": SettledKind.PAYOUT,
    "提现退票": SettledKind.PAYOUT_FAILED,
}
_SIGNS = {"收入": 1, "支出": -1}


def read_bills(trades: bytes, flows: bytes) -> list[SettledLine]:
    """The lines of both reports, payments and refunds first; empty bytes are a report that there is not.

    Raises:
        Unknown: a report or a line of it cannot be read. Nothing of it is used.
    """
    try:
        rows = _rows(trades, "交易时间")
        known = {row[name] for row in rows for name in ("微信订单号", "微信退款单号")}
        moved = [row for row in _rows(flows, "记账时间") if not _is_of_trade(row, known)]
        return [_trade(row) for row in rows] + [_moved(row) for row in moved]
    except (UnicodeDecodeError, KeyError, ValueError, InvalidOperation) as error:
        raise Unknown(f"bill: {type(error).__name__}") from error


def _rows(report: bytes, first_column: str) -> list[dict[str, str]]:
    if not report:
        return []
    reader = csv.reader(report.decode("utf-8-sig").splitlines())
    columns = [_bare(name) for name in next(reader, [])]
    if columns[:1] != [first_column]:
        raise ValueError(f"The report does not begin with {first_column}.")
    body = takewhile(lambda row: bool(row) and row[0].startswith("`"), reader)
    return [dict(zip(columns, (_bare(value) for value in row), strict=True)) for row in body]


def _is_of_trade(row: dict[str, str], known: Collection[str]) -> bool:
    return row["业务类型"] in _OF_TRADES and (row["微信支付业务单号"] in known or row["业务凭证号"] in known)


def _trade(row: dict[str, str]) -> SettledLine:
    state = row["交易状态"]
    if state not in ("SUCCESS", "REFUND", "REVOKED"):
        raise ValueError("This is neither a payment nor a refund.")
    is_payment = state == "SUCCESS"
    has_failed = row["退款状态"] == "FAIL"
    kind = SettledKind.REFUND_FAILED if has_failed else SettledKind.REFUND
    number = row["微信订单号"] if is_payment else row["微信退款单号"]
    return SettledLine(
        kind=SettledKind.PAYMENT if is_payment else kind,
        line_id=f"{number}/failed" if has_failed else number,
        reference=number,
        our_reference=row["商户订单号"] if is_payment else row["商户退款单号"],
        gross=_yuan(row["应结订单金额"]) if is_payment else -_yuan(row["退款金额"]),
        fee=_yuan(row["手续费"]),
        occurred_at=_instant(row["交易时间"]),
    )


def _moved(row: dict[str, str]) -> SettledLine:
    return SettledLine(
        kind=_KINDS.get(row["业务类型"], SettledKind.ADJUSTMENT),
        line_id=row["资金流水单号"],
        reference=row["微信支付业务单号"] or row["资金流水单号"],
        our_reference=row["业务凭证号"],
        gross=_yuan(row["收支金额(元)"]) * _SIGNS[row["收支类型"]],
        fee=zero("CNY"),
        occurred_at=_instant(row["记账时间"]),
    )


def _bare(value: str) -> str:
    return value.strip().removeprefix("`").strip().replace("（", "(").replace("）", ")")


def _yuan(text: str) -> Money:
    return Money(Decimal(text), "CNY")


def _instant(text: str) -> datetime:
    return datetime.strptime(text, CLOCK).replace(tzinfo=ZONE)
