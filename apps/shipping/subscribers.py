"""Shipping · what carriers are told because of what happened · vendor's schema."""

from __future__ import annotations

from apps.logistics.carriers.registry import carrier
from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord


def register() -> None:
    """Listen to bookings that nobody needs any more."""
    subscribe("shipping.booking_dropped", undo_booking, name="shipping.undo_booking")


def undo_booking(record: OutboxRecord) -> None:
    """Cancel a booking at its carrier, to whom twice is once. While it does not answer, the relay asks again."""
    carrier(record.payload["carrier_code"]).cancel(record.payload["carrier_ref"])
