"""Orders · following the parcels, and declaring them to customs · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from apps.common.clock import now
from apps.common.types import Actor, ActorKind
from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord

from . import operations
from .operations import declaring

_STEPS = ("shipping.packed", "shipping.handed_over", "shipping.delivered")
_NOTES = {
    "shipping.label_printed": "label_printed",
    "shipping.tracked": "tracked",
    "shipping.failed": "parcel_failed",
    "shipping.returned": "parcel_returned",
    "shipping.incident": "incident",
}
_OF_CARRIER = ("shipping.tracked", "shipping.delivered", "shipping.failed", "shipping.returned")


def register() -> None:
    """Listen to what happens to fulfilments, and to what comes of screening those whom an order concerns."""
    subscribe("orders.placed", screen, name="orders.screen", enters_vendor=True)
    subscribe("screening.held", hold, name="orders.hold", enters_vendor=True)
    subscribe("screening.cleared", release, name="orders.release", enters_vendor=True)
    for topic in _STEPS:
        subscribe(topic, follow, name="orders.follow", enters_vendor=True)
    for topic in _NOTES:
        subscribe(topic, write_down, name="orders.write_down", enters_vendor=True)
    subscribe("shipping.label_printed", declare, name="orders.declare", enters_vendor=True)


def screen(record: OutboxRecord) -> None:
    """Whom the order concerns is held against lists of denied parties."""
    operations.screen(UUID(record.payload["order_id"]), at=now())


def hold(record: OutboxRecord) -> None:
    """Somebody is, or may be, listed."""
    operations.hold_for_screening(UUID(record.payload["order_id"]), at=now())


def release(record: OutboxRecord) -> None:
    """Nobody is any more."""
    operations.release_after_screening(UUID(record.payload["order_id"]), at=now())


def follow(record: OutboxRecord) -> None:
    """A fulfilment has been packed, handed over or delivered: the order follows when it is the last."""
    operations.follow_fulfilments(
        UUID(record.payload["order_id"]),
        occurred_at=datetime.fromisoformat(record.payload["occurred_at"]),
        at=now(),
        by=_actor(record),
    )


def write_down(record: OutboxRecord) -> None:
    """A label, a scan, a loss, a return, a warm box: the timeline shows it."""
    shown = ("tracking_number", "tracking_numbers", "code", "status", "text", "location", "country",
             "kind", "celsius")  # fmt: skip
    operations.note(
        UUID(record.payload["order_id"]),
        code=_NOTES[record.topic],
        occurred_at=datetime.fromisoformat(record.payload["occurred_at"]),
        at=now(),
        by=_actor(record),
        data={name: record.payload[name] for name in shown if name in record.payload},
    )


def declare(record: OutboxRecord) -> None:
    """A label is printed: what crosses a customs border is declared as it was packed."""
    with transaction.atomic():
        declaring.declare(UUID(record.payload["shipment_id"]), at=now())


def _actor(record: OutboxRecord) -> Actor:
    if record.topic == "shipping.incident":
        return Actor(ActorKind.SYSTEM)
    return Actor(ActorKind.CARRIER if record.topic in _OF_CARRIER else ActorKind.VENDOR)
