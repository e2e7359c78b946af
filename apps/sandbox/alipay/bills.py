"""Daily bills: a zip of GBK tables, a China day each · sandbox alipay · no schema.

Source: Alipay open documentation, «Bill download» (business detail `trade`, account detail `signcustomer`). Unlike
Alipay's, a bill can be fetched while its day is still running.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from apps.sandbox.alipay.errors import AlipayError, bad
from apps.sandbox.alipay.trades import BUYER, yuan
from apps.sandbox.base import china
from apps.sandbox.gateway import purse

KINDS = frozenset({"trade", "signcustomer"})
TRADE_COLUMNS = (
    "支付宝交易号", "商户订单号", "业务类型", "商品名称", "创建时间", "完成时间", "门店编号", "门店名称", "操作员",
    "终端号", "对方账户", "订单金额（元）", "商家实收（元）", "支付宝红包（元）", "集分宝（元）", "支付宝优惠（元）",
    "商家优惠（元）", "券核销金额（元）", "券名称", "商家红包消费金额（元）", "卡消费金额（元）",
    "退款批次号/请求号", "服务费（元）", "分润（元）", "备注",
)  # fmt: skip
ACCOUNT_COLUMNS = (
    "账务流水号", "业务流水号", "商户订单号", "商品名称", "发生时间", "对方账号", "收入金额（+元）", "支出金额（-元）",
    "账户余额（元）", "交易渠道", "业务类型", "备注",
)  # fmt: skip
ACCOUNT_KINDS = {
    "payment": "在线支付",
    "refund": "交易退款",
    "payout": "提现",
    "payout_failed": "提现失败退回",
}


def signed(amount: int) -> str:
    """Fen with a sign where it is negative."""
    return f"-{yuan(-amount)}" if amount < 0 else yuan(amount)


def check(db: sqlite3.Connection, kind: Any, day: Any, *, at: float) -> None:
    """Refuse to name a bill that there is not.

    Raises:
        AlipayError: an unknown kind, no day, a day to come, or one without business.
    """
    if kind not in KINDS:
        raise bad("bill_type")
    try:
        wanted = date.fromisoformat(str(day))
    except ValueError:
        raise bad("bill_date 格式为yyyy-MM-dd") from None
    if wanted > china.local(at).date():
        raise bad("bill_date 晚于当前日期")
    if not purse.of_day(db, "alipay", wanted.isoformat()):
        raise AlipayError("isp.bill_not_exist", "账单不存在")


def write(db: sqlite3.Connection, kind: str, day: str, seller: str) -> bytes:
    """The zip with detail and summary."""
    lines = purse.of_day(db, "alipay", day)
    number = seller + "0156"
    stamp = f"{number}_{day.replace('-', '')}"
    if kind == "trade":
        names = (f"{stamp}_业务明细.csv", f"{stamp}_业务明细(汇总).csv")
        texts = (_trades(lines, seller, day), _summary(lines, seller, day))
    else:
        names = (f"{stamp}_账务明细.csv", f"{stamp}_账务明细(汇总).csv")
        texts = (_account(db, lines, seller, day), _summary(lines, seller, day))
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in zip(names, texts, strict=True):
            archive.writestr(name, text.encode("gb18030"))
    return target.getvalue()


def _table(title: str, seller: str, day: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Comment lines around a table whose identifiers end in a tab, so that spreadsheets keep them as text."""
    out = io.StringIO()
    out.write(f"#支付宝{title}查询\r\n#账号：[{seller}0156]\r\n")
    out.write(f"#起始日期：[{day} 00:00:00]   终止日期：[{day} 23:59:59]\r\n#{'-' * 40}{title}列表{'-' * 40}\r\n")
    writer = csv.writer(out)
    writer.writerow(columns)
    count = 0
    for row in rows:
        writer.writerow(row)
        count += 1
    out.write(f"#{'-' * 40}{title}列表结束{'-' * 40}\r\n#共{count}笔\r\n")
    return out.getvalue()


def _trades(lines: list[sqlite3.Row], seller: str, day: str) -> str:
    def row(line: sqlite3.Row) -> list[str]:
        detail = json.loads(line["detail"])
        gross = signed(line["gross"])
        return [
            f"{line['reference']}\t", f"{line['our_reference']}\t", "交易" if line["kind"] == "payment" else "退款",
            detail["subject"], china.plain(detail["created"]), china.plain(line["at"]), "", "", "", "",
            BUYER["buyer_logon_id"], gross, gross, "0.00", "0.00", "0.00", "0.00", "0.00", "", "0.00", "0.00",
            f"{detail.get('request', '')}\t", signed(-line["fee"]), "0.00", "",
        ]  # fmt: skip

    rows = [row(line) for line in lines if line["kind"] in ("payment", "refund")]
    return _table("业务明细", seller, day, TRADE_COLUMNS, rows)


def _account(db: sqlite3.Connection, lines: list[sqlite3.Row], seller: str, day: str) -> str:
    rows = []
    balance = purse.balance(db, "alipay", before_day=day)
    for line in lines:
        detail = json.loads(line["detail"])
        fee_word = "收费" if line["fee"] > 0 else "退费"
        booked = [(line["gross"], ACCOUNT_KINDS[line["kind"]], ""), (-line["fee"], fee_word, "F")]
        for amount, word, mark in booked:
            if not amount:
                continue
            balance += amount
            rows.append(
                [
                    f"{line['serial']}{mark}\t",
                    f"{line['reference']}\t",
                    f"{line['our_reference']}\t",
                    detail.get("subject", ""),
                    china.plain(line["at"]),
                    BUYER["buyer_logon_id"],
                    yuan(amount) if amount > 0 else "",
                    signed(amount) if amount < 0 else "",
                    signed(balance),
                    "支付宝",
                    word,
                    detail.get("request", ""),
                ]
            )
    return _table("账务明细", seller, day, ACCOUNT_COLUMNS, rows)


def _summary(lines: list[sqlite3.Row], seller: str, day: str) -> str:
    def sums(kind: str) -> tuple[int, int, int]:
        found = [line for line in lines if line["kind"] == kind]
        return len(found), sum(line["gross"] for line in found), sum(line["fee"] for line in found)

    (sales, sold, fees), (refunds, refunded, back) = sums("payment"), sums("refund")
    columns = ("交易订单总笔数", "退款订单总笔数", "订单金额（元）", "退款金额（元）", "服务费（元）", "实收净额（元）")
    net = sold + refunded - fees - back
    row = [str(sales), str(refunds), signed(sold), signed(refunded), signed(-fees - back), signed(net)]
    return _table("业务汇总", seller, day, columns, [row])
