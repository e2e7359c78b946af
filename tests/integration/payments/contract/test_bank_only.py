"""Bank transfers: people write what they like, and send what they like."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from djmoney.money import Money
from stdnum import iso11649

from apps.payments.errors import BadCallback, Declined, InvalidRequest
from apps.payments.gateways.bank_reference import BankReference
from apps.payments.gateways.port import RemoteStatus
from tests.integration.payments.contract.drivers import BankDriver, Driver

pytestmark = pytest.mark.django_db


@pytest.fixture
def bank(at_sandbox: Callable[[str], Driver]) -> BankDriver:
    driver = at_sandbox("bank")
    assert isinstance(driver, BankDriver)
    return driver


def euros(text: str) -> Money:
    return Money(Decimal(text), "EUR")


def on_account(bank: BankDriver) -> Money:
    """What the bank says is there."""
    iban = bank.open().started.instructions["iban"]
    return euros(bank.program.state()["bank"]["accounts"][iban]["balance"])


def test_the_instructions_name_the_account_of_the_currency_and_a_reference_with_check_digits(bank: BankDriver) -> None:
    for amount in (euros("49.90"), Money(5000, "JPY"), Money(Decimal("12.340"), "KWD")):
        told = bank.open(amount).started.instructions
        assert iso11649.is_valid(told["reference"])
        assert (told["amount"], told["currency"]) == (str(amount.amount), amount.currency.code)
    assert bank.open().started.instructions["iban"] != told["iban"]


def test_too_little_leaves_the_payment_open_and_tells_what_is_there(bank: BankDriver) -> None:
    opened = bank.open()
    bank.send(opened, euros("20.00"))
    part = bank.gateway.query(opened.started.reference)
    assert (part.status, part.amount, part.captured) == (RemoteStatus.OPEN, euros("49.90"), euros("20.00"))
    assert part.problem == "underpaid"

    bank.send(opened, euros("29.90"))
    whole = bank.gateway.query(opened.started.reference)
    assert (whole.status, whole.captured, whole.problem) == (RemoteStatus.CAPTURED, euros("49.90"), "")


def test_too_much_is_paid_and_what_is_over_can_be_given_back(bank: BankDriver) -> None:
    opened = bank.open()
    bank.send(opened, euros("60.00"))
    paid = bank.gateway.query(opened.started.reference)
    assert (paid.status, paid.amount, paid.captured) == (RemoteStatus.CAPTURED, euros("49.90"), euros("60.00"))
    assert paid.problem == "overpaid"

    bank.gateway.refund(paid.payment_reference, euros("10.10"), key=f"{uuid4()}:refund:surplus")
    assert bank.gateway.query(opened.started.reference).refunded == euros("10.10")
    with pytest.raises(Declined):
        bank.gateway.refund(paid.payment_reference, euros("49.91"), key=f"{uuid4()}:refund:more")


@pytest.mark.parametrize("written", ["{spaced}", "{lower}", "my order {reference} thanks", "Ref: {spaced}", "{dashed}"])
def test_a_reference_is_found_however_it_is_written(bank: BankDriver, written: str) -> None:
    opened = bank.open()
    reference = opened.started.instructions["reference"]
    spaced = iso11649.format(reference)
    text = written.format(reference=reference, spaced=spaced, lower=reference.lower(), dashed=spaced.replace(" ", "-"))
    bank.send(opened, opened.amount, reference=text)
    assert bank.gateway.query(opened.started.reference).status is RemoteStatus.CAPTURED


def test_a_reference_with_a_wrong_digit_is_nobody_s(bank: BankDriver) -> None:
    opened = bank.open()
    reference = opened.started.instructions["reference"]
    wrong = reference[:-1] + str((int(reference[-1]) + 1) % 10)
    bank.send(opened, opened.amount, reference=wrong)
    assert bank.gateway.query(opened.started.reference).captured.amount == 0


def test_what_goes_back_is_carried_out_by_the_bank(bank: BankDriver) -> None:
    opened, payment = bank.paid()
    key = f"{uuid4()}:refund:x"
    bank.gateway.refund(payment, euros("9.90"), key=key)
    before = on_account(bank)
    bank.carry_out()

    assert on_account(bank) == before - euros("9.90")
    assert bank.gateway.query_refund(payment, key=key) is not None
    assert bank.gateway.query(opened.started.reference).refunded == euros("9.90")


def test_a_transfer_that_never_came_is_given_up_long_after_the_page(bank: BankDriver) -> None:
    opened = bank.open()
    asked = BankReference.read(opened.started.reference)
    long_ago = BankReference(asked.creditor_reference, asked.intent_id, asked.amount, datetime(2026, 1, 1, tzinfo=UTC))
    assert bank.gateway.query(long_ago.written()).status is RemoteStatus.CLOSED


def test_a_bank_sends_no_messages(bank: BankDriver) -> None:
    with pytest.raises(BadCallback):
        bank.gateway.read_callback({}, b"{}", at=datetime.now(UTC))


def test_a_reference_of_another_gateway_is_refused(bank: BankDriver) -> None:
    with pytest.raises(InvalidRequest):
        bank.gateway.query("cs_test_1")
