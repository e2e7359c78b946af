"""Providers' reports: fees enter the books, each line has one journal, and what a side lacks is seen in time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from djmoney.money import Money

from apps.ledger import entries
from apps.ledger import operations as books
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.payments.gateways.port import SettledKind, SettledLine
from apps.payments.models import Attempt, Intent, Operation
from apps.payments.types import IntentStatus, OperationKind, OperationState
from apps.payouts import operations
from apps.payouts.models import Break, SettlementLine
from apps.payouts.types import BreakReason, BreakStatus

pytestmark = pytest.mark.django_db


@pytest.fixture
def captured(at: datetime) -> Any:
    """A card payment whose money was taken so many days ago, with its journal."""

    def run(units: int = 10_000, *, days: int = 0, payment: str = "") -> Operation:
        when = at - timedelta(days=days)
        intent = Intent.objects.create(
            session_id=uuid4(), idempotency_key=str(uuid4()), status=IntentStatus.CAPTURED, gateway="stripe",
            currency="EUR", amount=units, authorised=units, captured=units, created_at=when, updated_at=when,
        )  # fmt: skip
        attempt = Attempt.objects.create(
            intent=intent, gateway="stripe", status="authorised", reference=f"cs_{uuid4().hex}",
            payment_reference=payment or f"pi_{uuid4().hex}", closes_at=when, created_at=when,
        )  # fmt: skip
        _promise, done = Operation.objects.bulk_create(
            Operation(
                attempt=attempt, kind=kind, state=OperationState.SUCCEEDED, currency="EUR", amount=units,
                idempotency_key=f"{attempt.public_id}:{kind}:0", reference="ch_1", due_at=when, requested_at=when,
                resolved_at=when,
            )
            for kind in (OperationKind.AUTHORISE, OperationKind.CAPTURE)
        )  # fmt: skip
        with transaction.atomic():
            books.post(entries.captured(done.public_id, intent.money(units), gateway="stripe"), at=when)
        return done

    return run


def _line(operation: Operation, *, gross: str = "100.00", fee: str = "1.75", name: str = "txn_1") -> SettledLine:
    assert operation.resolved_at is not None
    return SettledLine(
        SettledKind.PAYMENT, name, operation.attempt.payment_reference, str(operation.attempt.intent.public_id),
        Money(gross, "EUR"), Money(fee, "EUR"), operation.resolved_at,
    )  # fmt: skip


def _report(at: datetime, *lines: SettledLine) -> Any:
    with transaction.atomic():
        return operations.record_report("stripe", at.date(), lines, at=at)


def test_a_report_twice_posts_each_fee_once_and_finds_each_journal(captured: Any, at: datetime) -> None:
    operation = captured()
    assert _report(at, _line(operation)).matched == 1
    assert _report(at, _line(operation)).lines == 0
    assert SettlementLine.objects.get().journal_key == f"capture:{operation.public_id}"
    assert ledger.balance(AccountCode.PSP_FEES, "EUR") == Money("1.75", "EUR")
    assert ledger.balance(AccountCode.PSP_CLEARING, "EUR") == Money("98.25", "EUR")
    assert not Break.objects.exists()


def test_another_amount_than_ours_is_a_difference(captured: Any, at: datetime) -> None:
    _report(at, _line(captured(), gross="99.00"))
    assert Break.objects.get().reason == BreakReason.AMOUNT_DIFFERS
    assert SettlementLine.objects.get().matched_at is None


def test_what_only_the_provider_knows_is_a_difference_until_the_books_have_it(captured: Any, at: datetime) -> None:
    told = SettledLine(
        SettledKind.PAYMENT, "txn_1", "pi_late", "", Money(100, "EUR"), Money("1.75", "EUR"), at
    )  # fmt: skip
    _report(at, told)
    assert Break.objects.get().reason == BreakReason.NOT_IN_BOOKS
    captured(payment="pi_late")
    with transaction.atomic():
        assert operations.reconcile(at=at) == 1
    assert Break.objects.get().status == BreakStatus.RESOLVED


def test_what_the_provider_does_not_report_in_time_is_a_difference_until_it_does(captured: Any, at: datetime) -> None:
    late, fresh = captured(days=5), captured(days=0)
    _report(at)
    for _again in range(2):
        with transaction.atomic():
            operations.reconcile(at=at)
    [found] = Break.objects.all()
    assert (found.reason, found.subject) == (BreakReason.NOT_AT_PROVIDER, f"books:capture:{late.public_id}")
    _report(at, _line(late), _line(fresh, name="txn_2"))
    assert Break.objects.get().status == BreakStatus.RESOLVED


def test_a_refund_that_came_back_is_owed_again(captured: Any, at: datetime) -> None:
    operation = captured()
    intent = operation.attempt.intent
    refund = Operation.objects.create(
        attempt=operation.attempt, kind=OperationKind.REFUND, state=OperationState.SUCCEEDED, currency="EUR",
        amount=4_000, idempotency_key="refund-1", reference="re_1", due_at=at, requested_at=at, resolved_at=at,
    )  # fmt: skip
    Intent.objects.filter(pk=intent.pk).update(refunded=4_000)
    with transaction.atomic():
        books.post(entries.refunded(refund.public_id, Money(40, "EUR"), gateway="stripe"), at=at)
    nothing = Money(0, "EUR")
    gone = SettledLine(SettledKind.REFUND, "txn_2", "re_1", "refund-1", Money(-40, "EUR"), nothing, at)
    back = SettledLine(SettledKind.REFUND_FAILED, "txn_3", "re_1", "refund-1", Money(40, "EUR"), nothing, at)
    counted = _report(at, _line(operation), gone, back)
    intent.refresh_from_db()
    assert (counted.matched, intent.refunded) == (3, 0)
    assert ledger.balance(AccountCode.PSP_CLEARING, "EUR") == Money("98.25", "EUR")
    assert not Break.objects.exists()


def test_a_fee_on_its_own_is_posted(at: datetime) -> None:
    fee = SettledLine(SettledKind.FEE, "txn_9", "fee_1", "", Money("-2.00", "EUR"), Money(0, "EUR"), at)
    assert _report(at, fee).matched == 1
    assert ledger.balance(AccountCode.PSP_FEES, "EUR") == Money(2, "EUR")
