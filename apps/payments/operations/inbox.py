"""Payments · the inbox of providers' callbacks · public schema."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from apps.payments.errors import PaymentRefused, PaymentUnavailable
from apps.payments.gateways.port import VerifiedCallback
from apps.payments.gateways.registry import gateway
from apps.payments.models import Callback, Intent

from .pages import verify

log = logging.getLogger(__name__)

KEPT_WAITING = timedelta(hours=1)


def receive_callback(name: str, *, headers: Mapping[str, str], body: bytes, at: datetime) -> int | None:
    """Keep a provider's message once; its key, or None for one that was kept before or says nothing to us.

    Raises:
        BadCallback: not signed by the provider, or too old. Nothing is kept.
    """
    message = gateway(name).read_callback(headers, body, at=at)
    if message is None:
        return None
    Callback.objects.bulk_create([_row(name, message, at=at)], ignore_conflicts=True)
    row = Callback.objects.filter(gateway=name, event_id=message.event_id, handled_at__isnull=True).first()
    return row.pk if row else None


def handle_callback(pk: int, *, at: datetime) -> None:
    """Ask the provider about the payment that a callback names. What the callback says is never believed.

    One that comes before its intent is known waits up to an hour for it.
    """
    callback = Callback.objects.get(pk=pk)
    if callback.handled_at is not None:
        return
    intent = Intent.objects.filter(public_id=callback.intent_id).first() if callback.intent_id else None
    if intent is None:
        if callback.received_at + KEPT_WAITING < at:
            _close(callback, "unmatched", at=at)
        return
    try:
        verify(intent.public_id, at=at)
    except (PaymentUnavailable, PaymentRefused) as failure:
        log.warning("callback %s: %s", callback.event_id, failure)
        return
    _close(callback, "agreed" if _agrees(callback, intent) else "disagreed", at=at)


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
    """Whether amount and currency, where the message states them, are the intent's."""
    if callback.currency and callback.currency != intent.currency:
        return False
    if callback.amount is None:
        return True
    return callback.amount == gateway(intent.gateway).counted(intent.money(intent.amount))


def _close(callback: Callback, outcome: str, *, at: datetime) -> None:
    Callback.objects.filter(pk=callback.pk, handled_at__isnull=True).update(handled_at=at, outcome=outcome)
