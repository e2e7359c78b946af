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


def offer_all() -> None:
    """Say what there is to hear of."""
    offer(
        "payments.captured",
        type="order.paid",
        title=_("The money for an order was taken"),
        describe=describe,
        audience=vendors_of,
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
