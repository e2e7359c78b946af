"""Payments · opening and withdrawing intents · public schema."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from djmoney.money import Money

from apps.common.errors import NotFound
from apps.common.money import to_minor
from apps.common.transactions import transaction_required
from apps.common.writing import insert_together
from apps.outbox import operations as outbox
from apps.payments import events, rules
from apps.payments.errors import AmountNotChargeable
from apps.payments.gateways import registry
from apps.payments.models import Attempt, Intent
from apps.payments.types import (
    NOTHING_TO_PAY,
    AttemptStatus,
    IntentRef,
    IntentStatus,
    IntentView,
    PaymentMethod,
    PaymentPage,
)

from .attempts import close_attempt, drafted_attempt


@transaction_required
def open_intent(
    *, session_id: UUID, version: int, amount: Money, page: PaymentPage | None = None, at: datetime
) -> IntentRef:
    """State the wish to be paid `amount` for a checkout as it stands at `version`.

    The caller holds the checkout's row, and asks once for each version of it: PostgreSQL refuses a second time.

    Where `page` is given the provider's page is written down with it, for `begin` to open; its method says which
    gateway the payment goes to, else it is the one for cards. Where nothing is to be paid, it is captured at once.

    Raises:
        AmountNotChargeable: the provider cannot express or take the amount.
    """
    if not amount.amount:
        return _over_nothing(session_id, version, amount, at=at)
    name = registry.gateway_of(page.method if page else PaymentMethod.CARD)
    if not registry.gateway(name).chargeable(amount):
        raise AmountNotChargeable(amount=str(amount))
    intent = Intent(
        status=rules.INTENT.next(IntentStatus.CREATED, "start") if page else IntentStatus.CREATED,
        idempotency_key=f"{session_id}:{version}",
        session_id=session_id,
        gateway=name,
        currency=amount.currency.code,
        amount=to_minor(amount),
        created_at=at,
        updated_at=at,
    )
    opened = drafted_attempt(intent, page, at=at) if page else None
    insert_together([intent, opened.attempt, opened] if opened else [intent])
    return replace(intent.ref(), opened=opened)


def _over_nothing(session_id: UUID, version: int, amount: Money, *, at: datetime) -> IntentRef:
    """The intent of a checkout that was paid otherwise, and the news that it is paid."""
    intent = Intent(
        status=IntentStatus.CAPTURED,
        idempotency_key=f"{session_id}:{version}",
        session_id=session_id,
        gateway=NOTHING_TO_PAY,
        currency=amount.currency.code,
        amount=0,
        version=1,
        created_at=at,
        updated_at=at,
    )
    paid = events.Authorised(intent_id=intent.public_id, session_id=session_id, version=1)
    insert_together([intent, outbox.drafted(paid, at=at)])
    return intent.ref()


@transaction_required
def cancel(intent_id: UUID, *, at: datetime) -> IntentView:
    """Withdraw an intent that is not paid, because the buyer goes back. A paid one is left and returned as it is."""
    return _withdraw(intent_id, "cancel", at=at)


@transaction_required
def expire(intent_id: UUID, *, at: datetime) -> IntentView:
    """Withdraw an intent that was not paid in time. A paid one is left and returned as it is.

    A payment that arrives later is released by itself.
    """
    return _withdraw(intent_id, "expire", at=at)


def locked(intent_id: UUID) -> Intent:
    """The intent's row, locked until the transaction ends.

    Raises:
        NotFound: there is none.
    """
    intent = Intent.objects.select_for_update().filter(public_id=intent_id).first()
    if intent is None:
        raise NotFound()
    return intent


def _withdraw(intent_id: UUID, event: str, *, at: datetime) -> IntentView:
    intent = locked(intent_id)
    if not rules.INTENT.allows(IntentStatus(intent.status), event):
        return intent.view()
    intent.status = rules.INTENT.next(IntentStatus(intent.status), event)
    intent.version += 1
    intent.updated_at = at
    intent.save(update_fields=["status", "version", "updated_at"])
    for attempt in Attempt.objects.select_for_update().filter(intent=intent, status=AttemptStatus.LIVE):
        close_attempt(attempt, intent, reason=event, at=at)
    if event == "expire":
        outbox.emit(
            events.Expired(intent_id=intent.public_id, session_id=intent.session_id, version=intent.version), at=at
        )
    return intent.view()
