"""Aftersales · a return comes to its end: money or other goods, and the shelf · vendor's schema."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django.db import transaction
from djmoney.money import Money

from apps.aftersales.models import Exchange, ReturnLine, ReturnRequest
from apps.aftersales.rules import wishes
from apps.aftersales.rules.machines import EXCHANGE, RETURN
from apps.aftersales.selectors import proposals
from apps.aftersales.types import ExchangeStatus, ReturnReason, ReturnStatus, Wanted
from apps.checkout import operations as checkout
from apps.checkout.errors import NothingLeft
from apps.checkout.selectors import refunds
from apps.checkout.types.refunds import RefundKind, RefundReason, RefundView, RefundWish
from apps.common.errors import MarketError
from apps.common.money import from_minor
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.orders import selectors as orders
from apps.orders.errors import VariantGone
from apps.orders.operations import replacing
from apps.shipping import selectors as shipping
from apps.stock.errors import InsufficientStock
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as warehouses

from . import charging, swapping
from .lapsing import await_confirmation
from .telling import locked_return, step_return, tell_return

log = logging.getLogger(__name__)


@transaction_required
def settle(
    return_id: UUID,
    *,
    at: datetime,
    by: Actor,
    made_by: int | None = None,
    resend: bool = False,
    elsewhere: bool = False,
) -> ReturnRequest:
    """Give the buyer what is due for the pieces that were accepted, and put those on the shelf that can be sold again.

    Where other goods are wanted, or `resend` sends the same ones once more, they are ordered at no charge; where those
    cost more, the buyer is asked for the difference first, and the return waits for it. Where there are none left, the
    money goes instead, and so it does where it is settled anew: then what was paid for dearer goods goes too.
    `elsewhere`: the money was given back outside, where it was paid.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, not looked at yet, or waiting for the difference.
        NotCaptured, PaidElsewhere, RefundHeld, RefundTooMuch: see checkout.operations.refund. Nothing is written.
    """
    row = locked_return(return_id)
    RETURN.next(ReturnStatus(row.status), "settle")
    lines = _accepted(row)
    is_dropped = Exchange.objects.filter(request=row, status=ExchangeStatus.DROPPED).exists()
    wants_goods = bool(lines) and row.settled_at is None and (row.wanted == Wanted.EXCHANGE or resend)
    wants_goods = wants_goods and not is_dropped
    is_dearer = wants_goods and charging.is_dearer(lines)
    if is_dearer and charging.ask_for_charge(row, lines, at=at):
        step_return(row, "ask", by=by, at=at)
        return row
    sent = wants_goods and not is_dearer and _sent_instead(row, lines, at=at, by=by)
    if not sent and not elsewhere:
        give_money(row, made_by=made_by, at=at, by=by)
    _give_charge_back(row, made_by=made_by, at=at, by=by)
    end(row, at=at, by=by)
    return row


def give_money(row: ReturnRequest, *, made_by: int | None = None, at: datetime, by: Actor) -> None:
    """Give back what the accepted pieces of a locked return cost, once."""
    lines = _accepted(row)
    if not lines:
        return
    places = {line.place: line.accepted for line in lines}
    wish = wish_of(row, places) if row.settled_at is None else proposals.due_instead(row)
    _give_back(row, wish, by=by, made_by=made_by, at=at)


def end(row: ReturnRequest, *, at: datetime, by: Actor) -> None:
    """A locked return is settled; what can be sold again goes on the shelf, the first time."""
    if row.settled_at is None:
        _restock(row, _accepted(row), at=at, by=by)
    row.settled_at = at
    step_return(row, "end" if row.status == ReturnStatus.UNPAID else "settle", by=by, at=at)


def _accepted(row: ReturnRequest) -> list[ReturnLine]:
    return [line for line in row.lines.all() if line.accepted]


@transaction_required
def settle_anew(replacement_id: UUID, *, at: datetime, by: Actor, is_all: bool = True) -> None:
    """What was sent for a return's goods does not come: the money goes. Twice is once.

    Where not `is_all` of it is known to be gone, or the money cannot go now, the return is the seller's to settle once
    more. One that is disputed, or was, stays where it stands.

    Raises:
        As `settle` does, where it stays. Nothing is written.
    """
    return_id = Exchange.objects.filter(order_id=replacement_id).values_list("request__public_id", flat=True).first()
    if return_id is None:
        return
    row = locked_return(return_id)
    exchange = Exchange.objects.filter(order_id=replacement_id).first()
    if exchange is None:
        return
    charging.drop(exchange)
    if row.status != ReturnStatus.SETTLED:
        if is_all:
            _give_charge_back(row, made_by=None, at=at, by=by)
        _give_back(row, proposals.due_instead(row), by=by, made_by=None, at=at)
        row.version += 1
        row.save()
        tell_return(row, by=by, at=at, is_same_state=True)
        return
    step_return(row, "reopen", by=by, at=at)
    if not is_all:
        return
    try:
        with transaction.atomic():
            settle(return_id, at=at, by=by)
    except MarketError as refused:
        log.warning("return %s waits for the seller: %s", row.number, refused)


def wish_of(row: ReturnRequest, places: Mapping[int, int]) -> RefundWish:
    """The refund of so many pieces of each place of a return."""
    return wishes.of_return(ReturnReason(row.reason), places, with_shipping=row.with_shipping, number=row.number)


def keep_refund(row: ReturnRequest, made: RefundView) -> None:
    """Write down what a refund has given for a return, and what of each line was duty and tax."""
    row.refund_id = row.refund_id or made.public_id
    row.refunded += made.amount.amount
    taken = refunds.taken_of(made.public_id)
    for line in row.lines.all():
        cells = taken.lines[line.place]
        line.duty += from_minor(cells.duty, row.currency).amount
        line.tax += from_minor(cells.tax, row.currency).amount
        line.save(update_fields=["duty", "tax"])


def _give_back(row: ReturnRequest, wish: RefundWish | None, *, by: Actor, made_by: int | None, at: datetime) -> None:
    if wish is None:
        return
    try:
        made = checkout.refund(
            row.order_id,
            wish=wish,
            key=f"return:{row.public_id}",
            by=by,
            made_by=made_by,
            vendor_id=current_vendor_id(),
            at=at,
        )
    except NothingLeft:
        return
    keep_refund(row, made)


def _sent_instead(row: ReturnRequest, lines: Sequence[ReturnLine], *, at: datetime, by: Actor) -> bool:
    """Order other goods, or the same again; False where there are none any more: then the money goes instead."""
    exchange = Exchange.objects.filter(request=row).first() or Exchange(request=row)
    pieces = [
        replacing.ReplacementPiece(line.swap_variant_id or line.variant_id, line.variant_id, line.accepted)
        for line in lines
    ]
    try:
        ref = replacing.send_again(row.order_id, pieces=pieces, reason=row.number, at=at, by=by)
        await_confirmation(ref.order_id, purchase_id=row.purchase_id, at=at)
    except (InsufficientStock, VariantGone):
        if exchange.pk:
            charging.drop(exchange)
        return False
    exchange.status = EXCHANGE.next(ExchangeStatus(exchange.status), "send")
    exchange.order_id, exchange.order_number = ref.order_id, ref.number
    exchange.save()
    give_difference(row, exchange, at=at, by=by)
    return True


def give_difference(row: ReturnRequest, exchange: Exchange, *, at: datetime, by: Actor) -> None:
    """Give back what goods that are sent instead cost less, of the pieces that were accepted."""
    less = swapping.accepted_share(Money(exchange.difference, row.currency), row, orders.order(row.order_id))
    if less.amount:
        wish = RefundWish(RefundKind.AMOUNT, RefundReason.RETURNED, amount=less, note=row.number)
        made = checkout.refund(
            row.order_id,
            wish=wish,
            key=f"exchange:{row.public_id}",
            by=by,
            vendor_id=current_vendor_id(),
            at=at,
        )
        row.refunded += made.amount.amount


def _give_charge_back(row: ReturnRequest, *, made_by: int | None, at: datetime, by: Actor) -> None:
    """What was paid for dearer goods that do not come."""
    unsent = proposals.unsent_charge(row)
    if unsent is None:
        return
    with suppress(NothingLeft):
        checkout.refund(
            unsent.order_id,
            wish=RefundWish(RefundKind.WHOLE, RefundReason.RETURNED, note=row.number),
            key=f"exchange:{row.number}",
            by=by,
            made_by=made_by,
            vendor_id=current_vendor_id(),
            at=at,
        )


def _restock(row: ReturnRequest, lines: Sequence[ReturnLine], *, at: datetime, by: Actor) -> None:
    code = warehouses.warehouse(row.warehouse_id).code
    sent_with = shipping.ids_of_order(row.order_id)
    for line in lines:
        if line.restocked:
            warehouse.take_back(
                variant_id=line.variant_id,
                warehouse=code,
                quantity=line.restocked,
                reference=f"return {row.number}",
                sent_with=sent_with,
                serials=line.serials,
                at=at,
                by=by,
            )
