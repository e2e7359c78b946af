"""Orders · another address and other wishes before the label is printed · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.common.addresses import PostalAddress
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.orders.errors import AddressElsewhere, UnderReview
from apps.orders.events import OrderChanged
from apps.orders.models import Order
from apps.outbox import operations as outbox
from apps.shipping.operations import lessening as fulfilments

from .rows import facts, locked_open, noted
from .screening import screen


@transaction_required
def change_address(order_id: UUID, *, address: PostalAddress, at: datetime, by: Actor) -> bool:
    """Send an order to another address of its country; whether it is another one. The old one stays in the timeline.

    Whoever the order concerns now is screened at once, and what is not clear holds it.

    Raises:
        OrderUnknown: not this vendor's. TooLateToChange: it has left the house, or is cancelled.
        UnderReview: the marketplace looks at it, with the address that it has.
        AddressElsewhere: another country. LabelPrinted: the old address is on a label. Nothing is written.
    """
    order = locked_open(order_id)
    if order.is_held:
        raise UnderReview()
    if address.country != order.country:
        raise AddressElsewhere()
    old = order.address
    if address.as_json() == old:
        return False
    fulfilments.send_elsewhere(order_id, recipient=address)
    order.address = address.as_json()
    _keep(order, "address", what="address", at=at, by=by)
    noted(order, "address_changed", by=by, occurred_at=at, at=at, data={"before": old})
    screen(order_id, at=at)
    return True


@transaction_required
def change_wishes(order_id: UUID, *, note: str, gift_message: str, at: datetime, by: Actor) -> bool:
    """Say what the seller should heed and what lies in the parcel as a greeting, 300 characters each; whether that
    is something new.

    Raises:
        OrderUnknown: not this vendor's. TooLateToChange: it has left the house, or is cancelled.
    """
    order = locked_open(order_id)
    said = (note.strip()[:300], gift_message.strip()[:300])
    if said == (order.note, order.gift_message):
        return False
    order.note, order.gift_message = said
    _keep(order, "note", "gift_message", what="wishes", at=at, by=by)
    noted(order, "wishes_changed", by=by, occurred_at=at, at=at)
    return True


def _keep(order: Order, *fields: str, what: str, at: datetime, by: Actor) -> None:
    order.version += 1
    order.save(update_fields=[*fields, "version"])
    outbox.emit(OrderChanged(**facts(order), occurred_at=at, what=what), by=by, at=at)
