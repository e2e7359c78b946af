"""Payments · asking for money to be taken, released or given back: the row before the call · public schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from djmoney.money import Money

from apps.common.money import to_minor
from apps.common.transactions import transaction_required
from apps.outbox import operations as outbox
from apps.payments import events, rules
from apps.payments.errors import CaptureUnderWay, IntentClosed, NotDivisible, TooMuch
from apps.payments.gateways import registry
from apps.payments.models import Attempt, Intent, Operation
from apps.payments.types import AttemptStatus, IntentStatus, OperationKind, OperationState

_CAPTURABLE = (IntentStatus.AUTHORISED, IntentStatus.PARTIALLY_CAPTURED, IntentStatus.FAILED)


@transaction_required
def request_capture(
    intent_id: UUID, *, purchase_id: UUID, amount: Money | None = None, key: str = "", at: datetime
) -> UUID | None:
    """Ask for an authorised intent's money; the operation's id, or None where it is taken or released already.

    Twice is once.

    Without `amount`: for all that is left. With it: for a part, named by `key`, so that the same business fact takes
    it once. What is not taken of an authorisation stays capturable where the provider captures several times, and is
    released by the provider where it does not.

    Raises:
        IntentClosed: the intent was never authorised.
        TooMuch: more than what is authorised and not yet taken.
        NotDivisible: a part is asked for of a provider that takes all or nothing.
        CaptureUnderWay: a part is asked for and not known yet; ask again for what is left.
    """
    intent = Intent.objects.select_for_update().get(public_id=intent_id)
    is_the_first = intent.purchase_id is None
    if intent.purchase_id != purchase_id:
        intent.purchase_id = purchase_id
        intent.save(update_fields=["purchase_id"])
    if intent.status == IntentStatus.CAPTURED:
        if is_the_first:
            _tell_captured(intent, at=at)
        return None
    if intent.status == IntentStatus.VOIDED:
        return None
    if intent.status not in _CAPTURABLE:
        raise IntentClosed()
    attempt = _authorised_attempt(intent)
    if amount is None:
        return _capture_rest(intent, attempt, at=at)
    known = Operation.objects.filter(idempotency_key=f"{attempt.public_id}:capture:{key}").first()
    if known is not None:
        return known.public_id
    if not registry.gateway(attempt.gateway).capabilities.partial_capture and to_minor(amount) != intent.amount:
        raise NotDivisible(field="amount")
    done = _operations(attempt)
    left = _left_to_take(intent, done)
    if to_minor(amount) > left:
        raise TooMuch(field="amount", left=str(intent.money(left)))
    if any(one.kind == OperationKind.CAPTURE and one.state in rules.OPEN_OPERATIONS for one in done):
        raise CaptureUnderWay()
    return add_operation(attempt, OperationKind.CAPTURE, amount, reason="part", at=at, key=key).public_id


@transaction_required
def request_void(intent_id: UUID, *, reason: str, at: datetime) -> UUID | None:
    """Ask for an authorisation to be released; None where there is nothing to release. Twice is once.

    Of an authorisation taken in part it is the rest. Money that was taken at once, and that no purchase stands for,
    is given back instead.
    """
    intent = Intent.objects.select_for_update().get(public_id=intent_id)
    if not intent.amount:
        return None
    if intent.status == IntentStatus.CAPTURED and intent.purchase_id is None:
        return _give_back(intent, reason=reason, at=at)
    if intent.status not in _CAPTURABLE:
        return None
    attempt = _authorised_attempt(intent)
    done = _operations(attempt)
    for one in done:
        if one.kind == OperationKind.VOID:
            return one.public_id
    left = _left_to_take(intent, done)
    if left <= 0:
        return None
    return add_operation(attempt, OperationKind.VOID, intent.money(left), reason=reason, at=at).public_id


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
    left = _left_to_refund(_operations(attempt))
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


def add_done(
    attempt: Attempt, kind: OperationKind, amount: Money, reference: str, *, key: str = "provider", at: datetime
) -> Operation:
    """Write down what the provider has done of itself: nothing is asked for any more."""
    operation = _operation(attempt, kind, amount, f"{attempt.public_id}:{kind.value}:{key}", "provider", at)
    operation.state = OperationState.SUCCEEDED
    operation.reference = reference[:255]
    operation.resolved_at = at
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


def _capture_rest(intent: Intent, attempt: Attempt, *, at: datetime) -> UUID | None:
    done = _operations(attempt)
    under_way = [one for one in done if one.kind == OperationKind.CAPTURE and one.state in rules.OPEN_OPERATIONS]
    left = _left_to_take(intent, done)
    if left <= 0:
        return under_way[0].public_id if under_way else None
    if under_way:
        raise CaptureUnderWay()
    return add_operation(attempt, OperationKind.CAPTURE, intent.money(left), reason="sale", at=at).public_id


def _give_back(intent: Intent, *, reason: str, at: datetime) -> UUID | None:
    attempt = _authorised_attempt(intent)
    left = _left_to_refund(_operations(attempt))
    if left <= 0:
        return None
    return add_operation(attempt, OperationKind.REFUND, intent.money(left), reason=reason, at=at).public_id


def _operations(attempt: Attempt) -> list[Operation]:
    """What was asked about an attempt and has not failed."""
    return list(Operation.objects.filter(attempt=attempt).exclude(state=OperationState.FAILED))


def _left_to_take(intent: Intent, done: Sequence[Operation]) -> int:
    return intent.amount - sum(one.amount for one in done if one.kind in (OperationKind.CAPTURE, OperationKind.VOID))


def _left_to_refund(done: Sequence[Operation]) -> int:
    return rules.left_to_refund((one.kind, one.state, one.amount) for one in done)


def _authorised_attempt(intent: Intent) -> Attempt:
    return Attempt.objects.filter(intent=intent, status=AttemptStatus.AUTHORISED).earliest("id")


def _tell_captured(intent: Intent, *, at: datetime) -> None:
    """Money that was taken at once is news when there is a purchase that it paid for."""
    intent.version += 1
    intent.save(update_fields=["version"])
    outbox.emit(
        events.Captured(intent_id=intent.public_id, session_id=intent.session_id, version=intent.version), at=at
    )
