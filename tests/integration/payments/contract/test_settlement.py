"""Every gateway's report of a day: each movement of our balance once, with numbers that we know."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from apps.payments.errors import Unknown
from apps.payments.gateways.port import SettledKind, SettledLine
from apps.payments.gateways.trade_numbers import intent_of
from tests.integration.payments.contract.drivers import BankDriver, Driver


def report(driver: Driver) -> list[SettledLine]:
    return list(driver.gateway.settlement(driver.today()))


def test_a_payment_and_its_refund_are_lines_that_name_them(driver: Driver) -> None:
    opened, payment = driver.paid()
    key = f"{uuid4()}:refund:x"
    refund = driver.gateway.refund(payment, opened.amount / 2, key=key)
    if isinstance(driver, BankDriver):
        driver.carry_out()

    lines = report(driver)

    (paid,) = [one for one in lines if one.kind is SettledKind.PAYMENT and one.reference == payment]
    assert paid.gross == opened.amount
    assert paid.fee.amount >= 0
    refunds = [one for one in lines if one.kind is SettledKind.REFUND]
    (back,) = [one for one in refunds if {refund.reference, key} & {one.reference, one.our_reference}]
    assert back.gross == -(opened.amount / 2)
    assert abs(paid.occurred_at - datetime.now(UTC)) < timedelta(days=1)


def test_a_payment_s_line_leads_to_its_intent(driver: Driver) -> None:
    opened, payment = driver.paid()
    (paid,) = [one for one in report(driver) if one.kind is SettledKind.PAYMENT and one.reference == payment]
    told = paid.our_reference
    if driver.name == "bank":
        assert opened.started.reference.startswith(f"{told}:")
    else:
        assert str(opened.intent_id) in (told, intent_of(told))


def test_no_line_comes_twice(driver: Driver) -> None:
    driver.paid()
    lines = report(driver)
    assert lines == report(driver)
    assert max(Counter((one.kind, one.line_id) for one in lines).values()) == 1


def test_lines_add_up_to_the_balance_at_the_provider(remote: Driver) -> None:
    opened, payment = remote.paid()
    remote.gateway.refund(payment, opened.amount / 2, key=f"{uuid4()}:refund:x")
    code = opened.amount.currency.code
    moved = sum((one.gross - one.fee).amount for one in report(remote) if one.gross.currency.code == code)
    assert moved == remote.balance()


def test_a_day_without_business_has_no_lines(driver: Driver) -> None:
    assert list(driver.gateway.settlement(driver.today() - timedelta(days=30))) == []


def test_a_payout_is_a_line_and_so_is_its_failure(remote: Driver) -> None:
    remote.settle()  # what other tests have left in other currencies
    remote.paid()
    (failed,) = remote.settle(fails=True)
    remote.paid()
    (sent,) = remote.settle()

    lines = {(one.kind, one.reference): one.gross.amount for one in report(remote)}

    assert lines[SettledKind.PAYOUT, sent] < 0
    assert lines[SettledKind.PAYOUT, failed] == -lines[SettledKind.PAYOUT_FAILED, failed]


def test_an_address_of_a_report_that_is_forged_is_not_followed(signing: Driver) -> None:
    signing.paid()
    signing.arm("tampered_answer", "bill")
    with pytest.raises(Unknown):
        report(signing)
    assert report(signing)
