"""Payouts · what follows from others' news, and from our own · public schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.common.clock import now
from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord

from . import operations, selectors
from .mail import send_account_changed, send_payout_failed


def register() -> None:
    """Listen to orders and to our own news."""
    subscribe("orders.delivered", note_delivered, name="payouts.note_delivered")
    subscribe("orders.cancelled", note_cancelled, name="payouts.note_cancelled")
    subscribe("payouts.account_changed", tell_owners_of_account, name="payouts.tell_owners_of_account")
    subscribe("payouts.failed", tell_owners_of_failure, name="payouts.tell_owners_of_failure")


def note_delivered(record: OutboxRecord) -> None:
    """An order is at the door: what it earned is due after the vendor's delay."""
    if record.vendor_id is not None:
        operations.note_delivered(
            record.vendor_id,
            UUID(record.payload["purchase_id"]),
            delivered_at=datetime.fromisoformat(record.payload["occurred_at"]),
        )


def note_cancelled(record: OutboxRecord) -> None:
    """An order is cancelled: its sale and its reversal go out together. One that cost nothing sold nothing."""
    is_paid = record.payload.get("is_paid", not record.payload.get("replaces_id"))
    if record.vendor_id is not None and is_paid:
        operations.note_cancelled(record.vendor_id, UUID(record.payload["purchase_id"]), at=now())


def tell_owners_of_account(record: OutboxRecord) -> None:
    """Another bank account was entered: the owners must know, in case it was none of them."""
    if record.vendor_id is not None:
        send_account_changed(record.vendor_id, UUID(record.payload["account_id"]))


def tell_owners_of_failure(record: OutboxRecord) -> None:
    """A payout did not arrive."""
    if record.vendor_id is not None:
        payout = selectors.payout(UUID(record.payload["payout_id"]), vendor_id=record.vendor_id)
        send_payout_failed(record.vendor_id, selectors.as_view(payout))
