"""Payments · gateways · Alipay's account bill, a zip of CSV files, as lines of settlement: pure.

Source: Alipay open platform documentation, alipay.data.dataservice.bill.downloadurl.query (`signcustomer`): each
line is a movement of our balance; what Alipay keeps is a line of its own.
"""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation

from djmoney.money import Money

from apps.common.money import zero
from apps.payments.errors import Unknown

from .alipay_client import CLOCK, ZONE
from .port import SettledKind, SettledLine

LARGEST_UNPACKED = 256 * 1024 * 1024
_KINDS = {
    "在线支付": SettledKind.PAYMENT,
    "交易退款": SettledKind.REFUND,
    "退款（交易退款）": SettledKind.REFUND,
    "收费": SettledKind.FEE,
    "退费": SettledKind.FEE,
    "提现": SettledKind.PAYOUT,
    "提现退回": SettledKind.PAYOUT_FAILED,
}


def read_bill(archive: bytes) -> list[SettledLine]:
    """The lines of a bill in their order; the totals in its other file are left out.

    Raises:
        Unknown: the archive or a line cannot be read. Nothing of it is used.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as packed:
            return [line for text in _texts(packed) for line in _lines(text)]
    except (zipfile.BadZipFile, zlib.error, UnicodeDecodeError, KeyError, ValueError, InvalidOperation) as error:
        raise Unknown(f"bill: {type(error).__name__}") from error


def _texts(packed: zipfile.ZipFile) -> Iterator[str]:
    for info in packed.infolist():
        if info.file_size > LARGEST_UNPACKED:
            raise ValueError("The bill is too large.")
        text = packed.read(info).decode("gb18030")
        if "账务流水号" in text:
            yield text


def _lines(text: str) -> Iterator[SettledLine]:
    rows = [line.replace("\t", "") for line in text.splitlines() if line.strip() and not line.startswith("#")]
    for row in csv.DictReader(rows):
        yield _line({str(name).strip(): str(value or "").strip() for name, value in row.items()})


def _line(row: dict[str, str]) -> SettledLine:
    moved = Decimal(row["收入金额（+元）"] or "0") + Decimal(row["支出金额（-元）"] or "0")
    return SettledLine(
        kind=_KINDS.get(row["业务类型"], SettledKind.ADJUSTMENT),
        line_id=row["账务流水号"],
        reference=row["业务流水号"],
        our_reference=row["商户订单号"],
        gross=Money(moved, "CNY"),
        fee=zero("CNY"),
        occurred_at=datetime.strptime(row["发生时间"], CLOCK).replace(tzinfo=ZONE),
    )
