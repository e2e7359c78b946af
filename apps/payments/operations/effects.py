"""Payments · what a succeeded operation does: sums, state, its one journal and its news · public schema."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from djmoney.money import Money

from apps.common.money import from_minor
from apps.common.transactions import transaction_required
from apps.ledger import entries
from apps.ledger import operations as ledger
from apps.ledger.types import Entry
from apps.outbox import operations as outbox
from apps.outbox.types import Event
from apps.payments import events, rules
from apps.payments.gateways import registry
from apps.payments.models import Intent, Operation
from apps.payments.types import AttemptStatus, IntentStatus, OperationKind, OperationState

from .requests import add_done
from .state import settle_sums

K = OperationKind

# The news of each kind that needs no more than the ids; of the others, the operation goes along.
_NEWS: dict[OperationKind, Callable[..., Event]] = {K.CAPTURE: events.Captured, K.VOID: events.Voided}


@transaction_required
def take_effect(intent: Intent, operation: Operation, *, at: datetime) -> None:
    """Follow a succeeded operation of a locked intent. Authorising and closing a page have no effect of this kind."""
    kind = K(operation.kind)
    if kind is K.CLOSE:
        return
    done = list(Operation.objects.filter(attempt__intent=intent))
    own = rules.sums_of((one.kind, one.state, one.amount) for one in done if one.attempt_id == operation.attempt_id)
    if kind is K.CAPTURE and own.left and not _captures_again(operation) and not _is_releasing(done, operation):
        done.append(add_done(operation.attempt, K.VOID, intent.money(own.left), operation.reference, at=at))
        own = replace(own, voided=own.voided + own.left)
    settle_sums(intent, done)
    move = "" if operation.attempt.status != AttemptStatus.AUTHORISED else rules.move_after(kind, own)
    if rules.INTENT.allows(IntentStatus(intent.status), move):
        intent.status = rules.INTENT.next(IntentStatus(intent.status), move)
    intent.version += 1
    intent.updated_at = at
    intent.save()
    entry = entry_of(intent, operation)
    if entry is not None:
        ledger.post(entry, at=at)
    outbox.emit(_news(intent, operation), at=at)


def entry_of(intent: Intent, operation: Operation) -> Entry | None:
    """The journal of a succeeded operation; None for those that move no money."""
    amount = from_minor(operation.amount, operation.currency)
    facts: dict[str, Any] = {"gateway": operation.attempt.gateway, "purchase_id": intent.purchase_id}
    memo = f"{operation.attempt.gateway} {operation.reference}"[:200]
    if (holder := operation.attempt.request.get("held_by")) is not None:
        return _at_counter(operation, amount, vendor_id=holder, purchase_id=intent.purchase_id)
    match K(operation.kind):
        case K.CAPTURE:
            return entries.captured(operation.public_id, amount, memo=memo, **facts)
        case K.REFUND:
            return entries.refunded(operation.public_id, amount, memo=memo, **facts)
        case K.REFUND_BOUNCED:
            return entries.refunded(operation.public_id, -amount, memo=f"came back · {memo}"[:200], **facts)
        case K.DISPUTE:
            return entries.dispute_opened(operation.public_id, amount, **facts)
        case K.DISPUTE_WON:
            return entries.dispute_won(operation.public_id, amount, **facts)
        case K.DISPUTE_LOST:
            return entries.dispute_lost(operation.public_id, amount, **facts)
    return None


def _at_counter(operation: Operation, amount: Money, *, vendor_id: int, purchase_id: UUID | None) -> Entry | None:
    if operation.kind == K.CAPTURE:
        return entries.counter_taken(operation.public_id, amount, vendor_id=vendor_id, purchase_id=purchase_id)
    if operation.kind == K.REFUND:
        return entries.counter_given(operation.public_id, amount, vendor_id=vendor_id, purchase_id=purchase_id)
    return None


def _captures_again(operation: Operation) -> bool:
    """Whether the provider keeps what a capture leaves; others let go of it, which is noted as a release."""
    return registry.gateway(operation.attempt.gateway).capabilities.multiple_captures


def _is_releasing(done: Sequence[Operation], capture: Operation) -> bool:
    """Whether the rest of a capture's authorisation was asked to be released already."""
    asked = (one for one in done if one.kind == K.VOID and one.attempt_id == capture.attempt_id)
    return any(one.state != OperationState.FAILED for one in asked)


def _news(intent: Intent, operation: Operation) -> Event:
    ids: dict[str, Any] = {"intent_id": intent.public_id, "session_id": intent.session_id, "version": intent.version}
    kind = K(operation.kind)
    if kind in _NEWS:
        return _NEWS[kind](**ids)
    if kind is K.REFUND:
        return events.Refunded(**ids, operation_id=operation.public_id)
    if kind is K.REFUND_BOUNCED:
        return events.RefundBounced(**ids, operation_id=operation.public_id)
    return events.Disputed(**ids, operation_id=operation.public_id, kind=kind.value)
