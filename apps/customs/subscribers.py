"""Customs · what follows from its own news · public schema."""

from __future__ import annotations

from celery import current_app

from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord


def register() -> None:
    """Listen to drafts that wait to be sent, and to debts that wait to be paid."""
    subscribe("customs.declaration_drafted", look_after, name="customs.look_after")
    subscribe("customs.duty_assessed", look_after, name="customs.look_after")


def look_after(record: OutboxRecord) -> None:
    """Have a worker talk to customs about a declaration. What is lost on the way beat finds."""
    current_app.tasks["customs.look_after"].delay(vendor_id=record.vendor_id, ids=[record.payload["declaration_id"]])
