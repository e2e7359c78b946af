"""Checkout · what a vendor's programs hear of the money for its orders · public schema."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.common.money import on_wire
from apps.common.tenancy import current_vendor_id
from apps.outbox.types import OutboxRecord
from apps.webhooks.registry import offer

from . import selectors
from .selectors import refunds


def offer_all() -> None:
    """Say what there is to hear of."""
    offer(
        "payments.captured",
        type="order.paid",
        title=_("The money for an order was taken"),
        describe=describe,
        audience=vendors_of,
    )
    offer(
        "checkout.refund_made",
        type="order.refunded",
        title=_("Money of an order goes back to the buyer"),
        describe=describe_refund,
    )


def vendors_of(record: OutboxRecord) -> list[int]:
    """The vendors that have a part in the purchase that was paid for."""
    return list(selectors.parts_of_session(UUID(record.payload["session_id"])))


def describe(record: OutboxRecord) -> dict[str, Any]:
    """The vendor's own part of the purchase, and what it comes to."""
    part = selectors.parts_of_session(UUID(record.payload["session_id"]))[current_vendor_id()]
    return {
        "order_id": part.order_id,
        "number": part.order_number,
        "purchase_number": part.purchase_number,
        "total": on_wire(part.total),
    }


def describe_refund(record: OutboxRecord) -> dict[str, Any]:
    """The refund as it stands: what the buyer gets, and how much of it the vendor bears."""
    refund = refunds.refund(UUID(record.payload["refund_id"]), vendor_id=current_vendor_id())
    return {
        "refund_id": refund.public_id,
        "order_id": refund.order_id,
        "number": refund.order_number,
        "kind": refund.kind,
        "reason": refund.reason,
        "amount": on_wire(refund.amount),
        "by_vendor": on_wire(refund.by_vendor),
        "lines": [
            {"sku": line.sku, "quantity": line.quantity, "amount": on_wire(line.amount)} for line in refund.lines
        ],
    }
