"""Checkout · what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class SessionPlaced(Event):
    """Goods are held and the buyer is on the way to pay."""

    topic: ClassVar[str] = "checkout.session_placed"
    aggregate: ClassVar[str] = "checkout.session"
    key: ClassVar[str] = "session_id"

    session_id: UUID
    intent_id: UUID


@dataclass(frozen=True, kw_only=True)
class PurchaseCompleted(Event):
    """An authorised checkout has become a purchase, and each vendor has its part."""

    topic: ClassVar[str] = "checkout.purchase_completed"
    aggregate: ClassVar[str] = "checkout.purchase"
    key: ClassVar[str] = "purchase_id"

    purchase_id: UUID
    session_id: UUID
    intent_id: UUID


@dataclass(frozen=True, kw_only=True)
class DifferencePaid(Event):
    """What goods cost more that are sent in place of others is paid, and they are this order."""

    topic: ClassVar[str] = "checkout.difference_paid"
    aggregate: ClassVar[str] = "checkout.purchase"
    key: ClassVar[str] = "purchase_id"

    purchase_id: UUID
    session_id: UUID
    order_id: UUID
    order_number: str


@dataclass(frozen=True, kw_only=True)
class RefundMade(Event):
    """Money of one vendor's order goes back to the buyer: it is booked, and the provider is asked to pay."""

    topic: ClassVar[str] = "checkout.refund_made"
    aggregate: ClassVar[str] = "checkout.purchase"
    key: ClassVar[str] = "purchase_id"

    refund_id: UUID
    purchase_id: UUID
    order_id: UUID
    amount: dict[str, str]
    kind: str
    reason: str
