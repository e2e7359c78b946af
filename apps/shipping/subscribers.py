"""Shipping · what carriers and `promises` are told because of what happened · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.logistics.carriers.registry import carrier
from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord

from . import selectors
from .models import Fulfilment
from .operations import promising


def register() -> None:
    """Listen to bookings that nobody needs any more."""
    subscribe("shipping.booking_dropped", undo_booking, name="shipping.undo_booking")
    subscribe("shipping.handed_over", depart, name="shipping.depart", enters_vendor=True)
    subscribe("shipping.delivered", arrive, name="shipping.arrive", enters_vendor=True)
    subscribe("shipping.failed", fail, name="shipping.fail", enters_vendor=True)
    subscribe("shipping.returned", fail, name="shipping.fail", enters_vendor=True)


def undo_booking(record: OutboxRecord) -> None:
    """Cancel a booking at its carrier, to whom twice is once. While it does not answer, the relay asks again."""
    carrier(record.payload["carrier_code"]).cancel(record.payload["carrier_ref"])


def depart(record: OutboxRecord) -> None:
    """A shipment has left its house: what was promised for it is kept."""
    promising.depart(_fulfilment(record), at=_occurred_at(record))


def arrive(record: OutboxRecord) -> None:
    """It is at the door: others on its way are promised by what it took."""
    promising.arrive(_fulfilment(record), arrived_at=_occurred_at(record))


def fail(record: OutboxRecord) -> None:
    """It will not arrive, or came back."""
    promising.fail(_fulfilment(record), at=_occurred_at(record))


def _fulfilment(record: OutboxRecord) -> Fulfilment:
    return selectors.fulfilment(UUID(record.payload["shipment_id"]))


def _occurred_at(record: OutboxRecord) -> datetime:
    return datetime.fromisoformat(record.payload["occurred_at"])
