"""Outbox · delivering events to their subscribers · public schema.

The relay imports no other app: it knows subscribers by the registry alone.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Collection, Sequence
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

MOST_TOGETHER = 50
# How far behind the oldest of them, in ids, those may be that go with it.
_LOOKS_AHEAD = 1000

# The oldest unsent event of each aggregate, if it is due and nobody else is at it.
# An aggregate whose oldest event waits or is parked holds its younger ones back.
_DUE = """
    SELECT e.id
    FROM outbox_outboxevent e
    WHERE e.sent_at IS NULL AND e.parked_at IS NULL AND e.available_at <= %s
      AND NOT EXISTS (
        SELECT 1 FROM outbox_outboxevent older
        WHERE older.aggregate = e.aggregate AND older.aggregate_id = e.aggregate_id
          AND older.id < e.id AND older.sent_at IS NULL
      )
"""
_LOCKED = """
    ORDER BY e.id
    LIMIT %s
    FOR UPDATE OF e SKIP LOCKED
"""
_OF_NO_CROWD = """
      AND concat_ws(' ', e.topic, e.vendor_id) <> ALL (%s)
"""
_ALIKE = """
      AND e.topic = %s AND e.vendor_id = %s AND e.attempts = 0 AND e.id > %s AND e.id <= %s
"""
_CLAIM = _DUE + _OF_NO_CROWD + _LOCKED
_CLAIM_ALIKE = _DUE + _ALIKE + _LOCKED


def deliver_next(*, at: datetime | None = None, crowds: set[str] | None = None) -> int:
    """Deliver the next due event to all its subscribers; the number of events, 0 where none is due.

    Where one of them takes many, events of the same topic and vendor go with it, up
    to MOST_TOGETHER; what failed before goes alone. A subscriber's work and its
    Delivery rows commit together, so an event repeated after a crash finds its
    deliveries and does nothing twice.

    `crowds` are topics with their vendor of which as many as could go were due: all others
    go before them, so that nobody waits for the end of somebody's import. It is the
    caller's to keep, and is written here.
    """
    leave_vendor()
    crowds = set() if crowds is None else crowds
    with transaction.atomic():
        at = at or now()
        events = _claim(at, crowds)
        if not events and crowds:
            crowds.clear()
            events = _claim(at, crowds)
        if not events:
            return 0
        with trace.bound(_common_request(events)):
            _deliver(events, at)
    if len(events) == MOST_TOGETHER:
        crowds.add(f"{events[0].topic} {events[0].vendor_id}")
    for event in events:
        outcome = "sent" if event.sent_at else "parked" if event.parked_at else "failed"
        metrics.EVENTS.labels(event.topic, outcome).inc()
        if event.sent_at:
            metrics.EVENT_LAG_SECONDS.labels(event.topic).observe(max((now() - event.created_at).total_seconds(), 0.0))
    return len(events)


def drain(*, limit: int = 10_000) -> int:
    """Deliver everything that is due, including what deliveries cause; the number of events.

    Ends with the delivery that reaches `limit`.
    """
    count, crowds = 0, set[str]()
    while count < limit and (delivered := deliver_next(crowds=crowds)):
        count += delivered
    return count


def _claim(at: datetime, crowds: Collection[str]) -> list[OutboxEvent]:
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [at, list(crowds), 1])
        row = cursor.fetchone()
    if row is None:
        return []
    event = OutboxEvent.objects.get(pk=row[0])
    if event.attempts or event.vendor_id is None or not any(one.takes_many for one in subscribers_of(event.topic)):
        return [event]
    after, until = event.pk, event.pk + _LOOKS_AHEAD
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM_ALIKE, [at, event.topic, event.vendor_id, after, until, MOST_TOGETHER - 1])
        alike = [row[0] for row in cursor.fetchall()]
    return [event, *OutboxEvent.objects.filter(pk__in=alike).order_by("pk")] if alike else [event]


def _common_request(events: Sequence[OutboxEvent]) -> str:
    """The id of the request that caused them all; empty where there were several."""
    ids = {event.request_id for event in events}
    return ids.pop() if len(ids) == 1 else ""


def _deliver(events: Sequence[OutboxEvent], at: datetime) -> None:
    """Have every subscriber that has not yet had an event handle it, whichever others fail."""
    had = set(Delivery.objects.filter(event__in=events).values_list("event_id", "subscriber"))
    problems: dict[int, list[str]] = defaultdict(list)
    for subscriber in subscribers_of(events[0].topic):
        waiting = [event for event in events if (event.pk, subscriber.name) not in had]
        groups = [waiting] if subscriber.takes_many else [[event] for event in waiting]
        for together in filter(None, groups):
            for event_id, problem in _problems(together, subscriber, at).items():
                problems[event_id].append(problem)
    for event in events:
        if event.pk in problems:
            _postpone(event, "\n".join(problems[event.pk]), at)
        else:
            event.sent_at = at
    sent = [event.pk for event in events if event.sent_at]
    OutboxEvent.objects.filter(pk__in=sent).update(sent_at=at, last_error="")


def _problems(events: Sequence[OutboxEvent], subscriber: Subscriber, at: datetime) -> dict[int, str]:
    """Have a subscriber handle events: by id, why it could not. Nothing of its work on such a one is written."""
    try:
        with transaction.atomic():
            _call(subscriber, [_record(event) for event in events])
            Delivery.objects.bulk_create(
                [Delivery(event=event, subscriber=subscriber.name, delivered_at=at) for event in events]
            )
    except Exception as error:
        if not connection.is_usable():
            raise  # the database is gone, which is no fault of the subscriber's
        if len(events) > 1:
            log.warning("%s failed on %d events together, and gets each alone: %r", subscriber.name, len(events), error)
            return {pk: said for event in events for pk, said in _problems([event], subscriber, at).items()}
        event = events[0]
        if isinstance(error, (Conflict, Retryable)) and not _is_last_attempt(event):
            log.warning("%s has to wait with %s: %s", subscriber.name, event, error)
        else:
            log.exception("%s failed on %s", subscriber.name, event)
        return {event.pk: f"{subscriber.name}: {error!r}"}
    return {}


def _record(event: OutboxEvent) -> OutboxRecord:
    return OutboxRecord(
        event.pk, event.topic, event.aggregate_id, event.vendor_id, event.version, event.payload, event.created_at
    )


def _call(subscriber: Subscriber, records: Sequence[OutboxRecord]) -> None:
    if not subscriber.enters_vendor:
        subscriber.handler(records)
        return
    vendor = get_tenant_model().objects.get(pk=records[0].vendor_id)
    with tenant_context(vendor):
        subscriber.handler(records)


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
