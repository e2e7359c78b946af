"""Payments · asking for money to be taken, released or given back: the row before the call · public schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from djmoney.money import Money

from apps.common.money import to_minor
from apps.common.transactions import transaction_required
from apps.payments import rules
from apps.payments.errors import IntentClosed, TooMuch
from apps.payments.models import Attempt, Intent, Operation
from apps.payments.types import AttemptStatus, IntentStatus, OperationKind, OperationState


@transaction_required
def request_capture(intent_id: UUID, *, purchase_id: UUID, at: datetime) -> UUID | None:
    """Ask for an authorised intent's money; the operation's id, or None where it is taken already. Twice is once.

    Raises:
        IntentClosed: the intent is neither authorised nor captured.
    """
    intent = Intent.objects.select_for_update().get(public_id=intent_id)
    if intent.status == IntentStatus.CAPTURED:
        return None
    if intent.status != IntentStatus.AUTHORISED:
        raise IntentClosed()
    if intent.purchase_id != purchase_id:
        intent.purchase_id = purchase_id
        intent.save(update_fields=["purchase_id"])
    amount = intent.money(intent.amount)
    return _once(_authorised_attempt(intent), OperationKind.CAPTURE, amount, reason="sale", at=at).public_id


@transaction_required
def request_void(intent_id: UUID, *, reason: str, at: datetime) -> UUID | None:
    """Ask for an authorisation to be released; None where there is nothing to release. Twice is once."""
    intent = Intent.objects.select_for_update().get(public_id=intent_id)
    if intent.status != IntentStatus.AUTHORISED:
        return None
    amount = intent.money(intent.amount)
    return _once(_authorised_attempt(intent), OperationKind.VOID, amount, reason=reason, at=at).public_id


@transaction_required
def request_refund(intent_id: UUID, *, amount: Money, key: str, reason: str, at: datetime) -> UUID:
    """Ask for captured money to be given back. `key` names the business fact: the same fact refunds once.

    Raises:
        TooMuch: more than what is captured and not yet given back or promised.
    """
    intent = Intent.objects.select_for_update().get(public_id=intent_id)
    attempt = _authorised_attempt(intent)
    known = Operation.objects.filter(idempotency_key=f"{attempt.public_id}:refund:{key}").first()
    if known is not None:
        return known.public_id
    promised = sum(
        Operation.objects.filter(attempt__intent=intent, kind=OperationKind.REFUND)
        .exclude(state=OperationState.FAILED)
        .values_list("amount", flat=True)
    )
    left = intent.captured - promised
    if to_minor(amount) > left:
        raise TooMuch(field="amount", left=str(intent.money(left)))
    return add_operation(attempt, OperationKind.REFUND, amount, reason=reason, at=at, key=key).public_id


def add_operation(
    attempt: Attempt, kind: OperationKind, amount: Money, *, reason: str, at: datetime, key: str | None = None
) -> Operation:
    """Write an operation that is due at once. Its key is derived, never random, and unique."""
    sequence = Operation.objects.filter(attempt=attempt, kind=kind).count() if key is None else 0
    derived = rules.operation_key(attempt.public_id, kind, sequence)
    operation = _operation(
        attempt, kind, amount, derived if key is None else f"{attempt.public_id}:{kind.value}:{key}", reason, at
    )
    operation.save(force_insert=True)
    return operation


def drafted_first(attempt: Attempt, kind: OperationKind, amount: Money, *, reason: str, at: datetime) -> Operation:
    """The first operation of its kind of a new attempt, for a caller that writes it with that (`insert_together`)."""
    return _operation(attempt, kind, amount, f"{attempt.public_id}:{kind.value}:0", reason, at)


def _operation(attempt: Attempt, kind: OperationKind, amount: Money, key: str, reason: str, at: datetime) -> Operation:
    return Operation(
        attempt=attempt,
        kind=kind,
        currency=amount.currency.code,
        amount=to_minor(amount),
        idempotency_key=key,
        reason=reason,
        due_at=at,
        requested_at=at,
    )


def _once(attempt: Attempt, kind: OperationKind, amount: Money, *, reason: str, at: datetime) -> Operation:
    known = Operation.objects.filter(attempt=attempt, kind=kind).exclude(state=OperationState.FAILED).first()
    return known or add_operation(attempt, kind, amount, reason=reason, at=at)


def _authorised_attempt(intent: Intent) -> Attempt:
    return Attempt.objects.filter(intent=intent, status=AttemptStatus.AUTHORISED).earliest("id")
