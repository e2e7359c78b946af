"""Checkout · what a provider made of a refund, and asking it again · public schema."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from djmoney.money import Money

from apps.checkout.errors import RefundDecided
from apps.checkout.models import Refund
from apps.checkout.selectors import refunds as reads
from apps.checkout.types.refunds import RefundStatus, RefundView
from apps.common.errors import NotFound
from apps.common.money import from_minor, rounded, to_minor
from apps.common.transactions import transaction_required
from apps.payments import operations as payments
from apps.payments import selectors as intents
from apps.payments.types import OperationKind, OperationState

from .chargebacks import settle_by_dispute


@transaction_required
def retry_refund(public_id: UUID, *, at: datetime) -> RefundView:
    """Ask the provider again for a refund that could not be paid back. Once for each failure.

    Raises:
        RefundDecided: it has not failed, or was asked for again at the payment already.
    """
    row = Refund.objects.select_for_update().select_related("part__purchase").filter(public_id=public_id).first()
    if row is None:
        raise NotFound()
    if row.status != RefundStatus.FAILED:
        raise RefundDecided()
    if row.operation_id:
        payments.settle_refund_issues(row.operation_id, note="It was asked for again.", at=at)
    if _asked_elsewhere(row):
        raise RefundDecided()
    row.operation_id = payments.request_refund(
        row.part.purchase.intent_id,
        amount=rounded(Money(row.tendered, row.currency)),
        key=f"{row.public_id}:{row.operation_id}"[:80],
        reason=row.reason,
        at=at,
    )
    row.status, row.problem, row.settled_at = RefundStatus.REQUESTED, "", None
    row.save(update_fields=["operation_id", "status", "problem", "settled_at"])
    return reads.refund(public_id)


def _asked_elsewhere(row: Refund) -> bool:
    """Whether the payment was asked for the amount since the refund failed, by what no refund stands for yet."""
    purchase = row.part.purchase
    since = intents.operations().filter(
        attempt__intent__public_id=purchase.intent_id,
        kind=OperationKind.REFUND,
        amount=to_minor(Money(row.tendered, row.currency)),
        requested_at__gt=row.settled_at or row.requested_at,
    )
    known = Refund.objects.filter(part__purchase=purchase, operation_id__isnull=False).values_list(
        "operation_id", flat=True
    )
    return since.exclude(state=OperationState.FAILED).exclude(public_id__in=list(known)).exists()


@transaction_required
def follow_operation(operation_id: UUID, *, at: datetime) -> None:
    """Note what the provider made of a refund: paid, refused, or come back later. Twice is once."""
    operation = intents.operations().filter(public_id=operation_id).first()
    if operation is None:
        return
    if operation.kind == OperationKind.REFUND_BOUNCED:
        _settle(UUID(operation.idempotency_key.rpartition(":")[2]), problem="bounced", at=at)
    elif operation.state == OperationState.FAILED:
        _settle(operation_id, problem=operation.problem or "failed", at=at)
    elif operation.state == OperationState.SUCCEEDED:
        _adopt(operation, at=at)
        _settle(operation_id, problem="", at=at)


def _adopt(operation: Any, *, at: datetime) -> None:
    """One that was asked for again elsewhere takes the place of the one that failed."""
    if Refund.objects.filter(operation_id=operation.public_id).exists():
        return
    amount = from_minor(operation.amount, operation.currency).amount
    failed = Refund.objects.select_for_update().filter(
        part__purchase__intent_id=operation.attempt.intent.public_id, status=RefundStatus.FAILED, tendered=amount
    )
    row = failed.order_by("id").first()
    if row is not None:
        row.operation_id, row.status = operation.public_id, RefundStatus.REQUESTED
        row.save(update_fields=["operation_id", "status"])


def _settle(operation_id: UUID, *, problem: str, at: datetime) -> None:
    refunds = Refund.objects.select_for_update(of=("self",)).select_related("part__purchase")
    row = refunds.filter(operation_id=operation_id).first()
    if row is None or (row.status == RefundStatus.FAILED and not problem):
        return
    row.status = RefundStatus.FAILED if problem else RefundStatus.PAID
    row.problem, row.settled_at = problem[:80], at
    row.save(update_fields=["status", "problem", "settled_at"])
    if problem:
        settle_by_dispute(row.part.purchase, at=at)


def follow_open_refunds(*, at: datetime, limit: int = 200) -> int:
    """Look at what became of refunds that are on their way; how many came to an end. Opens its own transactions.

    A refund that the provider refuses is told by nobody.
    """
    on_the_way = Refund.objects.filter(status=RefundStatus.REQUESTED, operation_id__isnull=False).order_by("id")
    wanted = [found for found in on_the_way.values_list("operation_id", flat=True)[:limit] if found]
    over = intents.operations().filter(
        public_id__in=wanted, state__in=[OperationState.SUCCEEDED, OperationState.FAILED]
    )
    ended = list(over.values_list("public_id", flat=True))
    for operation_id in ended:
        with transaction.atomic():
            follow_operation(operation_id, at=at)
    return len(ended)
