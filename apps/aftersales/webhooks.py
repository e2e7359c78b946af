"""Aftersales · what a vendor's programs hear of returns and claims · vendor's schema."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.money import on_wire
from apps.outbox.types import OutboxRecord
from apps.webhooks.registry import offer

from . import selectors


def offer_all() -> None:
    """Say what there is to hear of."""
    offer(
        "aftersales.return_changed",
        type="return.changed",
        title=_("A return has come to stand elsewhere"),
        describe=describe_return,
    )
    offer(
        "aftersales.claim_changed",
        type="claim.changed",
        title=_("A claim has come to stand elsewhere"),
        describe=describe_claim,
    )


def describe_return(record: OutboxRecord) -> dict[str, Any]:
    """The return as it stood with this news: ids, goods, what was given back and what is asked for dearer ones; the
    buyer not at all."""
    row = selectors.return_request(UUID(record.payload["return_id"]))
    exchange = getattr(row, "exchange", None)
    return {
        "return_id": row.public_id,
        "number": row.number,
        "order_id": row.order_id,
        "order_number": row.order_number,
        "status": record.payload["status"],
        "revision": record.version,
        "reason": row.reason,
        "wanted": row.wanted,
        "refunded": on_wire(Money(row.refunded, row.currency)),
        "asked_for": on_wire(exchange.asked_for if exchange else Money(0, row.currency)),
        "lines": [{"sku": line.sku, "quantity": line.quantity} for line in row.lines.all()],
    }


def describe_claim(record: OutboxRecord) -> dict[str, Any]:
    """The claim as it stood with this news."""
    row = selectors.claim(UUID(record.payload["claim_id"]))
    return {
        "claim_id": row.public_id,
        "number": row.number,
        "order_id": row.order_id,
        "order_number": row.order_number,
        "kind": row.kind,
        "status": record.payload["status"],
        "remedy": record.payload["remedy"],
        "revision": record.version,
        "tracking_number": row.tracking_number,
        "refunded": on_wire(Money(row.refunded, row.currency)),
        "lines": [{"sku": line.sku, "quantity": line.quantity} for line in row.lines.all()],
    }
