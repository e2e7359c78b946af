"""Orders · what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class _OrderEvent(Event):
    aggregate: ClassVar[str] = "orders.order"
    key: ClassVar[str] = "order_id"

    order_id: UUID
    purchase_id: UUID
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(_OrderEvent):
    topic: ClassVar[str] = "orders.placed"


@dataclass(frozen=True, kw_only=True)
class OrderConfirmed(_OrderEvent):
    topic: ClassVar[str] = "orders.confirmed"


@dataclass(frozen=True, kw_only=True)
class OrderPacked(_OrderEvent):
    topic: ClassVar[str] = "orders.packed"


@dataclass(frozen=True, kw_only=True)
class OrderShipped(_OrderEvent):
    topic: ClassVar[str] = "orders.shipped"


@dataclass(frozen=True, kw_only=True)
class OrderDelivered(_OrderEvent):
    topic: ClassVar[str] = "orders.delivered"


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(_OrderEvent):
    """`is_paid` is false for goods that were to be sent in place of others at no charge."""

    topic: ClassVar[str] = "orders.cancelled"

    reason: str
    replaces_id: UUID | None = None
    is_paid: bool = True


@dataclass(frozen=True, kw_only=True)
class OrderChanged(_OrderEvent):
    """Something of an order is another one than was sold; `what` is one of "pieces", "address", "wishes",
    "goods"."""

    topic: ClassVar[str] = "orders.changed"

    what: str
