"""Orders · holding whom an order concerns against lists of denied parties · vendor's schema."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from apps.common.addresses import PostalAddress
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM
from apps.orders.models import Order
from apps.orders.types import OrderStatus
from apps.screening import operations as screening
from apps.screening.types import Involved, Kind, PartyFacts, Role
from apps.shipping.operations import checking

from .holding import keep_back, let_go
from .rows import locked

_GONE = (OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.CANCELLED)


@transaction_required
def screen(order_id: UUID, *, at: datetime) -> None:
    """Screen everybody whom an order concerns; what is not clear holds it by event. Twice is once.

    Raises:
        OrderUnknown: not this vendor's.
    """
    order = locked(order_id)
    screening.screen_order(
        order.public_id,
        vendor_id=current_vendor_id(),
        purchase_id=order.purchase_id,
        parties=[*_buyers(order), *checking.parties(PostalAddress.from_json(order.address))],
        at=at,
    )


@transaction_required
def hold_for_screening(order_id: UUID, *, at: datetime) -> None:
    """Keep an order in the house while somebody it concerns is looked at; one that has left stays as it is."""
    order = locked(order_id)
    if order.status not in _GONE:
        keep_back(order, "screening_held_at", at=at, by=SYSTEM)


@transaction_required
def release_after_screening(order_id: UUID, *, at: datetime) -> None:
    """Let an order go on that waited for nothing else. Twice is once."""
    let_go(locked(order_id), "screening_held_at", at=at, by=SYSTEM)


def _buyers(order: Order) -> Iterator[Involved]:
    """Who bought. No gateway tells the payer's name: whoever bought is taken to have paid."""
    facts = PartyFacts(order.buyer_name, Kind.PERSON, order.country)
    yield Involved(Role.BUYER, facts)
    yield Involved(Role.PAYER, facts)
