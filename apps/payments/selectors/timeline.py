"""Payments · everything that happened to a payment, in its order, with the journals that came of it · public schema."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Q

from apps.common.money import from_minor
from apps.ledger import selectors as ledger
from apps.ledger.types import JournalView
from apps.payments.models import Attempt, Callback, Operation
from apps.payments.types import AttemptStatus, OperationKind, OperationState, PaymentMoment

from .intents import record

# What tells the buyer's and the vendor's side of a payment, without what passed between us and the provider.
_PLAIN = (
    OperationKind.AUTHORISE, OperationKind.CAPTURE, OperationKind.VOID, OperationKind.DISPUTE,
    OperationKind.DISPUTE_WON, OperationKind.DISPUTE_LOST,
)  # fmt: skip


def timeline(intent_id: UUID) -> list[PaymentMoment]:
    """Attempts, what was asked of the provider, what it sent and what was posted, oldest first. Seven queries.

    Raises:
        NotFound: there is none.
    """
    intent, attempts, callbacks = record(intent_id)
    operations = sorted((one for attempt in attempts for one in attempt.operations.all()), key=_by_cause)
    keys = [f"{kind}:{one.public_id}" for one in operations for kind in (one.kind, "refund")]
    named = Q(idempotency_key__in=keys)
    if intent.purchase_id:
        named |= Q(purchase_id=intent.purchase_id)
    journals = [ledger.as_view(row) for row in ledger.journals().filter(named)]
    moments = [
        *(_opened(attempt) for attempt in attempts),
        *(_asked(one) for one in operations),
        *(_told(one) for one in callbacks),
        *(_posted(one) for one in journals),
    ]
    return sorted(moments, key=lambda moment: moment.at)


def plain_steps(intent_id: UUID) -> list[PaymentMoment]:
    """What succeeded of a payment, without amounts and the provider's words: for a vendor, who has a part of it only.

    One query. Money that was paid twice or too late, and given back, is left out.
    """
    done = Operation.objects.filter(
        attempt__intent__public_id=intent_id,
        attempt__status=AttemptStatus.AUTHORISED,
        state=OperationState.SUCCEEDED,
        kind__in=_PLAIN,
    ).select_related("attempt")
    moments = [
        PaymentMoment(one.resolved_at or one.requested_at, "operation", one.get_kind_display(), state=one.kind,
                      detail=str(one.attempt.get_method_display()))
        for one in sorted(done, key=_by_cause)
    ]  # fmt: skip
    return sorted(moments, key=lambda moment: moment.at)


def _by_cause(one: Operation) -> tuple[int, int]:
    """Of what is told for one instant the cause stands first: money is promised, taken, given back."""
    return OperationKind.values.index(one.kind), one.pk


def _opened(attempt: Attempt) -> PaymentMoment:
    return PaymentMoment(
        attempt.created_at, "attempt", attempt.get_method_display(), attempt.get_status_display(),
        reference=attempt.reference, detail=attempt.gateway,
    )  # fmt: skip


def _asked(one: Operation) -> PaymentMoment:
    said = [one.reason, one.problem, f"{one.tries} ×" if one.tries > 1 else ""]
    return PaymentMoment(
        one.resolved_at or one.requested_at, "operation", one.get_kind_display(), one.get_state_display(),
        from_minor(one.amount, one.currency), one.reference, " · ".join(text for text in said if text),
    )  # fmt: skip


def _told(one: Callback) -> PaymentMoment:
    return PaymentMoment(one.received_at, "callback", one.kind, one.outcome, reference=one.reference)


def _posted(one: JournalView) -> PaymentMoment:
    legs = ", ".join(f"{leg.code.label} {leg.owner} {leg.amount}".replace("  ", " ") for leg in one.legs)
    return PaymentMoment(one.occurred_at, "journal", one.kind.label, reference=str(one.public_id), detail=legs)
