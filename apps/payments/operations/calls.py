"""Payments · carrying out captures, releases and refunds at the provider · public schema.

Opens its own transactions: claim the operation, call, record.
"""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from apps.common.money import from_minor
from apps.ledger import operations as ledger
from apps.ledger.types import AccountCode, Entry, JournalKind, Leg
from apps.outbox import operations as outbox
from apps.payments import events, rules
from apps.payments.errors import (
    Declined,
    Duplicate,
    InvalidRequest,
    PaymentRefused,
    PaymentUnavailable,
    Unavailable,
    Unknown,
)
from apps.payments.gateways.port import Gateway, RemoteStatus
from apps.payments.gateways.registry import gateway
from apps.payments.models import Callback, Intent, Operation
from apps.payments.types import IntentStatus, OperationKind, OperationState

from .inbox import handle_callback
from .intents import locked
from .pages import verify
from .state import resolve, settle_sums

log = logging.getLogger(__name__)

_WHEN_DONE = {
    OperationKind.CAPTURE: RemoteStatus.CAPTURED,
    OperationKind.VOID: RemoteStatus.RELEASED,
}


def perform(operation_id: UUID, *, at: datetime) -> OperationState:
    """Carry out an operation, or find out what became of it; its state afterwards. Safe to repeat.

    An answer that is lost leaves it `unknown`; it is repeated with the same key
    when it is due again.
    """
    operation = _claim(operation_id, at=at)
    if operation is None:
        return OperationState(Operation.objects.get(public_id=operation_id).state)
    event, reference, problem = _call(operation)
    with transaction.atomic(durable=True):
        return _record(operation, event, reference, problem, at=at)


def resolve_due(*, at: datetime, limit: int = 100) -> int:
    """Find out about every operation and callback that is due; how many there were.

    Money waits for the buyer, for a lost answer or for a call that never went out:
    each is asked about until it is resolved, with growing pauses.
    """
    due = list(
        Operation.objects.filter(state__in=rules.OPEN_OPERATIONS, due_at__lte=at)
        .order_by("due_at")
        .values_list("public_id", "kind", "attempt__intent__public_id")[:limit]
    )
    for operation_id, kind, intent_id in due:
        try:
            if kind == OperationKind.AUTHORISE:
                verify(intent_id, at=at)
            else:
                perform(operation_id, at=at)
        except (PaymentUnavailable, PaymentRefused) as failure:
            log.warning("%s %s: %s", kind, operation_id, failure)
    waiting = list(
        Callback.objects.filter(handled_at__isnull=True).order_by("received_at").values_list("pk", flat=True)[:limit]
    )
    for pk in waiting:
        handle_callback(pk, at=at)
    return len(due) + len(waiting)


def _claim(operation_id: UUID, *, at: datetime) -> Operation | None:
    with transaction.atomic(durable=True):
        operation = (
            Operation.objects.select_for_update(of=("self",))
            .select_related("attempt__intent")
            .filter(public_id=operation_id, state__in=rules.OPEN_OPERATIONS)
            .exclude(kind=OperationKind.AUTHORISE)
            .first()
        )
        if operation is not None:
            operation.due_at = at + max(rules.pause_after(operation.tries), rules.LONGEST_CALL)
            operation.save(update_fields=["due_at"])
        return operation


def _call(operation: Operation) -> tuple[str, str, str]:
    """(event, reference, problem) of asking the provider."""
    remote = gateway(operation.attempt.gateway)
    try:
        return "succeed", _ask(remote, operation), ""
    except Duplicate as duplicate:
        return _find_out(remote, operation, str(duplicate))
    except (Declined, InvalidRequest) as refusal:
        return "fail", "", str(refusal)
    except (Unavailable, Unknown) as failure:
        log.warning("%s %s: %r", operation.kind, operation.public_id, failure)
        return "lose", "", ""


def _ask(remote: Gateway, operation: Operation) -> str:
    amount = from_minor(operation.amount, operation.currency)
    payment, key = operation.attempt.payment_reference, operation.idempotency_key
    if operation.kind == OperationKind.CAPTURE:
        return remote.capture(payment, amount, key=key).reference
    if operation.kind == OperationKind.VOID:
        return remote.void(payment, key=key).reference
    if operation.kind == OperationKind.REFUND:
        return remote.refund(payment, amount, key=key).reference
    return remote.close(operation.attempt.reference, key=key).reference


def _find_out(remote: Gateway, operation: Operation, problem: str) -> tuple[str, str, str]:
    """It was done before, or something else was: only the present state tells."""
    if operation.kind == OperationKind.CLOSE:
        return "succeed", "", problem
    try:
        state = remote.query(operation.attempt.reference)
    except (Unavailable, Unknown):
        return "lose", "", problem
    except (Declined, InvalidRequest) as refusal:
        return "fail", "", str(refusal)
    if state.status is _WHEN_DONE.get(OperationKind(operation.kind)):
        return "succeed", state.payment_reference, ""
    return "fail", "", problem


def _record(operation: Operation, event: str, reference: str, problem: str, *, at: datetime) -> OperationState:
    intent = locked(operation.attempt.intent.public_id)
    before = Operation.objects.values_list("state", flat=True).get(pk=operation.pk)
    if before not in rules.OPEN_OPERATIONS:
        return OperationState(before)
    recorded = resolve(operation.pk, event, at=at, reference=reference, problem=problem)
    if recorded.state == OperationState.SUCCEEDED:
        _take_effect(intent, recorded, at=at)
    elif recorded.state == OperationState.FAILED:
        log.error("%s of intent %s failed: %s", recorded.kind, intent.public_id, problem)
        intent.problem = problem
        intent.save(update_fields=["problem"])
    return OperationState(recorded.state)


_EFFECT = {OperationKind.CAPTURE: "capture", OperationKind.VOID: "void"}


def _take_effect(intent: Intent, operation: Operation, *, at: datetime) -> None:
    kind = OperationKind(operation.kind)
    if kind is OperationKind.CLOSE:
        return
    settle_sums(intent)
    move = _EFFECT.get(kind, "")
    if rules.INTENT.allows(IntentStatus(intent.status), move):
        intent.status = rules.INTENT.next(IntentStatus(intent.status), move)
    intent.version += 1
    intent.updated_at = at
    intent.save()
    ids: dict[str, Any] = {"intent_id": intent.public_id, "session_id": intent.session_id, "version": intent.version}
    if kind is OperationKind.CAPTURE:
        ledger.post(_cash_entry(intent, operation, JournalKind.CAPTURE, 1), at=at)
        outbox.emit(events.Captured(**ids), at=at)
    elif kind is OperationKind.REFUND:
        ledger.post(_cash_entry(intent, operation, JournalKind.REFUND, -1), at=at)
        outbox.emit(events.Refunded(**ids, operation_id=operation.public_id), at=at)
    elif kind is OperationKind.VOID:
        outbox.emit(events.Voided(**ids), at=at)


def _cash_entry(intent: Intent, operation: Operation, kind: JournalKind, sign: int) -> Entry:
    amount = from_minor(sign * operation.amount, operation.currency)
    return Entry(
        kind=kind,
        idempotency_key=f"{kind.value}:{operation.public_id}",
        legs=(
            Leg(AccountCode.PSP_CLEARING, amount, detail=intent.gateway),
            Leg(AccountCode.BUYER_RECEIVABLE, -amount),
        ),
        purchase_id=intent.purchase_id,
        memo=f"{intent.gateway} {operation.reference}"[:200],
    )
