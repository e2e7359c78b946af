"""Payments · carrying out captures, releases and refunds at the provider · public schema.

Opens its own transactions: claim the operation, call, record.
"""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.common.money import from_minor, to_minor
from apps.payments import rules
from apps.payments.errors import (
    Declined,
    Duplicate,
    InvalidRequest,
    PaymentRefused,
    PaymentUnavailable,
    Unavailable,
    Unknown,
)
from apps.payments.gateways import registry
from apps.payments.gateways.port import Gateway, RemoteStatus
from apps.payments.models import Attempt, Callback, Intent, Operation
from apps.payments.types import IntentStatus, IssueKind, OperationKind, OperationState

from .afterwards import follow_disputes
from .effects import take_effect
from .inbox import handle_callback
from .intents import locked
from .issues import note_failure, open_issue, settle_issues
from .state import resolve
from .verifying import verify

log = logging.getLogger(__name__)

# So many tries without an answer, about three hours, and somebody should look at it.
MANY_TRIES = 12


def perform(operation_id: UUID, *, at: datetime) -> OperationState:
    """Carry out an operation, or find out what became of it; its state afterwards. Safe to repeat.

    An answer that is lost leaves it `unknown`: when it is due again the provider is asked what became of it, and
    only what it has not done is repeated, with the same key. One that fails for good becomes an issue.
    """
    operation = _claim(operation_id, at=at)
    if operation is None:
        return OperationState(Operation.objects.get(public_id=operation_id).state)
    event, reference, problem = _call(operation)
    with transaction.atomic(durable=True):
        state = _record(operation, event, reference, problem, at=at)
    if operation.kind == OperationKind.REFUND and state is OperationState.FAILED:
        _look_for_disputes(operation, at=at)
    return state


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


def _look_for_disputes(refund: Operation, *, at: datetime) -> None:
    """What refused a refund may be a dispute that the provider has not told us of yet."""
    try:
        follow_disputes(refund.attempt.intent.public_id, at=at)
    except PaymentUnavailable:
        log.info("Disputes of the payment of refund %s are not known yet.", refund.public_id)


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
    """(event, reference, problem) of asking the provider; first whether it has acted, where we do not know."""
    remote = registry.gateway(operation.attempt.gateway)
    try:
        if operation.state == OperationState.UNKNOWN:
            done = _found(remote, operation)
            if done is not None:
                return "succeed", done, ""
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
        if remote.capabilities.multiple_captures and not _takes_all(operation):
            return remote.capture(payment, amount, key=key, is_final=False).reference
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
        done = _found(remote, operation)
    except (Unavailable, Unknown):
        return "lose", "", problem
    except (Declined, InvalidRequest) as refusal:
        return "fail", "", str(refusal)
    return ("fail", "", problem) if done is None else ("succeed", done, "")


def _found(remote: Gateway, operation: Operation) -> str | None:
    """What the provider calls an operation that it has carried out; None where it has not."""
    if operation.kind == OperationKind.CLOSE:
        return None
    if operation.kind == OperationKind.REFUND:
        done = remote.query_refund(operation.attempt.payment_reference, key=operation.idempotency_key)
        return done.reference if done else None
    state = remote.query(operation.attempt.reference)
    if operation.kind == OperationKind.VOID:
        has_let_go = state.status is RemoteStatus.CAPTURED and not remote.capabilities.multiple_captures
        return state.payment_reference if state.status is RemoteStatus.RELEASED or has_let_go else None
    before = _units(operation.attempt, OperationKind.CAPTURE)
    taken = to_minor(state.captured) if state.captured.currency.code == operation.currency else 0
    return state.payment_reference if taken >= before + operation.amount else None


def _units(attempt: Attempt, kind: OperationKind) -> int:
    """The sum of an attempt's succeeded operations of a kind."""
    done = Operation.objects.filter(attempt=attempt, kind=kind, state=OperationState.SUCCEEDED)
    return sum(done.values_list("amount", flat=True))


def _takes_all(operation: Operation) -> bool:
    """Whether nothing is left to capture after this operation."""
    return _units(operation.attempt, OperationKind.CAPTURE) + operation.amount >= operation.attempt.intent.amount


def _record(operation: Operation, event: str, reference: str, problem: str, *, at: datetime) -> OperationState:
    intent = locked(operation.attempt.intent.public_id)
    before = Operation.objects.values_list("state", flat=True).get(pk=operation.pk)
    if before not in rules.OPEN_OPERATIONS:
        return OperationState(before)
    recorded = resolve(operation.pk, event, at=at, reference=reference, problem=problem)
    if recorded.state == OperationState.SUCCEEDED:
        take_effect(intent, recorded, at=at)
        if recorded.tries >= MANY_TRIES:
            settle_issues(intent, IssueKind.STUCK, note="The provider has answered.", at=at)
    elif recorded.state == OperationState.FAILED:
        log.error("%s of intent %s failed: %s", recorded.kind, intent.public_id, problem)
        _take_failure(intent, recorded, problem, at=at)
    elif recorded.tries == MANY_TRIES:
        open_issue(
            intent, IssueKind.STUCK, key=f"stuck:{recorded.public_id}", units=recorded.amount, operation=recorded,
            problem=recorded.kind, at=at,
        )  # fmt: skip
    return OperationState(recorded.state)


def _take_failure(intent: Intent, operation: Operation, problem: str, *, at: datetime) -> None:
    intent.problem = problem
    if operation.kind == OperationKind.CAPTURE and rules.INTENT.allows(IntentStatus(intent.status), "fail"):
        intent.status = rules.INTENT.next(IntentStatus(intent.status), "fail")
        intent.version += 1
        intent.updated_at = at
    intent.save(update_fields=["problem", "status", "version", "updated_at"])
    note_failure(intent, operation, at=at)
