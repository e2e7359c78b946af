"""Payments · gateways · Alipay's bills of a day, zips of CSV files, as lines of settlement: pure.

Two bills make one report. The bill of business (`trade`) has payments and refunds with our numbers and fees; the bill
of the account (`signcustomer`) has every movement of our balance, of which the rest is taken: payouts and whatever
else. Source: Alipay open platform documentation, alipay.data.dataservice.bill.downloadurl.query.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Collection
from datetime import datetime
from decimal import Decimal, InvalidOperation

from djmoney.money import Money

from apps.common.money import zero
from apps.payments.errors import Unknown

from .alipay_client import CLOCK, ZONE
from .port import SettledKind, SettledLine

LARGEST_UNPACKED = 256 * 1024 * 1024
_TRADES, _ACCOUNT = "支付宝交易号", "账务流水号"
_OF_TRADES = ("在线支付", "交易退款", "退款（交易退款）", "收费", "退费")
_KINDS = {
    "收费": SettledKind.FEE,
    "退费": SettledKind.FEE,
    "提现": SettledKind.PAYOUT,
    "提现退回": SettledKind.PAYOUT_FAILED,
    "提现失败退回": SettledKind.PAYOUT_FAILED,
}


def read_bills(trades: bytes, account: bytes) -> list[SettledLine]:
    """The lines of both bills, payments and refunds first; empty bytes are a bill that there is not.

    Raises:
        Unknown: an archive or a line cannot be read. Nothing of it is used.
    """
    try:
        rows = _rows(trades, _TRADES)
        lines = [_trade(row) for row in rows]
        known = {row["支付宝交易号"] for row in rows}
        return lines + [_moved(row) for row in _rows(account, _ACCOUNT) if not _is_of_trade(row, known)]
    except (zipfile.BadZipFile, zlib.error, UnicodeDecodeError, KeyError, ValueError, InvalidOperation) as error:
        raise Unknown(f"bill: {type(error).__name__}") from error


def _rows(archive: bytes, first_column: str) -> list[dict[str, str]]:
    """The rows of those of an archive's files that begin with the column; the others are totals."""
    if not archive:
        return []
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        if sum(info.file_size for info in packed.infolist()) > LARGEST_UNPACKED:
            raise ValueError("The bill is too large.")
        tables = [_table(packed.read(info).decode("gb18030")) for info in packed.infolist()]
    found = [rows for columns, rows in tables if columns[:1] == [first_column]]
    if not found:
        raise ValueError(f"No file begins with {first_column}.")
    return [row for rows in found for row in rows]


def _table(text: str) -> tuple[list[str], list[dict[str, str]]]:
    reader = csv.reader(line for line in io.StringIO(text, newline="") if not line.startswith("#"))
    columns = [name.strip() for name in next(reader, [])]
    return columns, [dict(zip(columns, (value.strip() for value in row), strict=True)) for row in reader if row]


def _is_of_trade(row: dict[str, str], known: Collection[str]) -> bool:
    return row["业务类型"] in _OF_TRADES and row["业务流水号"] in known


def _trade(row: dict[str, str]) -> SettledLine:
    number, request = row["支付宝交易号"], row["退款批次号/请求号"]
    is_refund = row["业务类型"] == "退款"
    if not is_refund and row["业务类型"] != "交易":
        raise ValueError("This is neither a payment nor a refund.")
    return SettledLine(
        kind=SettledKind.REFUND if is_refund else SettledKind.PAYMENT,
        line_id=f"{number}/{request}" if is_refund else number,
        reference=request if is_refund else number,
        our_reference=request if is_refund else row["商户订单号"],
        gross=_yuan(row["商家实收（元）"]),
        fee=-_yuan(row["服务费（元）"]),
        occurred_at=_instant(row["完成时间"]),
    )


def _moved(row: dict[str, str]) -> SettledLine:
    return SettledLine(
        kind=_KINDS.get(row["业务类型"], SettledKind.ADJUSTMENT),
        line_id=row["账务流水号"],
        reference=row["业务流水号"] or row["账务流水号"],
        our_reference=row["商户订单号"],
        gross=_yuan(row["收入金额（+元）"]) + _yuan(row["支出金额（-元）"]),
        fee=zero("CNY"),
        occurred_at=_instant(row["发生时间"]),
    )


def _yuan(text: str) -> Money:
    return Money(Decimal(text or "0"), "CNY")


def _instant(text: str) -> datetime:
    return datetime.strptime(text, CLOCK).replace(tzinfo=ZONE)
