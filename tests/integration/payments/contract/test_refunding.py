"""Every gateway: money goes back once for each key, never more than was taken, and can be asked about."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from uuid import uuid4

import pytest
from djmoney.money import Money

from apps.payments.errors import Declined, Duplicate, InvalidRequest
from apps.payments.gateways.port import RemoteStatus
from tests.integration.payments.contract.drivers import Driver


def key() -> str:
    return f"{uuid4()}:refund:{'a-business-fact-' * 4}"


def test_a_refund_with_the_same_key_is_given_once(driver: Driver) -> None:
    opened, payment = driver.paid()
    part, once = opened.amount / 2, key()
    first = driver.gateway.refund(payment, part, key=once)

    assert driver.gateway.refund(payment, part, key=once) == first
    assert driver.gateway.query_refund(payment, key=once) == first

    rest = driver.gateway.refund(payment, opened.amount - part, key=key())
    assert rest != first


def test_more_than_was_taken_is_never_given_back(driver: Driver) -> None:
    opened, payment = driver.paid()
    cent = Money(Decimal("0.01"), opened.amount.currency)
    beyond = key()
    with pytest.raises((InvalidRequest, Declined, Duplicate)):
        driver.gateway.refund(payment, opened.amount + cent, key=beyond)
    assert driver.gateway.query_refund(payment, key=beyond) is None

    driver.gateway.refund(payment, opened.amount - cent, key=key())
    with pytest.raises((InvalidRequest, Declined, Duplicate)):
        driver.gateway.refund(payment, cent + cent, key=beyond)
    driver.gateway.refund(payment, cent, key=key())
    with pytest.raises((InvalidRequest, Declined, Duplicate)):
        driver.gateway.refund(payment, cent, key=key())


def test_a_refund_that_was_never_asked_for_is_not_there(driver: Driver) -> None:
    _, payment = driver.paid()
    assert driver.gateway.query_refund(payment, key=key()) is None


def test_the_same_key_for_another_sum_gives_nothing_more(driver: Driver) -> None:
    opened, payment = driver.paid()
    once = key()
    first = driver.gateway.refund(payment, opened.amount / 5, key=once)
    with suppress(InvalidRequest, Duplicate):
        assert driver.gateway.refund(payment, opened.amount / 2, key=once) == first

    rest = opened.amount - opened.amount / 5
    driver.gateway.refund(payment, rest, key=key())


def test_a_payment_that_went_back_whole_was_still_paid(driver: Driver) -> None:
    opened, payment = driver.paid()
    driver.gateway.refund(payment, opened.amount, key=key())
    after = driver.gateway.query(opened.started.reference)
    assert (after.status, after.captured) == (RemoteStatus.CAPTURED, opened.amount)
    assert after.refunded in (opened.amount, Money(0, opened.amount.currency)), "a gateway need not tell the sum"


def test_a_payment_that_nobody_knows_cannot_be_refunded(remote: Driver) -> None:
    with pytest.raises(InvalidRequest):
        remote.gateway.refund("4200000000000000000000000000", remote.amount, key=key())
