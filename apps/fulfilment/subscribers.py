"""Fulfilment · orders that are cancelled or changed while they are collected or driven out · vendor's schema."""

from __future__ import annotations

from uuid import UUID

from apps.common.clock import now
from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord

from .operations import following

_TOPICS = ("orders.cancelled", "orders.changed")


def register() -> None:
    """Listen to what becomes of orders."""
    for topic in _TOPICS:
        subscribe(topic, follow_order, name="fulfilment.follow_order", enters_vendor=True)


def follow_order(record: OutboxRecord) -> None:
    """An order is another one than was to be collected and driven out, or is none any more."""
    following.follow_order(UUID(record.payload["order_id"]), at=now())
