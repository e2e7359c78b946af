"""Payments · reports of Alipay and WeChat Pay as lines of settlement."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from djmoney.money import Money
from hypothesis import given
from hypothesis import strategies as st

from apps.payments.errors import Unknown
from apps.payments.gateways import alipay_bill, wechat_bill
from apps.payments.gateways.port import SettledLine

ALIPAY_TRADES = """#支付宝业务明细查询
支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,对方账户,订单金额（元）,商家实收（元）,退款批次号/请求号,服务费（元）,备注
2026112222001\t,number-1\t,交易,"Bowl, celadon",2026-11-22 00:29:00,2026-11-22 00:30:00,buyer,49.90,49.90,\t,-0.30,
2026112222001\t,number-1\t,退款,Bowl,2026-11-22 00:29:00,2026-11-22 09:00:00,buyer,-20.00,-20.00,refund-1\t,0.12,
#-----------------------------------------业务明细列表结束------------------------------------
"""
ALIPAY_ACCOUNT = """#支付宝账务明细查询
#账号：[20880000000000010156]
账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注
1001\t,2026112222001\t,number-1\t,"Bowl, celadon",2026-11-22 00:30:00,buyer,49.90,,49.90,支付宝,在线支付,
1002\t,2026112222001\t,number-1\t,,2026-11-22 00:30:01,,,-0.30,49.60,支付宝,收费,
1003\t,2026112222001\t,number-1\t,,2026-11-22 09:00:00,buyer,,-20.00,29.60,支付宝,交易退款,
1006\t,2026112222001\t,number-1\t,,2026-11-22 09:00:00,buyer,0.12,,29.72,支付宝,退费,
1004\t,20261122900\t,\t,,2026-11-22 10:00:00,,,-29.60,0.12,支付宝,提现,
1007\t,20261122900\t,\t,,2026-11-22 10:00:00,,,-0.10,0.02,支付宝,收费,
1005\t,x\t,\t,,2026-11-22 11:00:00,,1.00,,1.02,支付宝,其它,
#-----------------------------------------账务明细列表结束------------------------------------
"""
WECHAT_TRADES = (
    "\ufeff交易时间,微信订单号,商户订单号,交易状态,应结订单金额,微信退款单号,商户退款单号,退款金额,退款状态,商品名称,手续费\n"
    "`2026-11-22 00:30:00,`4200001,`number-1,`SUCCESS,`49.90,`0,`0,`0.00,`,`Bowl,`0.30\n"
    "`2026-11-22 09:00:00,`4200001,`number-1,`REFUND,`0.00,`5030001,`refund-1,`20.00,`SUCCESS,`Bowl,`-0.12\n"
    "`2026-11-22 09:30:00,`4200001,`number-1,`REFUND,`0.00,`5030001,`refund-1,`-20.00,`FAIL,`Bowl,`0.12\n"
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\n"
    "`3,`49.90,`0.00,`0.00,`0.30,`49.90,`0.00\n"
)
WECHAT_FLOWS = (
    "记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余（元）,资金变更提交申请人,备注,业务凭证号\n"
    "`2026-11-22 00:30:00,`4200001,`9001,`交易,`交易,`收入,`49.90,`49.90,`system,`,`4200001\n"
    "`2026-11-22 00:30:00,`4200001,`9002,`扣除交易手续费,`扣除交易手续费,`支出,`0.30,`49.60,`system,`,`4200001\n"
    "`2026-11-22 09:00:00,`x,`9003,`退款,`退款,`支出,`20.00,`29.60,`system,`,`5030001\n"
    "`2026-11-22 10:00:00,`6000001,`9004,`提现,`提现,`支出,`29.60,`0.00,`system,`,`\n"
    "`2026-11-22 11:00:00,`6000001,`9005,`提现,`提现退票,`收入,`29.60,`29.60,`system,`,`\n"
    "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\n"
    "`5,`2,`79.50,`3,`49.90\n"
)


def packed(**texts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text.encode("gb18030"))
    return file.getvalue()


def seen(lines: list[SettledLine]) -> list[tuple[str, str, str, str]]:
    return [(line.kind.value, line.line_id, str(line.gross.amount), str(line.fee.amount)) for line in lines]


def test_alipay_s_two_bills_tell_each_movement_once() -> None:
    totals = "#支付宝账务汇总\n业务类型,笔数\n在线支付,1\n"
    lines = alipay_bill.read_bills(packed(a=ALIPAY_TRADES, b=totals), packed(a=ALIPAY_ACCOUNT, b=totals))

    assert seen(lines) == [
        ("payment", "2026112222001", "49.90", "0.30"),
        ("refund", "2026112222001/refund-1", "-20.00", "-0.12"),
        ("payout", "1004", "-29.60", "0"),
        ("fee", "1007", "-0.10", "0"),
        ("adjustment", "1005", "1.00", "0"),
    ]
    assert [(line.reference, line.our_reference) for line in lines[:2]] == [
        ("2026112222001", "number-1"),
        ("refund-1", "refund-1"),
    ]
    assert lines[0].occurred_at == datetime(2026, 11, 21, 16, 30, tzinfo=UTC)
    assert sum((line.gross - line.fee for line in lines), Money(0, "CNY")) == Money(Decimal("1.02"), "CNY")


def test_wechat_pay_s_two_reports_tell_each_movement_once() -> None:
    lines = wechat_bill.read_bills(WECHAT_TRADES.encode(), WECHAT_FLOWS.encode())

    assert seen(lines) == [
        ("payment", "4200001", "49.90", "0.30"),
        ("refund", "5030001", "-20.00", "-0.12"),
        ("refund_failed", "5030001/failed", "20.00", "0.12"),
        ("payout", "9004", "-29.60", "0"),
        ("payout_failed", "9005", "29.60", "0"),
    ]
    assert [(line.reference, line.our_reference) for line in lines[:2]] == [
        ("4200001", "number-1"),
        ("5030001", "refund-1"),
    ]
    assert lines[0].occurred_at == datetime(2026, 11, 21, 16, 30, tzinfo=UTC)


def test_a_day_without_business_has_no_lines() -> None:
    assert alipay_bill.read_bills(b"", b"") == wechat_bill.read_bills(b"", b"") == []


@pytest.mark.parametrize("old", ["49.90,49.90,", "2026-11-22 09:00:00", "支付宝交易号,", "退款,", "\t,-0.30,"])
def test_a_bill_of_alipay_with_a_line_that_cannot_be_read_is_not_used(old: str) -> None:
    with pytest.raises(Unknown):
        alipay_bill.read_bills(packed(a=ALIPAY_TRADES.replace(old, "?,", 1)), packed(a=ALIPAY_ACCOUNT))


@pytest.mark.parametrize("old", ["`49.90", "`2026-11-22 09:00:00", "`SUCCESS", "交易时间", "`0.30"])
def test_a_report_of_wechat_pay_with_a_line_that_cannot_be_read_is_not_used(old: str) -> None:
    with pytest.raises(Unknown):
        wechat_bill.read_bills(WECHAT_TRADES.replace(old, "`?", 1).encode(), WECHAT_FLOWS.encode())


@given(st.binary(min_size=1, max_size=300))
def test_anything_else_is_no_report(noise: bytes) -> None:
    for read in (alipay_bill.read_bills, wechat_bill.read_bills):
        with pytest.raises(Unknown):
            read(noise, b"")
        with pytest.raises(Unknown):
            read(b"", noise)
