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
from apps.payments.gateways.port import SettledKind

ALIPAY = """#支付宝账务明细查询
#账号：[20880000000000010156]
账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注
1001\t,2026112222001\t,number-1\t,"Bowl, celadon",2026-11-22 00:30:00,buyer,49.90,0.00,49.90,支付宝,在线支付,
1002\t,2026112222001\t,number-1\t,,2026-11-22 00:30:01,,0.00,-0.30,49.60,支付宝,收费,
1003\t,2026112222001\t,refund-1\t,,2026-11-22 09:00:00,buyer,0.00,-20.00,29.60,支付宝,交易退款,
1004\t,20261122900\t,\t,,2026-11-22 10:00:00,,0.00,-29.60,0.00,支付宝,提现,
1005\t,x\t,\t,,2026-11-22 11:00:00,,1.00,,1.00,支付宝,其它,
#-----------------------------------------账务明细列表结束------------------------------------
"""
WECHAT = (
    "\ufeff记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额（元）,账户结余（元）,资金变更提交申请人,备注,业务凭证号\n"
    "`2026-11-22 00:30:00,`4200001,`9001,`交易,`交易,`收入,`49.90,`49.90,`system,`,`number-1\n"
    "`2026-11-22 00:30:00,`4200001,`9002,`扣除交易手续费,`扣除交易手续费,`支出,`0.30,`49.60,`system,`,`number-1\n"
    "`2026-11-22 09:00:00,`5030001,`9003,`退款,`退款,`支出,`20.00,`29.60,`system,`,`refund-1\n"
    "`2026-11-22 10:00:00,`6000001,`9004,`提现,`提现,`支出,`29.60,`0.00,`system,`,`\n"
    "资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额\n"
    "`4,`1,`49.90,`3,`49.90\n"
)


def packed(**texts: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, text in texts.items():
            archive.writestr(name, text.encode("gb18030"))
    return file.getvalue()


def test_alipay_s_lines_are_movements_of_our_balance_and_its_totals_are_left_out() -> None:
    lines = alipay_bill.read_bill(packed(details=ALIPAY, totals="#支付宝账务汇总\n业务类型,笔数\n在线支付,1\n"))

    assert [(line.kind, line.line_id, str(line.gross.amount)) for line in lines] == [
        (SettledKind.PAYMENT, "1001", "49.90"),
        (SettledKind.FEE, "1002", "-0.30"),
        (SettledKind.REFUND, "1003", "-20.00"),
        (SettledKind.PAYOUT, "1004", "-29.60"),
        (SettledKind.ADJUSTMENT, "1005", "1.00"),
    ]
    assert (lines[0].reference, lines[0].our_reference) == ("2026112222001", "number-1")
    assert lines[0].occurred_at == datetime(2026, 11, 21, 16, 30, tzinfo=UTC)


def test_wechat_pay_s_lines_are_movements_of_our_balance_and_its_totals_are_left_out() -> None:
    lines = wechat_bill.read_bill(WECHAT.encode())

    assert [(line.kind, line.line_id, line.gross) for line in lines] == [
        (SettledKind.PAYMENT, "9001", Money(Decimal("49.90"), "CNY")),
        (SettledKind.FEE, "9002", Money(Decimal("-0.30"), "CNY")),
        (SettledKind.REFUND, "9003", Money(Decimal("-20.00"), "CNY")),
        (SettledKind.PAYOUT, "9004", Money(Decimal("-29.60"), "CNY")),
    ]
    assert (lines[2].reference, lines[2].our_reference) == ("5030001", "refund-1")
    assert lines[0].occurred_at == datetime(2026, 11, 21, 16, 30, tzinfo=UTC)


@pytest.mark.parametrize("old", ["49.90,0.00", "2026-11-22 09:00:00", "账务流水号,"])
def test_a_report_of_alipay_with_a_line_that_cannot_be_read_is_not_used(old: str) -> None:
    with pytest.raises(Unknown):
        alipay_bill.read_bill(packed(details=ALIPAY.replace(old, "账务流水号?", 1)))


@pytest.mark.parametrize("old", ["`49.90", "`2026-11-22 09:00:00", "`收入", "记账时间"])
def test_a_report_of_wechat_pay_with_a_line_that_cannot_be_read_is_not_used(old: str) -> None:
    with pytest.raises(Unknown):
        wechat_bill.read_bill(WECHAT.replace(old, "`?", 1).encode())


@given(st.binary(max_size=300))
def test_anything_else_is_no_report(noise: bytes) -> None:
    for read in (alipay_bill.read_bill, wechat_bill.read_bill):
        with pytest.raises(Unknown):
            read(noise)
