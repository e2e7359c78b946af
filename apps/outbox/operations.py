"""Outbox · writing events beside what they tell of; forgetting old answers · public schema."""

from __future__ import annotations

import json
from dataclasses import fields
from datetime import datetime, timedelta

from django.core.serializers.json import DjangoJSONEncoder

from apps.common import trace
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor
from apps.common.writing import insert_together

from .models import IdempotencyKey, OutboxEvent
from .types import Event

# How long the same key brings the same answer.
KEPT_FOR = timedelta(days=2)


@transaction_required
def emit(event: Event, *, at: datetime, by: Actor = SYSTEM) -> None:
    """Record that `event` happened, in the transaction that made it happen.

    It is delivered after the commit, at least once, in order within its aggregate.
    """
    insert_together([drafted(event, at=at, by=by)])


def drafted(event: Event, *, at: datetime, by: Actor = SYSTEM) -> OutboxEvent:
    """The event's row, for a caller that writes it together with what it tells of (`insert_together`)."""
    return OutboxEvent(**_row(event, at=at, by=by))


@transaction_required
def emit_many(events: list[Event], *, at: datetime, by: Actor = SYSTEM) -> None:
    """Record several events in one statement, in the order given."""
    OutboxEvent.objects.bulk_create([OutboxEvent(**_row(event, at=at, by=by)) for event in events])


def _row(event: Event, *, at: datetime, by: Actor) -> dict[str, object]:
    payload = {field.name: getattr(event, field.name) for field in fields(event)}
    return {
        "topic": event.topic,
        "aggregate": event.aggregate,
        "aggregate_id": str(getattr(event, event.key)),
        "vendor_id": event.vendor_id,
        "version": event.version,
        "payload": json.loads(json.dumps(payload, cls=DjangoJSONEncoder)),
        "actor_kind": by.kind,
        "actor_ref": by.ref,
        "request_id": trace.current(),
        "created_at": at,
        "available_at": at,
    }


def unpark(event_ids: list[int], *, at: datetime) -> int:
    """Have events that were given up delivered after all; how many there were."""
    return OutboxEvent.objects.filter(pk__in=event_ids, sent_at__isnull=True).update(
        parked_at=None, attempts=0, available_at=at
    )


@transaction_required
def settle(vendor_id: int, *, topics: tuple[str, ...], at: datetime) -> int:
    """Say that a vendor's waiting events of these topics need no delivery, since their work was done in bulk."""
    return OutboxEvent.objects.filter(vendor_id=vendor_id, topic__in=topics, sent_at__isnull=True).update(sent_at=at)


def forget_keys(*, at: datetime) -> int:
    """Delete what was kept for requests of more than KEPT_FOR ago; how many."""
    gone, _ = IdempotencyKey.objects.filter(created_at__lt=at - KEPT_FOR).delete()
    return gone
