"""Orders · holding what a purchase's payment is looked at for, and letting it go · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.orders.errors import AlreadyShipped, OrderUnknown
from apps.orders.models import Order
from apps.orders.types import OrderStatus
from apps.shipping.operations import holding

from .rows import noted
from .steps import cancel

_GONE = (OrderStatus.SHIPPED, OrderStatus.DELIVERED)


@transaction_required
def hold_of_purchase(purchase_id: UUID, *, at: datetime, by: Actor) -> None:
    """Hold this vendor's order of a purchase: it is not confirmed, packed or handed over. Twice is once.

    Raises:
        OrderUnknown: the vendor has none, or it is cancelled. AlreadyShipped: a parcel has left the house.
    """
    order = _of_purchase(purchase_id)
    if order.status == OrderStatus.CANCELLED:
        raise OrderUnknown()
    if order.status in _GONE:
        raise AlreadyShipped()
    keep_back(order, "held_at", at=at, by=by)


@transaction_required
def release_of_purchase(purchase_id: UUID, *, at: datetime, by: Actor) -> None:
    """Let this vendor's order of a purchase go on. Twice is once.

    Raises:
        OrderUnknown: the vendor has none.
    """
    order = _of_purchase(purchase_id)
    let_go(order, "held_at", at=at, by=by)


def keep_back(order: Order, reason: str, *, at: datetime, by: Actor) -> None:
    """Keep a locked order in the house; `reason` is its field that says since when. Twice is once."""
    if getattr(order, reason) is not None:
        return
    setattr(order, reason, at)
    order.version += 1
    order.save(update_fields=[reason, "version"])
    holding.hold_for_order(order.public_id, at=at)
    noted(order, "held", by=by, occurred_at=at, at=at)


def let_go(order: Order, reason: str, *, at: datetime, by: Actor) -> None:
    """Take a reason to be kept away from a locked order, which goes on where it was the last. Twice is once."""
    if getattr(order, reason) is None:
        return
    setattr(order, reason, None)
    order.version += 1
    order.save(update_fields=[reason, "version"])
    if not order.is_held:
        holding.release_for_order(order.public_id)
        noted(order, "released", by=by, occurred_at=at, at=at)


@transaction_required
def cancel_of_purchase(purchase_id: UUID, *, reason: str, at: datetime, by: Actor) -> None:
    """Call this vendor's order of a purchase off, as `cancel` does; one that is cancelled stays so.

    Raises:
        OrderUnknown: the vendor has none. AlreadyShipped: a parcel has left the house. Nothing changes.
    """
    order = _of_purchase(purchase_id)
    if order.status != OrderStatus.CANCELLED:
        cancel(order.public_id, reason=reason, at=at, by=by)


def _of_purchase(purchase_id: UUID) -> Order:
    """The order that a purchase made: what replaces goods of it came later."""
    order = Order.objects.select_for_update().filter(purchase_id=purchase_id).order_by("pk").first()
    if order is None:
        raise OrderUnknown()
    return order
