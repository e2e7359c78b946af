"""Outbox · delivering events to their subscribers · public schema.

The relay imports no other app: it knows subscribers by the registry alone.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from django.db import connection, transaction
from django_tenants.utils import get_tenant_model, tenant_context

from apps.common import metrics, trace
from apps.common.clock import now
from apps.common.errors import Conflict, Retryable
from apps.common.tenancy import leave_vendor

from .models import Delivery, OutboxEvent
from .registry import Subscriber, subscribers_of
from .types import OutboxRecord

log = logging.getLogger(__name__)

MAX_ATTEMPTS = 12
LONGEST_WAIT = timedelta(hours=1)

# The oldest unsent event of each aggregate, if it is due and nobody else is at it.
# An aggregate whose oldest event waits or is parked holds its younger ones back.
_CLAIM = """
    SELECT e.id
    FROM outbox_outboxevent e
    WHERE e.sent_at IS NULL AND e.parked_at IS NULL AND e.available_at <= %s
      AND NOT EXISTS (
        SELECT 1 FROM outbox_outboxevent older
        WHERE older.aggregate = e.aggregate AND older.aggregate_id = e.aggregate_id
          AND older.id < e.id AND older.sent_at IS NULL
      )
    ORDER BY e.id
    LIMIT 1
    FOR UPDATE OF e SKIP LOCKED
"""


def deliver_next(*, at: datetime | None = None) -> bool:
    """Deliver one due event to all its subscribers; False where none is due.

    Each subscriber's work and its Delivery row commit together, so an event
    repeated after a crash finds its deliveries and does nothing twice.
    """
    leave_vendor()
    with transaction.atomic():
        at = at or now()
        event = _claim(at)
        if event is None:
            return False
        with trace.bound(event.request_id):
            is_sent = _deliver(event, at)
    outcome = "sent" if is_sent else "parked" if event.parked_at else "failed"
    metrics.EVENTS.labels(event.topic, outcome).inc()
    if is_sent:
        metrics.EVENT_LAG_SECONDS.labels(event.topic).observe(max((now() - event.created_at).total_seconds(), 0.0))
    return True


def drain(*, limit: int = 10_000) -> int:
    """Deliver everything that is due, including what deliveries cause; the number of events."""
    count = 0
    while count < limit and deliver_next():
        count += 1
    return count


def _claim(at: datetime) -> OutboxEvent | None:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [at])
        row = cursor.fetchone()
    return OutboxEvent.objects.get(pk=row[0]) if row else None


def _deliver(event: OutboxEvent, at: datetime) -> bool:
    """Have every subscriber that has not yet had it handle the event, whichever others fail; whether all have now."""
    delivered = set(event.deliveries.values_list("subscriber", flat=True))
    waiting = [one for one in subscribers_of(event.topic) if one.name not in delivered]
    problems = [problem for one in waiting if (problem := _problem(event, one, at))]
    if problems:
        _postpone(event, "\n".join(problems), at)
        return False
    event.sent_at = at
    event.last_error = ""
    event.save(update_fields=["sent_at", "last_error"])
    return True


def _problem(event: OutboxEvent, subscriber: Subscriber, at: datetime) -> str:
    """Have a subscriber handle the event: "" or why it could not, in which case nothing of its work is written."""
    record = OutboxRecord(
        event.pk, event.topic, event.aggregate_id, event.vendor_id, event.version, event.payload, event.created_at
    )
    try:
        with transaction.atomic():
            _call(subscriber, record)
            Delivery.objects.create(event=event, subscriber=subscriber.name, delivered_at=at)
    except Exception as error:
        if not connection.is_usable():
            raise  # the database is gone, which is no fault of the subscriber's
        if isinstance(error, (Conflict, Retryable)) and not _is_last_attempt(event):
            log.warning("%s has to wait with %s: %s", subscriber.name, event, error)
        else:
            log.exception("%s failed on %s", subscriber.name, event)
        return f"{subscriber.name}: {error!r}"
    return ""


def _call(subscriber: Subscriber, record: OutboxRecord) -> None:
    if not subscriber.enters_vendor:
        subscriber.handler(record)
        return
    vendor = get_tenant_model().objects.get(pk=record.vendor_id)
    with tenant_context(vendor):
        subscriber.handler(record)


def _is_last_attempt(event: OutboxEvent) -> bool:
    return event.attempts + 1 >= MAX_ATTEMPTS


def _postpone(event: OutboxEvent, error: str, at: datetime) -> None:
    if _is_last_attempt(event):
        event.parked_at = at
    event.attempts += 1
    event.last_error = error[:2000]
    if event.parked_at is None:
        event.available_at = at + min(timedelta(seconds=2**event.attempts), LONGEST_WAIT)
    event.save(update_fields=["attempts", "last_error", "parked_at", "available_at"])
