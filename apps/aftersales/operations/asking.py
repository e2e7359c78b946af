"""Aftersales · asking for a return, calling it off, and what the carrier brings back · vendor's schema."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from apps.aftersales import selectors
from apps.aftersales.errors import NoReturns, NotSentYet, ReturnTooLate, TooManyPieces
from apps.aftersales.models import Exchange, ReturnLine, ReturnPolicy, ReturnRequest
from apps.aftersales.types import (
    Payer,
    Pieces,
    Returnable,
    ReturnKind,
    ReturnReason,
    ReturnStatus,
    ReturnWish,
    Terms,
    Wanted,
    Way,
)
from apps.checkout.operations.refunds import lock_purchase
from apps.common.errors import InvalidInput, MarketError
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor
from apps.orders import selectors as orders
from apps.orders.types import OrderStatus, OrderView
from apps.remedies import selectors as remedies
from apps.warehouse import selectors as warehouses

from . import swapping
from .deciding import approve, waive
from .telling import locked_return, step_return, tell_return

log = logging.getLogger(__name__)
_SENT = (OrderStatus.SHIPPED, OrderStatus.DELIVERED)


@transaction_required
def ask_for_return(order_id: UUID, *, wish: ReturnWish, at: datetime, by: Actor) -> ReturnRequest:
    """Open a return. What the law or the seller's rule grants is approved at once; what is worth less than its way
    back stays with the buyer, and the money goes.

    Raises:
        OrderUnknown, NotFound: this vendor has no such order. NotSentYet: nothing has left the house.
        ReturnTooLate, NoReturns: no right to it any more, or at all.
        TooManyPieces, InvalidInput: pieces that are not there, or none.
        SwapUnknown: what is wanted in exchange cannot be had. Nothing is written.
    """
    lock_purchase(order_id)
    order = orders.order(order_id)
    if order.row.status not in _SENT:
        raise NotSentYet()
    terms = selectors.terms_for(order, wish.reason, on=at.date())
    if not terms.is_open:
        raise ReturnTooLate(until=terms.until) if terms.until else NoReturns()
    chosen = wanted_lines(selectors.returnable(order), wish.pieces)
    swaps = swapping.checked(order, chosen, wish) if wish.wanted is Wanted.EXCHANGE else {}
    rule = selectors.policy()
    row = _opened(order, terms, rule, chosen, wish, at=at)
    _add_lines(row, chosen, swaps=swaps)
    if swaps:
        Exchange.objects.create(request=row, difference=swapping.difference(order, chosen, swaps).amount)
    tell_return(row, by=by, at=at)
    is_kept = _is_not_worth_it(order, chosen, rule) and _let_keep(row, at=at)
    if not is_kept and (terms.kind is ReturnKind.WITHDRAWAL or rule.approves_by_itself):
        approve(row.public_id, at=at, by=SYSTEM)
    row.refresh_from_db()
    return row


@transaction_required
def call_off(return_id: UUID, *, at: datetime, by: Actor) -> ReturnRequest:
    """The buyer keeps the goods after all.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or they are on their way already.
    """
    row = locked_return(return_id)
    step_return(row, "call_off", by=by, at=at)
    return row


@transaction_required
def take_undelivered(order_id: UUID, *, shipment_id: UUID, tracking_number: str, at: datetime, by: Actor) -> None:
    """Open the return of a parcel that the carrier brings back, once; the seller resends, refunds or writes it off.

    Of several parcels nobody knows which goods lie in which: all of the shipment's are named, and counted on arrival.
    """
    lock_purchase(order_id)
    if ReturnRequest.objects.filter(shipment_id=shipment_id, kind=ReturnKind.UNDELIVERED).exists():
        return
    order = orders.order(order_id)
    shipment = next(one for one in order.fulfilments if one.public_id == shipment_id)
    variants = {line.variant_id for line in shipment.lines}
    lines = [
        (line, Pieces(line.place, line.left))
        for line in selectors.returnable(order)
        if line.left and line.variant_id in variants and line.warehouse_id == shipment.warehouse_id
    ]
    if not lines:
        return
    house = warehouses.warehouse(shipment.warehouse_id)
    row = ReturnRequest.objects.create(
        number=_number(order),
        order_id=order_id,
        order_number=order.row.number,
        purchase_id=orders.purchase_of(order_id),
        shipment_id=shipment_id,
        kind=ReturnKind.UNDELIVERED,
        reason=ReturnReason.UNDELIVERED,
        status=ReturnStatus.IN_TRANSIT,
        since=at,
        payer=Payer.VENDOR,
        way=Way.CARRIER,
        destination=house.address.as_json(),
        warehouse_id=shipment.warehouse_id,
        carrier_code=shipment.carrier_code,
        tracking_number=tracking_number,
        currency=order.row.total.currency.code,
        requested_at=at,
        sent_at=at,
    )
    _add_lines(row, lines, swaps={})
    tell_return(row, by=by, at=at)


def wanted_lines(lines: Sequence[Returnable], pieces: Sequence[Pieces]) -> list[tuple[Returnable, Pieces]]:
    """The order's lines that are named, with the pieces of each.

    Raises:
        InvalidInput: none, or a line that the order does not have. TooManyPieces: more than are left.
    """
    known = {line.place: line for line in lines}
    wanted = [one for one in pieces if one.quantity]
    if not wanted or len({one.place for one in wanted}) != len(wanted):
        raise InvalidInput(field="lines", problem=_("Say how many pieces of which line."))
    for one in wanted:
        if one.place not in known or one.quantity < 0:
            raise InvalidInput(field=f"line_{one.place}", problem=_("The order has no such line."))
        if one.quantity > known[one.place].left:
            raise TooManyPieces(field=f"line_{one.place}", left=known[one.place].left)
    return [(known[one.place], one) for one in wanted]


def _opened(
    order: OrderView,
    terms: Terms,
    rule: ReturnPolicy,
    chosen: Sequence[tuple[Returnable, Pieces]],
    wish: ReturnWish,
    *,
    at: datetime,
) -> ReturnRequest:
    house = warehouses.warehouse(chosen[0][0].warehouse_id)
    crosses = house.country != order.row.country
    hub = remedies.hub_for(order.row.country) if rule.uses_hubs and crosses else None
    row: ReturnRequest = ReturnRequest.objects.create(
        number=_number(order),
        order_id=order.row.public_id,
        order_number=order.row.number,
        purchase_id=orders.purchase_of(order.row.public_id),
        kind=terms.kind,
        reason=wish.reason,
        wanted=wish.wanted,
        since=at,
        note=wish.note,
        right_until=terms.until,
        right_source=terms.source,
        payer=terms.payer,
        with_shipping=terms.with_shipping,
        way=Way.HUB if hub else Way.DIRECT,
        hub_code=hub.code if hub else "",
        destination=(hub.address if hub else house.address).as_json(),
        warehouse_id=house.public_id,
        currency=order.row.total.currency.code,
        requested_at=at,
    )
    return row


def _add_lines(
    row: ReturnRequest,
    chosen: Sequence[tuple[Returnable, Pieces]],
    *,
    swaps: Mapping[int, swapping.Swap],
) -> None:
    ReturnLine.objects.bulk_create(
        [
            ReturnLine(
                request=row,
                place=line.place,
                variant_id=line.variant_id,
                sku=line.sku,
                title=line.title,
                option_label=line.option_label,
                quantity=one.quantity,
                **_wanted_instead(line, swaps.get(line.place)),
            )
            for line, one in chosen
        ]
    )


def _wanted_instead(line: Returnable, swap: swapping.Swap | None) -> dict[str, Any]:
    """Columns of a line for whose goods others are wanted."""
    if swap is None:
        return {}
    return {
        "swap_variant_id": swap.wanted.variant_id,
        "swap_title": swap.wanted.title,
        "swap_charge": swapping.charge(line, swap).amount,
    }


def _let_keep(row: ReturnRequest, *, at: datetime) -> bool:
    """Whether the buyer keeps the goods and has the money; False where it cannot be given back now."""
    try:
        with transaction.atomic():
            waive(row.public_id, at=at, by=SYSTEM)
    except MarketError as refused:
        log.warning("return %s goes the long way: %s", row.number, refused)
        return False
    return True


def _number(order: OrderView) -> str:
    """The order's next return: KILN-000012-R1. Its purchase is locked."""
    before = ReturnRequest.objects.filter(order_id=order.row.public_id).count()
    return f"{order.row.number}-R{before + 1}"


def _is_not_worth_it(order: OrderView, chosen: Sequence[tuple[Returnable, Pieces]], rule: ReturnPolicy) -> bool:
    """Whether all of it is worth less to the seller than its way back, by the seller's own rule."""
    worth = sum((line.unit_price.amount * one.quantity for line, one in chosen), Decimal(0))
    share = order.vendor_goods.amount / order.goods.amount if order.goods.amount else Decimal(1)
    return worth * share < rule.returnless_below
