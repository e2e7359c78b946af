"""Orders · confirming, cancelling, following the parcels · vendor's schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.common.errors import InvalidTransition
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.orders import rules
from apps.orders.errors import AlreadyShipped, UnderReview
from apps.orders.events import OrderCancelled, OrderConfirmed, OrderDelivered, OrderPacked, OrderShipped
from apps.orders.models import Order
from apps.orders.types import OrderStatus
from apps.outbox import operations as outbox
from apps.outbox.types import Event
from apps.shipping import selectors as shipping_reads
from apps.shipping.operations import sending
from apps.stock import operations as stock

from .rows import facts, locked, noted

_EVENTS: Mapping[str, Callable[..., Event]] = {
    "confirm": OrderConfirmed,
    "pack": OrderPacked,
    "ship": OrderShipped,
    "deliver": OrderDelivered,
}


@transaction_required
def confirm(order_id: UUID, *, at: datetime, by: Actor) -> None:
    """The vendor promises to send the goods.

    Raises:
        OrderUnknown, InvalidTransition: not this vendor's, or not new any more.
        UnderReview: it is being looked at. Nothing changes.
    """
    order = locked(order_id)
    if order.is_held:
        raise UnderReview()
    _step(order, "confirm", by=by, occurred_at=at, at=at)


@transaction_required
def cancel(order_id: UUID, *, reason: str, at: datetime, by: Actor) -> None:
    """Call an order off: goods go back on sale, fulfilments end, and the purchase is told to give the money back.

    Raises:
        OrderUnknown: not this vendor's.
        AlreadyShipped: a parcel has left the house. Nothing changes.
    """
    order = locked(order_id)
    try:
        order.status = rules.ORDER.next(OrderStatus(order.status), "cancel")
        sending.cancel_for_order(order.public_id, at=at, by=by)
    except InvalidTransition as refused:
        raise AlreadyShipped() from refused
    order.version += 1
    order.cancel_reason = reason
    order.save(update_fields=["status", "version", "cancel_reason"])
    stock.release_allocation(order.session_id, vendor_id=current_vendor_id(), at=at)
    noted(order, "cancelled", by=by, occurred_at=at, at=at, data={"reason": reason})
    gone = OrderCancelled(
        **facts(order), occurred_at=at, reason=reason, replaces_id=order.replaces_id, is_paid=not is_free(order)
    )
    outbox.emit(gone, by=by, at=at)


@transaction_required
def follow_fulfilments(order_id: UUID, *, occurred_at: datetime, at: datetime, by: Actor) -> None:
    """Bring an order to where all of its fulfilments are. Twice is once."""
    order = locked(order_id)
    for event in rules.steps_due(OrderStatus(order.status), shipping_reads.statuses_of_order(order_id)):
        _step(order, event, by=by, occurred_at=occurred_at, at=at)


@transaction_required
def note(order_id: UUID, *, code: str, occurred_at: datetime, at: datetime, by: Actor, data: Mapping[str, Any]) -> None:
    """Write something that happened elsewhere into an order's timeline."""
    noted(locked(order_id), code, by=by, occurred_at=occurred_at, at=at, data=data)


def is_free(order: Order) -> bool:
    """Whether it sends goods in place of others at no charge, so that no purchase has it as its part."""
    return order.replaces_id is not None and not order.total.amount


def _step(order: Order, event: str, *, by: Actor, occurred_at: datetime, at: datetime) -> None:
    order.status = rules.ORDER.next(OrderStatus(order.status), event)
    order.version += 1
    order.save(update_fields=["status", "version"])
    noted(order, order.status, by=by, occurred_at=occurred_at, at=at)
    outbox.emit(_EVENTS[event](**facts(order), occurred_at=occurred_at), by=by, at=at)
