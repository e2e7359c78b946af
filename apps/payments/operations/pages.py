"""Payments · the provider's page: opening it, and asking what became of it · public schema.

Opens its own transactions: nothing is held while the provider is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.common.money import from_wire
from apps.common.writing import update_together
from apps.outbox import operations as outbox
from apps.payments import events, rules
from apps.payments.errors import (
    Declined,
    Duplicate,
    IntentClosed,
    InvalidRequest,
    PaymentRefused,
    PaymentUnavailable,
    Unavailable,
    Unknown,
)
from apps.payments.gateways.port import RemotePayment, RemoteStatus
from apps.payments.gateways.registry import gateway
from apps.payments.models import Attempt, Intent, Operation
from apps.payments.types import (
    AttemptStatus,
    IntentStatus,
    IntentView,
    Item,
    OperationKind,
    PaymentPage,
)

from .attempts import new_attempt
from .intents import locked
from .requests import add_operation
from .state import OPERATION_MOVED, move, moved, note_opened, resolve, settle_sums

_INTENT_SETTLED = ("status", "authorised", "captured", "voided", "refunded", "version", "updated_at")
ABOUT_TO_CLOSE = timedelta(minutes=1)


def begin(intent_id: UUID, *, page: PaymentPage, opened: Operation | None = None, at: datetime) -> str:
    """Open the provider's page for an intent, or find the one that is open; its address.

    The attempt is committed before the provider is called, and a call that was
    lost is repeated with the same key and the same words. `opened` is what
    `open_intent` wrote down a moment ago.

    Raises:
        IntentClosed: the intent is paid or withdrawn.
        PaymentUnavailable: the provider does not answer. Calling again is safe.
        PaymentRefused: the provider refuses for good.
    """
    operation = opened or _prepared(intent_id, at=at)
    if operation is not None:
        return operation.attempt.url or _open_page(operation.attempt, operation, at=at)
    with transaction.atomic(durable=True):
        attempt, first = _live_attempt(intent_id, page, at=at)
    if attempt.url:
        return attempt.url
    return _open_page(attempt, first, at=at)


def verify(intent_id: UUID, *, at: datetime) -> IntentView:
    """Ask the provider what became of an intent's pages and record it. The only way in which anything gets paid.

    Money that arrives for a withdrawn intent is released by an operation made here.

    Raises:
        PaymentUnavailable: the provider does not answer. Nothing is recorded.
    """
    view: IntentView | None = None
    for operation in _unsettled(intent_id):
        attempt = operation.attempt
        if not attempt.reference:
            _open_page(attempt, operation, at=at)
            attempt.refresh_from_db()
        try:
            remote = gateway(attempt.gateway).query(attempt.reference)
        except (Unavailable, Unknown, InvalidRequest, Declined) as failure:
            with transaction.atomic(durable=True):
                resolve(operation.pk, "wait", at=at)
            raise PaymentUnavailable() from failure
        with transaction.atomic(durable=True):
            view = _record(intent_id, operation.pk, remote, at=at)
    return view or Intent.objects.get(public_id=intent_id).view()


def _prepared(intent_id: UUID, *, at: datetime) -> Operation | None:
    """The authorisation of the page that is open, or was written down to be opened, with attempt and intent."""
    return (
        Operation.objects.select_related("attempt__intent")
        .filter(
            attempt__intent__public_id=intent_id,
            attempt__intent__status__in=rules.OPEN_INTENTS,
            attempt__status=AttemptStatus.LIVE,
            attempt__closes_at__gt=at + ABOUT_TO_CLOSE,
            kind=OperationKind.AUTHORISE,
            state__in=rules.OPEN_OPERATIONS,
        )
        .first()
    )


def _live_attempt(intent_id: UUID, page: PaymentPage, *, at: datetime) -> tuple[Attempt, Operation | None]:
    intent = locked(intent_id)
    if intent.status not in rules.OPEN_INTENTS:
        raise IntentClosed()
    live = Attempt.objects.filter(intent=intent, status=AttemptStatus.LIVE).first()
    if live is not None and live.closes_at > at + ABOUT_TO_CLOSE:
        return live, None
    if live is not None:
        live.status = AttemptStatus.CLOSED
        live.save(update_fields=["status"])
    attempt, operation = new_attempt(intent, page, at=at)
    intent.status = rules.INTENT.next(IntentStatus(intent.status), "start")
    intent.problem = ""
    intent.updated_at = at
    intent.save(update_fields=["status", "problem", "updated_at"])
    return attempt, operation


def _open_page(attempt: Attempt, known: Operation | None, *, at: datetime) -> str:
    intent = attempt.intent
    operation = known or Operation.objects.get(attempt=attempt, kind=OperationKind.AUTHORISE)
    try:
        started = gateway(attempt.gateway).start(
            intent.public_id,
            intent.money(intent.amount),
            _page_from(attempt.request),
            key=operation.idempotency_key,
        )
    except (InvalidRequest, Declined, Duplicate) as refusal:
        with transaction.atomic(durable=True):
            resolve(operation.pk, "fail", at=at, problem=str(refusal))
            Attempt.objects.filter(pk=attempt.pk).update(status=AttemptStatus.FAILED)
        raise PaymentRefused() from refusal
    except (Unavailable, Unknown) as failure:
        with transaction.atomic(durable=True):
            resolve(operation.pk, "lose", at=at)
        raise PaymentUnavailable() from failure
    with transaction.atomic(durable=True):
        note_opened(operation, reference=started.reference, url=started.url, at=at)
    return started.url


def _unsettled(intent_id: UUID) -> list[Operation]:
    """The authorisations that may still bring news, with their attempts, oldest first."""
    found = Operation.objects.filter(
        attempt__intent__public_id=intent_id,
        kind=OperationKind.AUTHORISE,
        state__in=rules.OPEN_OPERATIONS,
    )
    return sorted(found.select_related("attempt").order_by(), key=lambda operation: operation.pk)


def _record(intent_id: UUID, operation_pk: int, remote: RemotePayment, *, at: datetime) -> IntentView:
    operations = _locked_with_operations(intent_id)
    operation = next(one for one in operations if one.pk == operation_pk)
    intent = operation.attempt.intent
    if operation.state not in rules.OPEN_OPERATIONS:
        return intent.view()
    if remote.status in (RemoteStatus.AUTHORISED, RemoteStatus.CAPTURED):
        _record_paid(intent, operation, operations, remote, at=at)
    elif remote.status in (RemoteStatus.CLOSED, RemoteStatus.RELEASED):
        _record_failed(intent, operation, remote, at=at)
    else:
        move(operation, "wait", at=at)
        if intent.problem != remote.problem:
            intent.problem = remote.problem
            intent.save(update_fields=["problem"])
    return intent.view()


def _locked_with_operations(intent_id: UUID) -> list[Operation]:
    """All operations of an intent, each with its attempt and the intent: locked until the transaction ends."""
    found = Operation.objects.select_for_update(of=("self", "attempt__intent"))
    return list(found.select_related("attempt__intent").filter(attempt__intent__public_id=intent_id).order_by("id"))


def _record_paid(
    intent: Intent, operation: Operation, operations: Sequence[Operation], remote: RemotePayment, *, at: datetime
) -> None:
    attempt = operation.attempt
    agrees = remote.our_reference == str(intent.public_id) and remote.amount == intent.money(intent.amount)
    if not agrees:
        if rules.INTENT.allows(IntentStatus(intent.status), "conflict"):
            _step(intent, "conflict", at=at)
            outbox.emit(events.Conflicted(**_ids(intent)), at=at)
        move(operation, "wait", at=at)
        return
    attempt.status = rules.ATTEMPT.next(AttemptStatus(attempt.status), "authorise")
    attempt.payment_reference = remote.payment_reference
    moved(operation, "succeed", at=at, reference=remote.payment_reference)
    settle_sums(intent, operations)
    is_wanted = rules.INTENT.allows(IntentStatus(intent.status), "authorise")
    if is_wanted:
        intent.status = rules.INTENT.next(IntentStatus(intent.status), "authorise")
        intent.version += 1
        intent.updated_at = at
    update_together((attempt, ("status", "payment_reference")), (operation, OPERATION_MOVED), (intent, _INTENT_SETTLED))
    if is_wanted:
        outbox.emit(events.Authorised(**_ids(intent)), at=at)
        return
    kind = OperationKind.VOID if remote.status is RemoteStatus.AUTHORISED else OperationKind.REFUND
    add_operation(attempt, kind, remote.amount, reason="late", at=at)


def _record_failed(intent: Intent, operation: Operation, remote: RemotePayment, *, at: datetime) -> None:
    attempt = operation.attempt
    attempt.status = rules.ATTEMPT.next(AttemptStatus(attempt.status), "close")
    attempt.payment_reference = remote.payment_reference
    attempt.save(update_fields=["status", "payment_reference"])
    problem = remote.problem or remote.status.value
    move(operation, "fail", at=at, problem=problem)
    intent.problem = problem
    intent.version += 1
    intent.updated_at = at
    intent.save(update_fields=["problem", "version", "updated_at"])
    if intent.status in rules.OPEN_INTENTS:
        outbox.emit(events.Failed(**_ids(intent), problem=problem), at=at)


def _step(intent: Intent, event: str, *, at: datetime) -> None:
    intent.status = rules.INTENT.next(IntentStatus(intent.status), event)
    intent.version += 1
    intent.updated_at = at
    intent.save()


def _ids(intent: Intent) -> dict[str, Any]:
    return {"intent_id": intent.public_id, "session_id": intent.session_id, "version": intent.version}


def _page_from(value: dict[str, Any]) -> PaymentPage:
    return PaymentPage(
        **{
            **value,
            "items": tuple(Item(name, from_wire(amount)) for name, amount in value["items"]),
            "closes_at": datetime.fromisoformat(value["closes_at"]),
        }
    )
