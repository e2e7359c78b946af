"""Payouts at the sandbox's bank: files taken, refused, sent twice; statements fetched; payments that come back."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import requests
from django.db import transaction
from djmoney.money import Money

from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.payouts import operations, selectors
from apps.payouts.models import Payout, PayoutBatch
from apps.payouts.operations import fetching
from apps.payouts.types import BatchStatus, PayoutStatus
from marketplace.settings.payments import of_sandbox
from tests.integration.payouts.conftest import THEIRS
from tests.integration.sandbox.sandbox_world import SECRET_KEY, Program

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[3]


@pytest.fixture(scope="module")
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Program, Path]]:
    """The sandbox as a process of its own, and its state folder."""
    folder = tmp_path_factory.mktemp("bank")
    command = [sys.executable, "-u", str(ROOT / "apps/sandbox/gateway/app.py"), "--port", "0",
               "--state", str(folder / "state"), "--secret-key", SECRET_KEY]  # fmt: skip
    program = Program(command, folder / "gateway.log")
    program.start()
    yield program, folder / "state"
    program.stop(signal.SIGKILL)


@pytest.fixture(autouse=True)
def _at_the_sandbox(sandbox: tuple[Program, Path], settings: Any) -> None:
    program, state = sandbox
    _, _, settings.BANK = of_sandbox(state / "keys", program.url)
    settings.BANK_TOKEN = ""
    requests.delete(f"{program.url}/_sandbox/state", timeout=10)
    requests.delete(f"{program.url}/_sandbox/faults", timeout=10)


@pytest.fixture
def approved(sell: Any, account: Any, people: tuple[int, int], at: datetime) -> Any:
    """A file that waits to be sent, with one payout."""

    def run(vendor: Any, units: int = 10_000) -> PayoutBatch:
        sell(vendor, units)
        account(vendor, THEIRS)
        with transaction.atomic():
            [draft] = operations.make_due(vendor.pk, at=at, only_on_payday=False)
            [batch] = operations.make_batches([draft.public_id], execute_on=at.date(), by=people[0], at=at)
            return operations.approve_batch(batch.public_id, by=people[1], at=at)

    return run


def test_a_file_is_sent_once_however_often_and_paid_by_the_statement(loom: Any, approved: Any, at: datetime) -> None:
    batch = approved(loom)
    assert operations.send(batch.public_id, at=at) == BatchStatus.SENT
    PayoutBatch.objects.filter(pk=batch.pk).update(status=BatchStatus.APPROVED)
    assert operations.send(batch.public_id, at=at) == BatchStatus.SENT
    payout = Payout.objects.get()
    assert payout.status == PayoutStatus.SENT
    counted = fetching.fetch_statements(at.date(), at=at)
    payout.refresh_from_db()
    assert (counted.lines, counted.matched, payout.status) == (1, 1, PayoutStatus.PAID)
    assert ledger.balance(AccountCode.CASH, "GBP") == Money(-100, "GBP")
    assert fetching.fetch_statements(at.date(), at=at).lines == 0


def test_a_payment_that_the_bank_refuses_is_owed_again(loom: Any, approved: Any, sandbox: Any, at: datetime) -> None:
    sandbox[0].arm("reject_payment", reason="AC04")
    operations.send(approved(loom).public_id, at=at)
    payout = Payout.objects.get()
    assert payout.status == PayoutStatus.FAILED
    assert payout.problem.startswith("AC04")
    assert selectors.balances(loom.pk, at=at)[0].available == Money(100, "GBP")


def test_a_payment_that_comes_back_later_is_owed_again(loom: Any, approved: Any, sandbox: Any, at: datetime) -> None:
    operations.send(approved(loom).public_id, at=at)
    fetching.fetch_statements(at.date(), at=at)
    payout = Payout.objects.get()
    order = {"end_to_end_id": payout.reference, "reason": "AC04"}
    assert requests.post(f"{sandbox[0].url}/_sandbox/bank/return", json=order, timeout=10).ok
    fetching.fetch_statements(at.date(), at=at)
    payout.refresh_from_db()
    assert payout.status == PayoutStatus.RETURNED
    assert selectors.balances(loom.pk, at=at)[0].available == Money(100, "GBP")
    assert ledger.balance(AccountCode.SUSPENSE, "GBP") == Money(0, "GBP")


def test_a_bank_that_does_not_answer_is_asked_again(loom: Any, approved: Any, settings: Any, at: datetime) -> None:
    batch = approved(loom)
    there = settings.BANK
    settings.BANK = {**there, "statements_url": "http://127.0.0.1:9/bank"}
    assert operations.send(batch.public_id, at=at) == BatchStatus.APPROVED
    settings.BANK = there
    assert operations.send(batch.public_id, at=at) == BatchStatus.SENT


def test_money_into_another_currency_leaves_the_difference_on_our_books(
    kiln: Any, sell: Any, account: Any, people: tuple[int, int], at: datetime
) -> None:
    sell(kiln, 80_000)
    account(kiln, replace(THEIRS, holder="Kiln", currency="EUR", iban="DE89370400440532013000"))
    with transaction.atomic():
        [draft] = operations.make_due(kiln.pk, at=at, only_on_payday=False)
        [batch] = operations.make_batches([draft.public_id], execute_on=at.date(), by=people[0], at=at)
        operations.approve_batch(batch.public_id, by=people[1], at=at)
    operations.send(batch.public_id, at=at)
    fetching.fetch_statements(at.date(), at=at)
    payout = Payout.objects.get()
    assert (payout.status, payout.currency, payout.paid_currency) == (PayoutStatus.PAID, "CNY", "EUR")
    assert payout.paid_amount is not None
    assert payout.mid_amount is not None
    gain = payout.mid_amount - payout.paid_amount
    assert ledger.balance(AccountCode.FX_GAIN_LOSS, "EUR") == Money(-gain, "EUR") / 100
    assert ledger.balance(AccountCode.VENDOR_PAYABLE, "CNY", kiln.pk) == Money(0, "CNY")
    assert all(row.difference.amount == 0 for row in ledger.trial_balance())
