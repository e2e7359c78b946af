"""Every gateway: a payment is started, paid, asked about, taken, released and closed."""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from uuid import uuid4

import pytest
from djmoney.money import Money

from apps.payments.errors import Duplicate, InvalidRequest
from apps.payments.gateways.port import RemoteStatus
from apps.payments.types import ActionKind
from tests.integration.payments.contract.drivers import Driver


def test_a_payment_is_open_until_the_buyer_pays_and_names_our_intent(driver: Driver) -> None:
    opened = driver.open()
    before = driver.gateway.query(opened.started.reference)
    assert (before.status, before.captured.amount, before.our_reference) == (
        RemoteStatus.OPEN,
        0,
        str(opened.intent_id),
    )
    driver.pay(opened)

    paid = driver.gateway.query(opened.started.reference)

    at_once = driver.gateway.capabilities.captures_at_once
    assert paid.status is (RemoteStatus.CAPTURED if at_once else RemoteStatus.AUTHORISED)
    assert (paid.amount, paid.our_reference) == (opened.amount, str(opened.intent_id))
    assert paid.captured == (opened.amount if at_once else Money(0, opened.amount.currency))
    assert paid.refunded.amount == 0
    assert paid.payment_reference


def test_what_the_buyer_has_to_do_is_told(driver: Driver) -> None:
    started = driver.open().started
    if started.action is ActionKind.QR:
        assert started.qr
    elif started.action is ActionKind.REDIRECT:
        assert started.url.startswith(driver.program.url)
    elif started.action is ActionKind.BRIDGE:
        assert started.instructions["package"].startswith("prepay_id=")
    else:
        assert {"beneficiary", "iban", "bic", "bank", "reference", "amount"} <= set(started.instructions)


def test_starting_again_with_the_same_key_is_the_same_payment(driver: Driver) -> None:
    opened = driver.open()
    again = driver.gateway.start(opened.intent_id, opened.amount, opened.page, key=opened.key)
    assert again.reference == opened.started.reference
    driver.pay(opened)
    assert driver.gateway.query(again.reference).payment_reference


def test_another_try_of_the_same_intent_is_another_payment(driver: Driver) -> None:
    opened = driver.open()
    other = driver.gateway.start(opened.intent_id, opened.amount, driver.page(), key=f"{uuid4()}:authorise:0")
    driver.pay(opened)
    assert driver.gateway.query(other.reference).status is RemoteStatus.OPEN


def test_money_is_taken_whole_and_only_once(driver: Driver) -> None:
    opened, payment = driver.paid()
    taken = driver.gateway.query(opened.started.reference)
    assert (taken.status, taken.captured) == (RemoteStatus.CAPTURED, opened.amount)
    with pytest.raises(Duplicate):
        driver.gateway.capture(payment, opened.amount, key=f"{uuid4()}:capture:1")
    assert driver.gateway.query(opened.started.reference).captured == opened.amount


def test_a_part_is_taken_where_the_gateway_can(driver: Driver) -> None:
    opened = driver.open()
    driver.pay(opened)
    payment = driver.gateway.query(opened.started.reference).payment_reference
    part = Money(Decimal("20.00"), opened.amount.currency)
    if not driver.gateway.capabilities.partial_capture:
        with pytest.raises(Duplicate):
            driver.gateway.capture(payment, part, key=f"{uuid4()}:capture:0")
        return
    key = f"{uuid4()}:capture:0"
    first = driver.gateway.capture(payment, part, key=key)
    assert driver.gateway.capture(payment, part, key=key) == first

    assert driver.gateway.query(opened.started.reference).captured == part


def test_an_authorisation_is_released_and_what_was_taken_is_not(driver: Driver) -> None:
    opened = driver.open()
    driver.pay(opened)
    payment = driver.gateway.query(opened.started.reference).payment_reference
    if driver.gateway.capabilities.captures_at_once:
        with pytest.raises(InvalidRequest):
            driver.gateway.void(payment, key=f"{uuid4()}:void:0")
        assert driver.gateway.query(opened.started.reference).status is RemoteStatus.CAPTURED
        return
    driver.gateway.void(payment, key=f"{uuid4()}:void:0")
    assert driver.gateway.query(opened.started.reference).status is RemoteStatus.RELEASED
    with pytest.raises(Duplicate):
        driver.gateway.capture(payment, opened.amount, key=f"{uuid4()}:capture:0")


def test_closing_a_paid_page_changes_nothing(driver: Driver) -> None:
    opened, _ = driver.paid()
    with suppress(Duplicate):
        driver.gateway.close(opened.started.reference, key=f"{uuid4()}:close:0")
    assert driver.gateway.query(opened.started.reference).status is RemoteStatus.CAPTURED


def test_a_closed_page_cannot_be_paid(remote: Driver) -> None:
    opened = remote.open()
    remote.gateway.close(opened.started.reference, key=f"{uuid4()}:close:0")
    if remote.name == "alipay":  # nobody had scanned the code, so that there was nothing to close
        assert remote.gateway.query(opened.started.reference).status is RemoteStatus.OPEN
        return
    with pytest.raises(AssertionError):
        remote.pay(opened)
    assert remote.gateway.query(opened.started.reference).status is RemoteStatus.CLOSED


@pytest.mark.parametrize("amount", ["0", "-1.00", "0.001", "10.005"])
def test_an_amount_that_cannot_be_expressed_is_not_chargeable(driver: Driver, amount: str) -> None:
    assert not driver.gateway.chargeable(Money(Decimal(amount), driver.amount.currency))


def test_bounds_of_one_payment_hold(driver: Driver) -> None:
    code = driver.amount.currency.code
    able = driver.gateway.capabilities
    for bound, beyond in ((able.smallest.get(code), Decimal("-0.01")), (able.largest.get(code), Decimal("0.01"))):
        if bound is not None:
            assert driver.gateway.chargeable(Money(bound, code))
            assert not driver.gateway.chargeable(Money(bound + beyond, code))


def test_a_currency_that_is_not_taken_is_refused_before_the_call(driver: Driver) -> None:
    taken = driver.gateway.capabilities.currencies
    if taken is None:
        assert driver.gateway.chargeable(Money(10, "USD"))
        return
    foreign = Money(10, "XAU" if "USD" in taken else "USD")
    assert not driver.gateway.chargeable(foreign)
    with pytest.raises(InvalidRequest):
        driver.gateway.start(uuid4(), foreign, driver.page(), key="k")
