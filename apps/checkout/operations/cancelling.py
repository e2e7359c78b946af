"""Checkout · pieces of an order that are not sent, with their money · public schema, and the vendor's."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.utils import translation
from django_tenants.utils import tenant_context

from apps.checkout.errors import NothingLeft
from apps.checkout.models import PurchasePart
from apps.checkout.rules.cancelling import LineToSend, wishes
from apps.checkout.selectors import refunds as reads
from apps.common.transactions import transaction_required
from apps.common.types import Actor, ActorKind
from apps.orders import operations as orders
from apps.orders import selectors as order_reads
from apps.orders.errors import OrderStale, WholeOnly
from apps.orders.types import CancelCause, OrderView

from .refunds import lock_purchase, refund
from .timeline import record_case_news


@transaction_required
def cancel_pieces(
    order_id: UUID,
    *,
    pieces: Mapping[int, int],
    cause: CancelCause,
    reason: str = "",
    expected_version: int | None = None,
    vendor_id: int | None = None,
    at: datetime,
    by: Actor,
) -> None:
    """Send so many pieces fewer of each line (by its place, from 0) and give back what was paid for them, together.

    Where those are the last ones the order is cancelled, and its money goes back as that of any cancelled order does.
    `reason` is read by the other side; where nobody wrote one, the cause in the purchase's language. `vendor_id`
    narrows to the vendor that is entered, `expected_version` to the order as it was looked at.

    Raises:
        NotFound: there is no such order, or it is another vendor's. WholeOnly: it replaces goods of another order.
        OrderStale: it has changed since it was looked at.
        InvalidInput, PiecesNotThere, TooLateToChange, BeingPacked, LabelPrinted: see orders.operations.cancel_pieces.
        NotCaptured, PaidElsewhere, RefundHeld: the money cannot go back now. Nothing is written.
    """
    if vendor_id is not None and order_reads.is_replacement(order_id):
        raise WholeOnly()
    part = reads.part_of_order(order_id, vendor_id=vendor_id)
    lock_purchase(order_id)
    with tenant_context(part.vendor):
        order = order_reads.order(order_id)
        if order.replaces is not None:
            raise WholeOnly()
        if expected_version not in (None, order.row.version):
            raise OrderStale()
        words = reason.strip() or _cause_in_words(part, cause)
        is_all = orders.cancel_pieces(order_id, pieces=pieces, cause=cause, reason=words, at=at, by=by)
    if is_all:
        return
    lines = _lines(part, order)
    is_buyers_wish = by.kind == ActorKind.BUYER
    for number, wish in enumerate(wishes(lines, pieces, is_buyers_wish=is_buyers_wish, note=words[:200])):
        with suppress(NothingLeft):
            refund(order_id, wish=wish, key=f"pieces:{order.row.version}:{number}", by=by, at=at)
    told = ", ".join(f"{less} × {order.lines[place].title}" for place, less in pieces.items() if less)
    record_case_news(
        "orders.pieces_cancelled",
        order_id=order_id,
        source=by.kind.value,
        occurred_at=at,
        data={"text": told, "reason": words},
        key=f"pieces:{order_id}:{order.row.version}",
        at=at,
    )


def _cause_in_words(part: PurchasePart, cause: CancelCause) -> str:
    with translation.override(part.purchase.language):
        return str(cause.label)


def _lines(part: PurchasePart, order: OrderView) -> list[LineToSend]:
    left = reads.state_of(part).left.lines
    return [
        LineToSend(line.warehouse_id, line.quantity, line.left, cells.quantity, keeps_shipping=cells.shipping > 0)
        for line, cells in zip(order.lines, left, strict=True)
    ]
