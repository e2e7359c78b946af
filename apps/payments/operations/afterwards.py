"""Payments · what a provider does of itself after money was taken: disputes, refunds that come back · public schema."""

from __future__ import annotations

import logging
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.common.transactions import transaction_required
from apps.payments.errors import Declined, InvalidRequest, PaymentUnavailable, Unavailable, Unknown
from apps.payments.gateways import registry
from apps.payments.gateways.port import DisputeStatus, RemoteDispute
from apps.payments.models import Attempt, Intent, Operation
from apps.payments.types import AttemptStatus, IssueKind, OperationKind, OperationState

from .effects import take_effect
from .intents import locked
from .issues import open_issue, settle_issues
from .requests import add_done

log = logging.getLogger(__name__)

_ENDS = {DisputeStatus.WON: OperationKind.DISPUTE_WON, DisputeStatus.LOST: OperationKind.DISPUTE_LOST}


def follow_disputes(intent_id: UUID, *, at: datetime) -> int:
    """Ask the provider for the disputes of an intent's payments, and book what is new; how many steps that were.

    Opens transactions of its own. A dispute that is over when we first hear of it is booked as opened and ended.

    Raises:
        PaymentUnavailable: the provider does not answer.
    """
    steps = 0
    paid = Attempt.objects.filter(
        intent__public_id=intent_id, status__in=(AttemptStatus.AUTHORISED, AttemptStatus.SURPLUS)
    )
    for attempt in paid:
        try:
            told = registry.gateway(attempt.gateway).query_disputes(attempt.payment_reference)
        except (Unavailable, Unknown, Declined, InvalidRequest) as failure:
            raise PaymentUnavailable() from failure
        for dispute in told:
            with transaction.atomic(durable=True):
                steps += _follow(intent_id, attempt, dispute, at=at)
    return steps


@transaction_required
def refund_bounced(gateway: str, *, key: str, reference: str, at: datetime) -> bool:
    """A refund that had succeeded did not arrive: the money is ours again, and still owed. False where it is unknown.

    It is found by our `key` or by the provider's `reference`; the same one is booked once.
    """
    refunds = Operation.objects.filter(
        kind=OperationKind.REFUND, state=OperationState.SUCCEEDED, attempt__gateway=gateway
    ).select_related("attempt__intent")
    refund = refunds.filter(idempotency_key=key).first() if key else None
    refund = refund or (refunds.filter(reference=reference).first() if reference else None)
    if refund is None:
        return False
    intent = locked(refund.attempt.intent.public_id)
    if _is_known(refund.attempt, OperationKind.REFUND_BOUNCED, str(refund.public_id)):
        return True
    amount = intent.money(refund.amount)
    back = add_done(refund.attempt, OperationKind.REFUND_BOUNCED, amount, reference, key=str(refund.public_id), at=at)
    take_effect(intent, back, at=at)
    open_issue(
        intent, IssueKind.REFUND_BOUNCED, key=f"bounced:{refund.public_id}", units=refund.amount, operation=back, at=at
    )
    return True


def _follow(intent_id: UUID, attempt: Attempt, dispute: RemoteDispute, *, at: datetime) -> int:
    intent = locked(intent_id)
    if dispute.amount.currency.code != intent.currency:
        log.error("A dispute of intent %s is in %s.", intent_id, dispute.amount.currency.code)
        return 0
    steps = [OperationKind.DISPUTE, *([_ENDS[dispute.status]] if dispute.status in _ENDS else [])]
    fresh = [kind for kind in steps if not _is_known(attempt, kind, dispute.reference)]
    for kind in fresh:
        done = add_done(attempt, kind, dispute.amount, dispute.reference, key=dispute.reference, at=at)
        take_effect(intent, done, at=at)
        if kind is OperationKind.DISPUTE:
            _note(intent, done, dispute, at=at)
        else:
            settle_issues(intent, IssueKind.DISPUTE, note=f"The dispute was {dispute.status}.", at=at)
    return len(fresh)


def _note(intent: Intent, operation: Operation, dispute: RemoteDispute, *, at: datetime) -> None:
    open_issue(
        intent, IssueKind.DISPUTE, key=f"dispute:{dispute.reference}", units=operation.amount, operation=operation,
        problem=dispute.reason, answer_by=dispute.answer_by, at=at,
    )  # fmt: skip


def _is_known(attempt: Attempt, kind: OperationKind, key: str) -> bool:
    return Operation.objects.filter(idempotency_key=f"{attempt.public_id}:{kind.value}:{key}").exists()
