"""Screening · what follows from others' news, and from new lists · public schema."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from apps.common.clock import now
from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord

from . import operations, tasks


def register() -> None:
    """Listen to orders that end, and to lists."""
    subscribe("orders.delivered", close, name="screening.close")
    subscribe("orders.cancelled", close, name="screening.close")
    subscribe("screening.list_changed", screen_again, name="screening.screen_again")


def close(record: OutboxRecord) -> None:
    """The order needs no screening any more."""
    operations.close_order(UUID(record.payload["order_id"]), at=now())


def screen_again(record: OutboxRecord) -> None:
    """Whoever has an open order is held against the new version; the clock starts what the broker loses."""
    transaction.on_commit(lambda: tasks.rescreen_parties.delay())
