"""Payments · gateways · WeChat Pay's report of fund flows, a CSV file, as lines of settlement: pure.

Source: WeChat Pay API v3 documentation, fund flow bills: each line is a movement of our balance, with a grave accent
before each value; what WeChat Pay keeps is a line of its own; two lines of totals end it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from decimal import Decimal, InvalidOperation

from djmoney.money import Money

from apps.common.money import zero
from apps.payments.errors import Unknown

from .port import SettledKind, SettledLine

ZONE = timezone(timedelta(hours=8))
CLOCK = "%Y-%m-%d %H:%M:%S"
_FIRST = "记账时间"
_KINDS = {
    "交易": SettledKind.PAYMENT,
    "退款": SettledKind.REFUND,
    "退款退回": SettledKind.REFUND_FAILED,
    "扣除交易手续费": SettledKind.FEE,
    "手续费": SettledKind.FEE,
    "退还交易手续费": SettledKind.FEE,
    "提现": SettledKind.PAYOUT,
    "提现退票": SettledKind.PAYOUT_FAILED,
}
_SIGNS = {"收入": 1, "支出": -1}


def read_bill(report: bytes) -> list[SettledLine]:
    """The lines of a report in their order.

    Raises:
        Unknown: the report or a line of it cannot be read. Nothing of it is used.
    """
    try:
        return list(_lines(report.decode("utf-8-sig")))
    except (UnicodeDecodeError, KeyError, ValueError, InvalidOperation) as error:
        raise Unknown(f"bill: {type(error).__name__}") from error


def _lines(text: str) -> Iterator[SettledLine]:
    rows = csv.reader(text.splitlines())
    names = [_bare(name) for name in next(rows, [])]
    if not names or names[0] != _FIRST:
        raise ValueError("This is no report of fund flows.")
    for row in rows:
        if not row or not row[0].startswith("`"):
            return
        yield _line(dict(zip(names, (_bare(value) for value in row), strict=True)))


def _line(row: dict[str, str]) -> SettledLine:
    moved = Decimal(row["收支金额(元)"]) * _SIGNS[row["收支类型"]]
    return SettledLine(
        kind=_KINDS.get(row["业务类型"], SettledKind.ADJUSTMENT),
        line_id=row["资金流水单号"],
        reference=row["微信支付业务单号"],
        our_reference=row["业务凭证号"],
        gross=Money(moved, "CNY"),
        fee=zero("CNY"),
        occurred_at=datetime.strptime(row["记账时间"], CLOCK).replace(tzinfo=ZONE),
    )


def _bare(value: str) -> str:
    return value.strip().removeprefix("`").strip().replace("（", "(").replace("）", ")")
