"""Payments · the inbox of providers' callbacks · public schema."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q
from djmoney.money import Money

from apps.common.transactions import transaction_required
from apps.payments.errors import GatewayUnknown, PaymentRefused, PaymentUnavailable
from apps.payments.gateways import registry
from apps.payments.gateways.port import Gateway, VerifiedCallback
from apps.payments.models import Attempt, Callback, Intent

from .afterwards import follow_disputes
from .verifying import verify_closed

log = logging.getLogger(__name__)

KEPT_WAITING = timedelta(hours=1)
# Providers' words for news of a dispute contain it.
DISPUTE = "dispute"


def receive_callback(name: str, *, headers: Mapping[str, str], body: bytes, at: datetime) -> int | None:
    """Keep a provider's message once; its key, or None for one that was kept before or says nothing to us.

    Raises:
        GatewayUnknown: there is none of that name, or it is not set up.
        BadCallback: not signed by the provider, or too old. Nothing is kept.
    """
    message = _gateway(name).read_callback(headers, body, at=at)
    if message is None:
        return None
    Callback.objects.bulk_create([_row(name, message, at=at)], ignore_conflicts=True)
    row = Callback.objects.filter(gateway=name, event_id=message.event_id, handled_at__isnull=True).first()
    return row.pk if row else None


@transaction_required
def note_credit(gateway: str, *, event_id: str, intent_id: UUID, amount: Money, at: datetime) -> None:
    """Keep what our own bank statement says as if a provider had sent it: the payment is asked about soon. Once."""
    message = VerifiedCallback(event_id, "credit", "", str(intent_id), None, amount.currency.code)
    Callback.objects.bulk_create([_row(gateway, message, at=at)], ignore_conflicts=True)


def answer_callback(name: str, *, accepted: bool) -> tuple[int, bytes, str]:
    """What a provider wants to read after a message: status, body, content type.

    Raises:
        GatewayUnknown: there is none of that name, or it is not set up.
    """
    return _gateway(name).answer(accepted=accepted)


def handle_callback(pk: int, *, at: datetime) -> None:
    """Ask the provider about the payment that a callback names. What the callback says is never believed.

    It names the intent, or the provider's page or payment. One that comes before its intent is known waits up to an
    hour for it.
    """
    callback = Callback.objects.get(pk=pk)
    if callback.handled_at is not None:
        return
    intent = _intent_of(callback)
    if intent is None:
        if callback.received_at + KEPT_WAITING < at:
            _close(callback, "unmatched", at=at)
        return
    try:
        verify_closed(intent.public_id, at=at)
        if DISPUTE in callback.kind:
            follow_disputes(intent.public_id, at=at)
    except (PaymentUnavailable, PaymentRefused) as failure:
        log.warning("callback %s: %s", callback.event_id, failure)
        return
    _close(callback, "agreed" if _agrees(callback, intent) else "disagreed", at=at)


def _gateway(name: str) -> Gateway:
    try:
        return registry.gateway(name)
    except (LookupError, ValueError, OSError) as missing:
        raise GatewayUnknown() from missing


def _intent_of(callback: Callback) -> Intent | None:
    if callback.intent_id:
        return Intent.objects.filter(public_id=callback.intent_id).first()
    if not callback.reference:
        return None
    named = Q(payment_reference=callback.reference) | Q(reference=callback.reference)
    attempt = Attempt.objects.select_related("intent").filter(named, gateway=callback.gateway).first()
    return attempt.intent if attempt else None


def _row(name: str, message: VerifiedCallback, *, at: datetime) -> Callback:
    return Callback(
        gateway=name,
        event_id=message.event_id[:255],
        kind=message.kind[:80],
        reference=message.reference[:255],
        intent_id=_uuid(message.our_reference),
        amount=message.amount,
        currency=message.currency[:3],
        received_at=at,
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _agrees(callback: Callback, intent: Intent) -> bool:
    """Whether amount and currency, where the message states them, are the intent's; a dispute may be about a part."""
    if DISPUTE in callback.kind:
        return True
    if callback.currency and callback.currency != intent.currency:
        return False
    if callback.amount is None:
        return True
    return callback.amount == registry.gateway(callback.gateway).counted(intent.money(intent.amount))


def _close(callback: Callback, outcome: str, *, at: datetime) -> None:
    Callback.objects.filter(pk=callback.pk, handled_at__isnull=True).update(handled_at=at, outcome=outcome)
