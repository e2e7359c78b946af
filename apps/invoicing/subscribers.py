"""Invoicing · what follows from others' news · public schema."""

from __future__ import annotations

from uuid import UUID

from apps.common.clock import now
from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord

from . import operations


def register() -> None:
    """Listen to purchases and refunds. Both are news of one purchase, so that they come in their order."""
    subscribe("checkout.purchase_completed", invoice, name="invoicing.invoice")
    subscribe("checkout.refund_made", credit, name="invoicing.credit")


def invoice(record: OutboxRecord) -> None:
    """Invoice what was bought. A number is taken and its document kept in the transaction of this delivery."""
    operations.issue(UUID(record.payload["purchase_id"]), at=now())


def credit(record: OutboxRecord) -> None:
    """Credit what goes back."""
    payload = record.payload
    operations.credit_refund(
        UUID(payload["refund_id"]),
        purchase_id=UUID(payload["purchase_id"]),
        order_id=UUID(payload["order_id"]),
        at=now(),
    )
