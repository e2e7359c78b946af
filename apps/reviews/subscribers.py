"""Reviews · what happens here when a parcel arrives."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord

from . import operations


def note_delivery(record: OutboxRecord) -> None:
    """Let the buyer review the variants that the shipment held. Idempotent; an unknown purchase is none of ours."""
    facts = record.payload
    variants = [UUID(text) for text in facts.get("variant_ids") or ()]
    if not variants or not facts.get("purchase_id") or record.vendor_id is None:
        return
    operations.record_delivery(
        purchase_id=UUID(facts["purchase_id"]),
        variant_ids=variants,
        vendor_id=record.vendor_id,
        at=datetime.fromisoformat(facts["occurred_at"]) if facts.get("occurred_at") else record.created_at,
    )


def register() -> None:
    """Listen; called once when the app is ready."""
    subscribe("shipping.delivered", note_delivery, name="reviews.note_delivery")
