"""Orders · pieces of an order that are not sent after all · vendor's schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.common.errors import InvalidInput
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import Actor, ActorKind
from apps.orders.errors import BeingPacked, PiecesNotThere
from apps.orders.events import OrderChanged
from apps.orders.models import Order, OrderLine
from apps.orders.types import OFF_THE_SHELF, CancelCause
from apps.outbox import operations as outbox
from apps.shipping import selectors as shipping
from apps.shipping.operations import lessening as fulfilments
from apps.shipping.types import FulfilmentStatus
from apps.stock import operations as stock
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as warehouses

from .rows import facts, locked_open, noted
from .steps import cancel, follow_fulfilments


@transaction_required
def cancel_pieces(
    order_id: UUID, *, pieces: Mapping[int, int], cause: CancelCause, reason: str, at: datetime, by: Actor
) -> bool:
    """Send so many pieces fewer of each line (by its place, from 0); whether that was all, so that the order is over.

    The pieces are on sale again, unless the cause says that they are not there: then they leave the shelf as a
    correction. What sends nothing any more is cancelled, and the order goes on to where the rest is. A buyer calls off
    what is not packed; seller and marketplace what has no label. The money is not ours: see
    checkout.operations.cancel_pieces.

    Raises:
        OrderUnknown: not this vendor's. InvalidInput, PiecesNotThere: no pieces, or more than are left of a line.
        TooLateToChange: it has left the house, or is cancelled. BeingPacked: the buyer is too late.
        LabelPrinted: what they lie in has its label. Nothing is written.
    """
    order = locked_open(order_id)
    lines = list(OrderLine.objects.select_for_update().filter(order=order))
    wanted = _wanted(lines, pieces)
    if by.kind == ActorKind.BUYER:
        require_unpacked(order, {line.warehouse_id for line in wanted})
    is_all = sum(wanted.values()) == sum(line.quantity - line.cancelled for line in lines)
    if is_all:
        cancel(order_id, reason=reason, at=at, by=by)
        order.refresh_from_db(fields=["version"])
    else:
        _lessen(order, wanted, at=at)
        told = [{"sku": line.sku, "title": line.title, "quantity": less} for line, less in wanted.items()]
        data = {"lines": told, "cause": cause.value, "reason": reason}
        noted(order, "pieces_cancelled", by=by, occurred_at=at, at=at, data=data)
        outbox.emit(OrderChanged(**facts(order), occurred_at=at, what="pieces"), by=by, at=at)
        follow_fulfilments(order_id, occurred_at=at, at=at, by=by)
    if cause in OFF_THE_SHELF:
        _take_off_the_shelf(order, wanted, cause, at=at, by=by)
    return is_all


def _wanted(lines: list[OrderLine], pieces: Mapping[int, int]) -> dict[OrderLine, int]:
    """The lines that are named, with the pieces of each.

    Raises:
        InvalidInput: none, or a line that the order does not have. PiecesNotThere: more than are left.
    """
    if not any(pieces.values()):
        raise InvalidInput(field="lines", problem=_("Say how many pieces of which line."))
    wanted = {}
    for place, less in pieces.items():
        if not 0 <= place < len(lines) or less < 0:
            raise InvalidInput(field=f"line_{place}", problem=_("The order has no such line."))
        line = lines[place]
        if less > line.quantity - line.cancelled:
            raise PiecesNotThere(field=f"line_{place}", left=line.quantity - line.cancelled)
        if less:
            wanted[line] = less
    return wanted


def require_unpacked(order: Order, houses: set[UUID]) -> None:
    """See to it that nothing that these houses send of an order is packed.

    Raises:
        BeingPacked: something is.
    """
    open_ = {one.warehouse_id: one.status for one in shipping.for_orders([order.public_id]).get(order.public_id, ())}
    if any(open_.get(house) != FulfilmentStatus.PENDING for house in houses):
        raise BeingPacked()


def _lessen(order: Order, wanted: Mapping[OrderLine, int], *, at: datetime) -> None:
    shelves: dict[tuple[UUID, UUID], int] = {}
    for line, less in wanted.items():
        line.cancelled += less
        line.save(update_fields=["cancelled"])
        shelf = (line.variant_id, line.warehouse_id)
        shelves[shelf] = shelves.get(shelf, 0) + less
    fulfilments.send_less(order.public_id, pieces=shelves, at=at)
    stock.release_pieces(order.session_id, vendor_id=current_vendor_id(), pieces=shelves, at=at)
    order.piece_count -= sum(wanted.values())
    order.version += 1
    order.save(update_fields=["piece_count", "version"])


def _take_off_the_shelf(
    order: Order, wanted: Mapping[OrderLine, int], cause: CancelCause, *, at: datetime, by: Actor
) -> None:
    codes = {house.public_id: house.code for house in warehouses.warehouses()}
    for line, less in wanted.items():
        if line.warehouse_id in codes:
            warehouse.adjust(
                variant_id=line.variant_id,
                warehouse=codes[line.warehouse_id],
                delta=-less,
                reference=f"order {order.number} v{order.version}",
                note=cause.value,
                at=at,
                by=by,
            )
