"""Variances · what an authority has assessed is compared with what was quoted · public schema, inside the vendor."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.common.clock import now
from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord

from . import operations


def register() -> None:
    """Listen to what authorities ask for."""
    subscribe("customs.duty_assessed", compare, name="variances.compare", enters_vendor=True)


def compare(record: OutboxRecord) -> None:
    """Keep how the debt differs from the quote, or that it does not."""
    if record.vendor_id is None:
        return
    operations.record(
        UUID(record.payload["declaration_id"]),
        vendor_id=record.vendor_id,
        assessed_on=datetime.fromisoformat(record.payload["occurred_at"]).date(),
        at=now(),
    )
