"""Payments · asking the provider what became of an intent, and recording it · public schema.

Opens its own transactions: nothing is held while the provider is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from apps.common.money import to_minor
from apps.common.reading import read
from apps.common.writing import update_together
from apps.ledger import entries
from apps.ledger import operations as ledger
from apps.outbox import operations as outbox
from apps.payments import events, rules
from apps.payments.errors import Declined, InvalidRequest, PaymentUnavailable, Unavailable, Unknown
from apps.payments.gateways import registry
from apps.payments.gateways.port import RemotePayment, RemoteStatus
from apps.payments.models import Attempt, Intent, Operation
from apps.payments.types import AttemptStatus, IntentStatus, IntentView, IssueKind, OperationKind

from .attempts import close_attempt
from .intents import locked
from .issues import open_issue, settle_issues
from .pages import open_page
from .requests import add_done, add_operation
from .state import OPERATION_MOVED, move, moved, resolve, settle_sums, wait_for_buyer

# So long after its end a page that we gave up is still asked about; later only where somebody says that money came.
STILL_ASKED = timedelta(days=1)
_UNSETTLED = """
    SELECT {operation}, {attempt} FROM payments_operation operation
    JOIN payments_attempt attempt ON attempt.id = operation.attempt_id
    WHERE attempt.intent_id = (SELECT id FROM payments_intent WHERE public_id = %s)
        AND operation.kind = 'authorise' AND operation.state IN ('requested', 'pending', 'unknown')
    ORDER BY operation.id
"""
_LOCKED = """
    SELECT {operation}, {attempt}, {intent} FROM payments_operation operation
    JOIN payments_attempt attempt ON attempt.id = operation.attempt_id
    JOIN payments_intent intent ON intent.id = attempt.intent_id
    WHERE intent.public_id = %s ORDER BY operation.id FOR UPDATE OF operation, intent
"""
_PAID = (RemoteStatus.AUTHORISED, RemoteStatus.CAPTURED)
_INTENT_SETTLED = (
    "status", "gateway", "authorised", "captured", "voided", "refunded", "problem", "version", "updated_at",
)  # fmt: skip


def verify(intent_id: UUID, *, at: datetime) -> IntentView:
    """Ask the provider what became of an intent's pages and record it. The only way in which anything gets paid.

    Money that arrives for a withdrawn intent is released, or given back where it is taken at once, by an operation
    made here.

    Raises:
        PaymentUnavailable: the provider does not answer. Nothing is recorded.
    """
    view: IntentView | None = None
    for operation in _unsettled(intent_id):
        attempt = operation.attempt
        if not attempt.reference:
            open_page(attempt, operation, at=at)
            attempt.refresh_from_db()
        try:
            remote = registry.gateway(attempt.gateway).query(attempt.reference)
        except (Unavailable, Unknown, InvalidRequest, Declined) as failure:
            with transaction.atomic(durable=True):
                resolve(operation.pk, "wait", at=at)
            raise PaymentUnavailable() from failure
        with transaction.atomic(durable=True):
            view = record(intent_id, operation.pk, remote, at=at)
    return view or Intent.objects.get(public_id=intent_id).view()


def verify_closed(intent_id: UUID, *, at: datetime) -> IntentView:
    """Ask about an intent's closed pages too, because somebody says that money came for one; see `verify`.

    A transfer can be sent, and a code be paid at the last moment, after we have stopped asking.

    Raises:
        PaymentUnavailable: the provider does not answer.
    """
    given_up = _given_up(intent_id)
    view = verify(intent_id, at=at)
    for attempt in given_up:
        try:
            remote = registry.gateway(attempt.gateway).query(attempt.reference)
        except (Unavailable, Unknown, InvalidRequest, Declined) as failure:
            raise PaymentUnavailable() from failure
        if remote.status not in _PAID:
            continue
        with transaction.atomic(durable=True):
            intent = locked(intent_id)
            if _is_paid(attempt):
                continue
            again = _open_authorisation(attempt) or add_operation(
                attempt, OperationKind.AUTHORISE, intent.money(intent.amount), reason="late", at=at
            )
            view = record(intent_id, again.pk, remote, at=at)
    return view


def _unsettled(intent_id: UUID) -> list[Operation]:
    """The authorisations that may still bring news, with their attempts, oldest first."""
    found = []
    for operation, attempt in read(_UNSETTLED, [intent_id], operation=Operation, attempt=Attempt):
        operation.attempt = attempt
        found.append(operation)
    return found


def _open_authorisation(attempt: Attempt) -> Operation | None:
    found = Operation.objects.filter(attempt=attempt, kind=OperationKind.AUTHORISE)
    return found.filter(state__in=rules.OPEN_OPERATIONS).first()


def _is_paid(attempt: Attempt) -> bool:
    paid = (AttemptStatus.AUTHORISED, AttemptStatus.SURPLUS)
    return Attempt.objects.filter(pk=attempt.pk, status__in=paid).exists()


def _given_up(intent_id: UUID) -> list[Attempt]:
    """The pages of an intent that nobody asks about any more."""
    asked = Operation.objects.filter(
        attempt=OuterRef("pk"), kind=OperationKind.AUTHORISE, state__in=rules.OPEN_OPERATIONS
    )
    gone = Attempt.objects.filter(
        intent__public_id=intent_id, status__in=(AttemptStatus.CLOSED, AttemptStatus.FAILED)
    ).exclude(reference="")
    return list(gone.filter(~Exists(asked)))


def record(intent_id: UUID, operation_pk: int, remote: RemotePayment, *, at: datetime) -> IntentView:
    """Note what an authorisation came to, as the provider tells it; in the caller's transaction."""
    operations = _locked_with_operations(intent_id)
    operation = next(one for one in operations if one.pk == operation_pk)
    intent = operation.attempt.intent
    if operation.state not in rules.OPEN_OPERATIONS:
        return intent.view()
    if remote.status in _PAID:
        _record_paid(intent, operation, operations, remote, at=at)
    elif remote.status in (RemoteStatus.CLOSED, RemoteStatus.RELEASED):
        _record_failed(intent, operation, remote, at=at)
    else:
        _record_waiting(intent, operation, remote, at=at)
    return intent.view()


def _locked_with_operations(intent_id: UUID) -> list[Operation]:
    """All operations of an intent, each with its attempt and the intent: locked until the transaction ends."""
    found = read(_LOCKED, [intent_id], operation=Operation, attempt=Attempt, intent=Intent)
    intent = found[0][2]
    for operation, attempt, _ in found:
        attempt.intent, operation.attempt = intent, attempt
    return [operation for operation, _, _ in found]


def _agrees(intent: Intent, remote: RemotePayment) -> bool:
    asked = intent.money(intent.amount)
    if remote.our_reference != str(intent.public_id) or remote.amount != asked:
        return False
    return remote.status is RemoteStatus.AUTHORISED or (
        remote.captured.currency == asked.currency and remote.captured >= asked
    )


def _record_paid(
    intent: Intent, operation: Operation, operations: Sequence[Operation], remote: RemotePayment, *, at: datetime
) -> None:
    if not _agrees(intent, remote):
        _record_conflict(intent, operation, at=at)
        return
    attempt, is_taken = operation.attempt, remote.status is RemoteStatus.CAPTURED
    asked = intent.money(intent.amount)
    brought = remote.captured if is_taken else asked
    event = "take" if is_taken else "authorise"
    is_wanted = rules.INTENT.allows(IntentStatus(intent.status), event)
    was_right = intent.status in rules.OPEN_INTENTS
    attempt.status = rules.ATTEMPT.next(AttemptStatus(attempt.status), "authorise" if is_wanted else "overpay")
    attempt.payment_reference = remote.payment_reference
    attempt.card = asdict(remote.card) if remote.card else None
    attempt.received = to_minor(brought)
    operation.amount = to_minor(brought)
    moved(operation, "succeed", at=at, reference=remote.payment_reference)
    done = [add_done(attempt, OperationKind.CAPTURE, brought, remote.payment_reference, at=at)] if is_taken else []
    if was_right:
        settle_sums(intent, [*operations, *done])
    else:  # others may have written operations while this waited for its lock
        operation.save(update_fields=[*OPERATION_MOVED, "amount"])
        settle_sums(intent)
    if is_wanted:
        intent.status = rules.INTENT.next(IntentStatus(intent.status), event)
        intent.gateway = attempt.gateway
        intent.problem = ""
        intent.version += 1
    intent.updated_at = at
    update_together(
        (attempt, ("status", "payment_reference", "card", "received")),
        (operation, (*OPERATION_MOVED, "amount")),
        (intent, _INTENT_SETTLED),
        new=[outbox.drafted(events.Authorised(**_ids(intent)), at=at)] if is_wanted else (),
    )
    if is_wanted:
        _close_others(intent, attempt, operations, at=at)
    for capture in done:
        memo = f"{attempt.gateway} {capture.reference}"[:200]
        ledger.post(entries.captured(capture.public_id, brought, gateway=attempt.gateway, memo=memo), at=at)
    if not was_right:
        settle_issues(intent, IssueKind.CONFLICT, note="The provider now says what the books say.", at=at)
    if not is_wanted:
        add_operation(attempt, OperationKind.REFUND if is_taken else OperationKind.VOID, brought, reason="late", at=at)
    elif brought > asked:
        add_operation(attempt, OperationKind.REFUND, brought - asked, reason="overpaid", at=at)


def _close_others(intent: Intent, paid: Attempt, operations: Sequence[Operation], *, at: datetime) -> None:
    """Nobody shall pay on another page what has been paid on this one."""
    others = {one.attempt.pk: one.attempt for one in operations if one.attempt_id != paid.pk}
    for other in others.values():
        if other.status == AttemptStatus.LIVE:
            close_attempt(other, intent, reason="paid", at=at)


def _record_conflict(intent: Intent, operation: Operation, *, at: datetime) -> None:
    if rules.INTENT.allows(IntentStatus(intent.status), "conflict"):
        _step(intent, "conflict", at=at)
        outbox.emit(events.Conflicted(**_ids(intent)), at=at)
    open_issue(
        intent, IssueKind.CONFLICT, key=f"conflict:{operation.attempt.public_id}", units=intent.amount,
        operation=operation, problem="amount_or_reference", at=at,
    )  # fmt: skip
    move(operation, "wait", at=at)


def _record_failed(intent: Intent, operation: Operation, remote: RemotePayment, *, at: datetime) -> None:
    attempt, was_live = operation.attempt, operation.attempt.status == AttemptStatus.LIVE
    attempt.status = rules.ATTEMPT.next(AttemptStatus(attempt.status), "close")
    attempt.payment_reference = remote.payment_reference
    attempt.save(update_fields=["status", "payment_reference"])
    problem = remote.problem or remote.status.value
    move(operation, "fail", at=at, problem=problem)
    if not was_live and intent.status in rules.OPEN_INTENTS:
        return
    intent.problem = problem
    is_open = rules.INTENT.allows(IntentStatus(intent.status), "refuse")
    if is_open:
        intent.status = rules.INTENT.next(IntentStatus(intent.status), "refuse")
    intent.version += 1
    intent.updated_at = at
    intent.save(update_fields=["status", "problem", "version", "updated_at"])
    if is_open:
        outbox.emit(events.Failed(**_ids(intent), problem=problem), at=at)


def _record_waiting(intent: Intent, operation: Operation, remote: RemotePayment, *, at: datetime) -> None:
    attempt = operation.attempt
    if attempt.status != AttemptStatus.LIVE and at > attempt.closes_at + STILL_ASKED:
        move(operation, "fail", at=at, problem="closed")
        return
    wait_for_buyer(operation, at=at)
    if attempt.status != AttemptStatus.LIVE:
        return
    received = to_minor(remote.captured) if remote.captured.currency.code == intent.currency else 0
    if attempt.received != received:
        attempt.received = received
        attempt.save(update_fields=["received"])
    event = "process" if remote.status is RemoteStatus.PROCESSING else "wait"
    after = rules.INTENT.table.get((IntentStatus(intent.status), event), IntentStatus(intent.status))
    if (intent.problem, intent.status) != (remote.problem, after):
        intent.problem, intent.status = remote.problem, after
        intent.save(update_fields=["problem", "status"])


def _step(intent: Intent, event: str, *, at: datetime) -> None:
    intent.status = rules.INTENT.next(IntentStatus(intent.status), event)
    intent.version += 1
    intent.updated_at = at
    intent.save()


def _ids(intent: Intent) -> dict[str, Any]:
    return {"intent_id": intent.public_id, "session_id": intent.session_id, "version": intent.version}
