"""Checkout · what follows from others' news · public schema."""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.common.clock import now
from apps.common.errors import NotFound
from apps.common.money import from_minor
from apps.common.types import Actor, ActorKind
from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord
from apps.payments import operations as payments
from apps.payments import selectors as payments_reads
from apps.payments.types import OperationKind
from apps.stock.errors import HoldExpired

from . import operations, selectors
from .confirmation import send_confirmation, send_refund_notice, send_transfer_facts
from .errors import AmountMismatch, SessionClosed, SessionStale
from .rules import states
from .types import SessionStatus

log = logging.getLogger(__name__)

PARCEL_TOPICS = ("shipping.packed", "shipping.label_printed", "shipping.handed_over", "shipping.tracked",
                 "shipping.delivered", "shipping.failed", "shipping.returned")  # fmt: skip
GATEWAY = Actor(ActorKind.GATEWAY)


def register() -> None:
    """Listen to payments, orders and parcels."""
    subscribe("payments.authorised", complete, name="checkout.complete")
    subscribe("payments.transfer_awaited", transfer_by_mail, name="checkout.transfer_by_mail")
    subscribe("checkout.purchase_completed", confirm_by_mail, name="checkout.confirm_by_mail")
    subscribe("payments.refunded", follow_refund, name="checkout.follow_refund")
    subscribe("payments.refund_bounced", follow_refund, name="checkout.follow_refund")
    subscribe("payments.disputed", follow_dispute, name="checkout.follow_dispute")
    subscribe("checkout.refund_made", refund_by_mail, name="checkout.refund_by_mail")
    for topic in states.ORDER_NEWS:
        subscribe(topic, follow_order, name="checkout.follow_order")
    subscribe("customs.declaration_changed", follow_customs, name="checkout.follow_customs")
    for topic in PARCEL_TOPICS:
        subscribe(topic, follow_parcel, name="checkout.follow_parcel")


def complete(record: OutboxRecord) -> None:
    """The money is promised: make the purchase, or release the money where nobody waits for it or goods are gone."""
    try:
        session = selectors.session_for_payment(UUID(record.payload["session_id"]))
    except NotFound:  # a gift card's payment: no checkout of ours
        return
    intent_id, at = UUID(record.payload["intent_id"]), now()
    if session.status is SessionStatus.COMPLETED and session.intent_id == intent_id:
        return
    if session.status is not SessionStatus.PLACED or session.intent_id != intent_id:
        payments.request_void(intent_id, reason="unclaimed", at=at)
        return
    try:
        with transaction.atomic():
            operations.complete(session.public_id, expected_version=session.version, by=GATEWAY, at=at)
    except (HoldExpired, AmountMismatch) as failure:
        log.warning("checkout %s: %s", session.public_id, failure)
        operations.give_up(session.public_id, at=at)
    except (SessionClosed, SessionStale) as late:
        log.info("checkout %s: %s", session.public_id, late)


def transfer_by_mail(record: OutboxRecord) -> None:
    """Who pays by transfer closes the page: the reference is in a letter too."""
    with suppress(NotFound):  # a gift card's payment: no checkout of ours
        send_transfer_facts(UUID(record.payload["session_id"]))


def confirm_by_mail(record: OutboxRecord) -> None:
    """Write to the buyer, in the buyer's language. A mail that cannot be sent is tried again by the relay."""
    send_confirmation(UUID(record.payload["purchase_id"]))


def refund_by_mail(record: OutboxRecord) -> None:
    """Tell the buyer that money is on its way back."""
    send_refund_notice(UUID(record.payload["refund_id"]))


def follow_refund(record: OutboxRecord) -> None:
    """The provider has paid a refund, or has the money back."""
    operations.follow_operation(UUID(record.payload["operation_id"]), at=now())


def follow_dispute(record: OutboxRecord) -> None:
    """A lost dispute has given the buyer the money back: the parts that it paid for bear it. After one that was won
    goes back what waited for it."""
    if record.payload["kind"] == OperationKind.DISPUTE_WON:
        operations.give_back_cancelled(UUID(record.payload["intent_id"]), at=now())
    if record.payload["kind"] != OperationKind.DISPUTE_LOST:
        return
    lost = payments_reads.operations().get(public_id=record.payload["operation_id"])
    operations.charge_back(
        UUID(record.payload["intent_id"]),
        amount=from_minor(lost.amount, lost.currency),
        key=f"dispute:{lost.public_id}",
        at=now(),
    )


def follow_order(record: OutboxRecord) -> None:
    """A vendor's order went a step on."""
    operations.record_order_news(
        record.topic,
        order_id=UUID(record.payload["order_id"]),
        version=record.version,
        occurred_at=_occurred_at(record),
        data=record.payload,
        key=f"outbox:{record.id}",
        at=now(),
    )


def follow_parcel(record: OutboxRecord) -> None:
    """A parcel moved."""
    _follow(record, operations.record_parcel_news)


def follow_customs(record: OutboxRecord) -> None:
    """A declaration stands elsewhere."""
    _follow(record, operations.record_customs_news)


def _follow(record: OutboxRecord, keep: Callable[..., object]) -> None:
    keep(
        record.topic,
        order_id=UUID(record.payload["order_id"]),
        shipment_id=record.payload["shipment_id"],
        occurred_at=_occurred_at(record),
        data=record.payload,
        key=f"outbox:{record.id}",
        at=now(),
    )


def _occurred_at(record: OutboxRecord) -> datetime:
    stated = record.payload.get("occurred_at")
    return datetime.fromisoformat(stated) if stated else record.created_at
