"""Checkout · what orders and parcels tell, kept with the purchase · public schema.

News may come twice, late and out of order: orders' by version, parcels' by event time.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.checkout.errors import NotCaptured, NothingLeft, RefundHeld
from apps.checkout.models import PurchaseEvent, PurchasePart
from apps.checkout.rules import states
from apps.checkout.types import PartStatus
from apps.checkout.types.refunds import RefundKind, RefundReason, RefundWish
from apps.common.errors import Retryable
from apps.common.transactions import transaction_required
from apps.payments import selectors as payments

from .refunds import lock_purchase, refund

_SHOWN = (
    "tracking_number", "tracking_numbers", "status", "code", "text", "location", "country", "lat", "lon", "reason",
    "estimated_from", "estimated_to", "signed_by", "state",
)  # fmt: skip


_OF_CARRIER = ("shipping.tracked", "shipping.delivered", "shipping.failed", "shipping.returned")


@transaction_required
def record_order_news(
    topic: str, *, order_id: UUID, version: int, occurred_at: datetime, data: Mapping[str, Any], key: str, at: datetime
) -> None:
    """Fold a step of a vendor's order into its part. A cancelled part's money goes back to the buyer.

    While the payment is disputed it waits for the end: see give_back_cancelled and charge_back.

    Raises:
        Retryable: the part was cancelled before its money was taken; come back later.
    """
    status = states.ORDER_NEWS[topic]
    if status is PartStatus.CANCELLED:
        lock_purchase(order_id)  # as every refund does, before the part
    part = _part(order_id)
    if part is None:
        return
    if version > part.order_version:
        part.order_version = version
        part.status = status
        part.updated_at = at
        part.save(update_fields=["order_version", "status", "updated_at"])
    if status is PartStatus.CANCELLED:
        _give_back(part, at=at)
    _note(part, topic, key=key, source="vendor", occurred_at=occurred_at, data=data, at=at)


@transaction_required
def record_parcel_news(
    topic: str, *, order_id: UUID, shipment_id: str, occurred_at: datetime, data: Mapping[str, Any], key: str,
    at: datetime,
) -> None:  # fmt: skip
    """Fold a shipment's news into its part."""
    part = _part(order_id)
    if part is None:
        return
    news = {**_shown(data), "occurred_at": occurred_at.isoformat(), "topic": topic}
    if topic == "shipping.delivered":
        news |= {"delivered_at": occurred_at.isoformat(), "status": "delivered"}
    numbers = data.get("tracking_numbers") or ()
    if numbers and not news.get("tracking_number"):
        news["tracking_number"] = numbers[0]
    part.parcels = {**part.parcels, shipment_id: states.parcel_after(part.parcels.get(shipment_id, {}), news)}
    part.updated_at = at
    part.save(update_fields=["parcels", "updated_at"])
    source = "carrier" if topic in _OF_CARRIER else "vendor"
    _note(part, topic, key=key, source=source, occurred_at=occurred_at, data={"shipment": shipment_id, **data}, at=at)


@transaction_required
def give_back_cancelled(intent_id: UUID, *, at: datetime) -> None:
    """Give back what parts owe that were cancelled while the payment was disputed, now that it is won."""
    cancelled = PurchasePart.objects.filter(purchase__intent_id=intent_id, status=PartStatus.CANCELLED)
    for part in cancelled.select_related("purchase").order_by("id"):
        _give_back(part, at=at)


@transaction_required
def record_customs_news(
    topic: str, *, order_id: UUID, shipment_id: str, occurred_at: datetime, data: Mapping[str, Any], key: str,
    at: datetime,
) -> None:  # fmt: skip
    """Keep where a part's declaration stands with its purchase, for the buyer to read."""
    part = _part(order_id)
    if part is not None:
        news = {"shipment": shipment_id, **data}
        _note(part, topic, key=key, source="customs", occurred_at=occurred_at, data=news, at=at)


@transaction_required
def record_case_news(
    code: str, *, order_id: UUID, source: str, occurred_at: datetime, data: Mapping[str, Any], key: str, at: datetime
) -> None:
    """Keep a step of a return or claim with its purchase, for the buyer to read; `code` reads `return.approved`."""
    part = _part(order_id)
    if part is not None:
        _note(part, code, key=key, source=source, occurred_at=occurred_at, data=data, at=at)


def _part(order_id: UUID) -> PurchasePart | None:
    return (
        PurchasePart.objects.select_for_update(of=("self",))
        .select_related("purchase")
        .filter(order_id=order_id)
        .first()
    )


def _note(
    part: PurchasePart, code: str, *, key: str, source: str, occurred_at: datetime, data: Mapping[str, Any],
    at: datetime,
) -> None:  # fmt: skip
    PurchaseEvent.objects.bulk_create(
        [
            PurchaseEvent(
                purchase_id=part.purchase_id,
                vendor_id=part.vendor_id,
                key=key,
                code=code,
                source=source,
                data={**_shown(data), **({"shipment": data["shipment"]} if "shipment" in data else {})},
                occurred_at=occurred_at,
                recorded_at=at,
            )
        ],
        ignore_conflicts=True,
    )


def _shown(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in _SHOWN if data.get(name) not in (None, "")}


def _give_back(part: PurchasePart, *, at: datetime) -> None:
    """Give back all that is left of a cancelled part."""
    wish = RefundWish(RefundKind.WHOLE, RefundReason.CANCELLED)
    try:
        refund(part.order_id, wish=wish, key="cancelled", at=at)
    except NothingLeft:
        return
    except RefundHeld as held:
        if not payments.intent(part.purchase.intent_id).disputed.amount:
            raise Retryable(f"{part.order_number} was cancelled before all of its payment was captured.") from held
    except NotCaptured as early:
        raise Retryable(f"{part.order_number} was cancelled before its payment was captured.") from early
