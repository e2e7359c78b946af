"""Payments · the provider's page, code or reference: opening it · public schema.

Opens its own transactions: nothing is held while the provider is asked.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from apps.outbox import operations as outbox
from apps.payments import events, rules
from apps.payments.errors import (
    AmountNotChargeable,
    Declined,
    Duplicate,
    IntentClosed,
    InvalidRequest,
    PaymentRefused,
    PaymentUnavailable,
    Unavailable,
    Unknown,
)
from apps.payments.gateways import registry
from apps.payments.models import Attempt, Operation
from apps.payments.types import ActionKind, AttemptStatus, IntentStatus, OperationKind, PaymentPage

from .attempts import close_attempt, new_attempt, page_of
from .intents import locked
from .state import note_opened, resolve

ABOUT_TO_CLOSE = timedelta(minutes=1)


def begin(intent_id: UUID, *, page: PaymentPage, opened: Operation | None = None, at: datetime) -> str:
    """Open the way to pay that `page` names, or find it open; the address to which the buyer goes.

    That is the provider's page, or `page.success_url` where there is a code to scan
    or a transfer to send: `selectors.action` says what to show there. It is empty where
    the buyer has nothing to do, so that the provider can be asked at once. Another way than
    the open one closes that first. The attempt is committed before the provider is
    called, and a call that was lost is repeated with the same key and the same words.
    `opened` is what `open_intent` wrote down a moment ago.

    Raises:
        IntentClosed: the intent is paid or withdrawn.
        AmountNotChargeable: this way cannot carry the amount.
        PaymentUnavailable: the provider does not answer. Calling again is safe.
        PaymentRefused: the provider refuses for good.
    """
    operation = opened or _prepared(intent_id, page, at=at)
    if operation is not None:
        return _address(operation.attempt) or open_page(operation.attempt, operation, at=at)
    with transaction.atomic(durable=True):
        attempt, first = _live_attempt(intent_id, page, at=at)
    return _address(attempt) or open_page(attempt, first, at=at)


def open_page(attempt: Attempt, known: Operation | None, *, at: datetime) -> str:
    """Have the provider open what an attempt wrote down; where the buyer goes.

    Raises:
        PaymentUnavailable, PaymentRefused: see `begin`.
    """
    intent = attempt.intent
    operation = known or Operation.objects.get(attempt=attempt, kind=OperationKind.AUTHORISE)
    page = page_of(attempt)
    try:
        started = registry.gateway(attempt.gateway).start(
            intent.public_id, intent.money(intent.amount), page, key=operation.idempotency_key
        )
    except (InvalidRequest, Declined, Duplicate) as refusal:
        with transaction.atomic(durable=True):
            meanwhile = _opened_meanwhile(attempt)
            if meanwhile is None:
                _refused(attempt, operation, str(refusal), at=at)
        if meanwhile is None:
            raise PaymentRefused() from refusal
        return _address(meanwhile)
    except (Unavailable, Unknown) as failure:
        with transaction.atomic(durable=True):
            resolve(operation.pk, "lose", at=at)
        raise PaymentUnavailable() from failure
    with transaction.atomic(durable=True):
        note_opened(operation, started, at=at)
        if started.action is ActionKind.INSTRUCTIONS:
            outbox.emit(
                events.TransferAwaited(
                    intent_id=intent.public_id, session_id=intent.session_id, version=intent.version
                ),
                at=at,
            )
    return _leads_to(started.action, started.url, page)


def _address(attempt: Attempt) -> str:
    """Where the buyer goes, if the provider has opened it already."""
    if not attempt.reference:
        return ""
    return _leads_to(attempt.action, attempt.url, page_of(attempt))


def _leads_to(action: str, url: str, page: PaymentPage) -> str:
    return {ActionKind.REDIRECT: url, ActionKind.NONE: ""}.get(ActionKind(action), page.success_url)


def _prepared(intent_id: UUID, page: PaymentPage, *, at: datetime) -> Operation | None:
    """The authorisation of the page that is open, or was written down to be opened, with attempt and intent."""
    return (
        Operation.objects.select_related("attempt__intent")
        .filter(
            attempt__intent__public_id=intent_id,
            attempt__intent__status__in=rules.OPEN_INTENTS,
            attempt__status=AttemptStatus.LIVE,
            attempt__method=page.method,
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
    if live is not None and live.method == page.method and live.closes_at > at + ABOUT_TO_CLOSE:
        return live, None
    intent.gateway = registry.gateway_of(page.method)
    amount = intent.money(intent.amount)
    if not registry.gateway(intent.gateway).chargeable(amount):
        raise AmountNotChargeable(amount=str(amount))
    if live is not None:
        close_attempt(live, intent, reason="another", at=at)
    attempt, operation = new_attempt(intent, page, at=at)
    intent.status = rules.INTENT.next(IntentStatus(intent.status), "start")
    intent.problem = ""
    intent.updated_at = at
    intent.save(update_fields=["status", "gateway", "problem", "updated_at"])
    return attempt, operation


def _opened_meanwhile(attempt: Attempt) -> Attempt | None:
    """The attempt where somebody else has opened its page since `attempt` was read, so that it may be paid by now.

    A provider refuses to open what is paid: that is no refusal of the payment.
    """
    locked(attempt.intent.public_id)
    row = Attempt.objects.select_for_update(of=("self",)).select_related("intent").get(pk=attempt.pk)
    return row if row.reference else None


def _refused(attempt: Attempt, operation: Operation, problem: str, *, at: datetime) -> None:
    intent = locked(attempt.intent.public_id)
    resolve(operation.pk, "fail", at=at, problem=problem)
    open_ones = (AttemptStatus.LIVE, AttemptStatus.CLOSED)
    Attempt.objects.filter(pk=attempt.pk, status__in=open_ones).update(status=AttemptStatus.FAILED)
    if attempt.status == AttemptStatus.LIVE and intent.status in rules.OPEN_INTENTS:
        intent.status = rules.INTENT.next(IntentStatus(intent.status), "refuse")
        intent.updated_at = at
        intent.save(update_fields=["status", "updated_at"])
