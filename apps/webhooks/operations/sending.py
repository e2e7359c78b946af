"""Webhooks · sending: who may, what is next, what came of it · public schema.

One task at a time sends to an endpoint, under a lease that outlives it. A message
is settled only after its attempt: whoever is killed between the two has it sent
again, under the same webhook-id.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from apps.common.sealing import Unreadable, unseal
from apps.common.transactions import transaction_required
from apps.outbox import operations as outbox

from .. import selectors
from ..events import EndpointDisabled
from ..models import Attempt, Delivery, Endpoint
from ..rules import retries
from ..types import Cause, DeliveryStatus, EndpointStatus, Outcome, Sending

LEASE = timedelta(seconds=120)
GONE = 410


@transaction_required
def claim(endpoint_id: int, *, at: datetime) -> datetime | None:
    """Take the lease of an endpoint: its end, which names it; None where another has it or nothing may be sent."""
    free = selectors.free(Endpoint.objects.filter(pk=endpoint_id), at=at)
    row = free.select_for_update(skip_locked=True).first()
    if row is None:
        return None
    row.claimed_until = at + LEASE
    row.save(update_fields=["claimed_until"])
    return row.claimed_until


@transaction_required
def release(endpoint_id: int, *, lease: datetime) -> None:
    """Give the lease back, unless it ran out and is another's by now."""
    Endpoint.objects.filter(pk=endpoint_id, claimed_until=lease).update(claimed_until=None)


@transaction_required
def next_sending(endpoint_id: int, *, lease: datetime, at: datetime) -> Sending | None:
    """The oldest message that is due, with the secrets that sign it now; None where there is none, or no lease.

    An endpoint whose secret cannot be read is switched off.
    """
    open_now = selectors.may_be_called(Endpoint.objects.filter(pk=endpoint_id, claimed_until=lease), at=at)
    row = open_now.first()
    if row is None or lease <= at:
        return None
    message = selectors.due_of(endpoint_id, at=at).order_by("pk").first()
    if message is None:
        return None
    try:
        keys = [unseal(row.secret)]
        if row.previous_secret and row.previous_until and row.previous_until > at:
            keys.append(unseal(row.previous_secret))
    except Unreadable:
        _disable(Endpoint.objects.select_for_update().get(pk=endpoint_id), Cause.UNREADABLE, at=at)
        return None
    return Sending(message.pk, selectors.message_id(message), row.url, message.payload, tuple(keys))


@transaction_required
def settle(delivery_id: int, outcome: Outcome, *, jitter: float, at: datetime) -> None:
    """Write down an attempt and what follows: delivered, the next attempt, given up, or the endpoint switched off.

    `jitter` in [0, 1) spreads the next attempt. A message that was taken away in
    the meantime leaves no trace.
    """
    endpoint = Endpoint.objects.select_for_update(of=("self",)).filter(deliveries=delivery_id).first()
    row = Delivery.objects.select_for_update().filter(pk=delivery_id).first()
    if endpoint is None or row is None:
        return
    Attempt.objects.create(
        delivery=row,
        attempted_at=at,
        status_code=outcome.status_code,
        failure=outcome.failure,
        response=outcome.response,
        duration_ms=outcome.duration_ms,
    )
    if row.status == DeliveryStatus.WAITING:
        row.attempt_count += 1
        _settle_message(row, outcome, jitter=jitter, at=at)
    _note_health(endpoint, outcome, at=at)


def _settle_message(row: Delivery, outcome: Outcome, *, jitter: float, at: datetime) -> None:
    pause = retries.wait(row.attempt_count, jitter=jitter, asked_s=outcome.retry_after_s)
    if outcome.is_delivered or pause is None:
        row.status = DeliveryStatus.DELIVERED if outcome.is_delivered else DeliveryStatus.DEAD
        row.settled_at, row.next_attempt_at = at, None
    else:
        row.next_attempt_at = at + pause
    row.save(update_fields=["status", "attempt_count", "next_attempt_at", "settled_at"])


def _note_health(endpoint: Endpoint, outcome: Outcome, *, at: datetime) -> None:
    if outcome.is_delivered:
        endpoint.failure_count, endpoint.failing_since, endpoint.open_until = 0, None, None
        endpoint.delivered_at = at
    else:
        endpoint.failure_count += 1
        endpoint.failing_since = endpoint.failing_since or at
        pause = retries.rest(endpoint.failure_count)
        endpoint.open_until = at + pause if pause else None
    endpoint.save(update_fields=["failure_count", "failing_since", "open_until", "delivered_at"])
    if endpoint.status == EndpointStatus.DISABLED or outcome.is_delivered:
        return
    if outcome.status_code == GONE:
        _disable(endpoint, Cause.GONE, at=at)
    elif retries.is_hopeless(endpoint.failing_since, at=at):
        _disable(endpoint, Cause.FAILING, at=at)


def _disable(endpoint: Endpoint, cause: Cause, *, at: datetime) -> None:
    endpoint.status, endpoint.disabled_cause = EndpointStatus.DISABLED, cause
    endpoint.version += 1
    endpoint.save(update_fields=["status", "disabled_cause", "version"])
    Delivery.objects.filter(endpoint=endpoint, status=DeliveryStatus.WAITING).update(
        status=DeliveryStatus.DEAD, settled_at=at, next_attempt_at=None
    )
    event = EndpointDisabled(
        endpoint_id=endpoint.public_id, cause=cause.value, vendor_id=endpoint.vendor_id, version=endpoint.version
    )
    outbox.emit(event, at=at)
