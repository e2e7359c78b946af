"""Outbox · reads · public schema."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Min, QuerySet

from apps.common.errors import NotFound

from .models import OutboxEvent


@dataclass(frozen=True)
class Backlog:
    """What has not been delivered: how many events, the oldest one's instant, and how many were given up."""

    unsent: int
    oldest_at: datetime | None
    parked: int


def backlog() -> Backlog:
    """What waits and what was parked; two index look-ups."""
    waiting = OutboxEvent.objects.filter(sent_at=None, parked_at=None).aggregate(
        unsent=Count("pk"), oldest_at=Min("created_at")
    )
    parked = OutboxEvent.objects.filter(sent_at=None, parked_at__isnull=False).count()
    return Backlog(parked=parked, **waiting)


def events() -> QuerySet[OutboxEvent]:
    """Every event, sent ones too, to be narrowed and cut by who shows them."""
    return OutboxEvent.objects.all()


def event(public_id: UUID) -> OutboxEvent:
    """One event.

    Raises:
        NotFound: there is none.
    """
    row = OutboxEvent.objects.filter(public_id=public_id).first()
    if row is None:
        raise NotFound()
    return row
