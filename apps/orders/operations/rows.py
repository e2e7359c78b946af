"""Orders · an order's row, its timeline and what its events say: for the operations beside · vendor's schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from apps.common.tenancy import current_vendor_id, current_vendor_slug
from apps.common.types import Actor
from apps.orders.errors import OrderUnknown, TooLateToChange
from apps.orders.models import Order, OrderEvent
from apps.orders.types import OrderStatus

_OPEN = (OrderStatus.PLACED, OrderStatus.CONFIRMED, OrderStatus.PACKED)


def locked(order_id: UUID) -> Order:
    """The order, locked until the transaction ends.

    Raises:
        OrderUnknown: not this vendor's.
    """
    order = Order.objects.select_for_update().filter(public_id=order_id).first()
    if order is None:
        raise OrderUnknown()
    return order


def locked_open(order_id: UUID) -> Order:
    """The order, locked, where it can still be changed.

    Raises:
        OrderUnknown: not this vendor's. TooLateToChange: it has left the house, or is cancelled.
    """
    order = locked(order_id)
    if order.status not in _OPEN:
        raise TooLateToChange(status=OrderStatus(order.status).label)
    return order


def noted(
    order: Order,
    code: str,
    *,
    by: Actor,
    occurred_at: datetime,
    at: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Write something into an order\'s timeline."""
    event(order, code, by=by, occurred_at=occurred_at, at=at, data=data).save(force_insert=True)


def event(
    order: Order,
    code: str,
    *,
    by: Actor,
    occurred_at: datetime,
    at: datetime,
    data: Mapping[str, Any] | None = None,
) -> OrderEvent:
    """The same as a row, for a caller that writes it together with others."""
    return OrderEvent(
        order=order,
        code=code,
        actor_kind=by.kind,
        actor_ref=by.ref,
        occurred_at=occurred_at,
        recorded_at=at,
        data=dict(data or {}),
    )


def facts(order: Order) -> dict[str, Any]:
    """What every event of an order says."""
    return {
        "order_id": order.public_id,
        "purchase_id": order.purchase_id,
        "vendor_id": current_vendor_id(),
        "version": order.version,
    }


def number_of(counted: int) -> str:
    """What people call the vendor's so-many-th order."""
    prefix = current_vendor_slug()[:8].upper().rstrip("-")
    return f"{prefix}-{counted:06d}"
