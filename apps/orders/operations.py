"""Orders · accepting a part, confirming, cancelling, following the parcels · vendor's schema."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from djmoney.money import Money

from apps.common.copying import copy_rows, take_ids
from apps.common.errors import InvalidTransition
from apps.common.ids import new_id
from apps.common.money import as_wire
from apps.common.tenancy import current_vendor_id, current_vendor_slug
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor
from apps.common.writing import insert_together
from apps.outbox import operations as outbox
from apps.outbox.types import Event
from apps.shipping import selectors as shipping_reads
from apps.shipping.operations import packing as fulfilments
from apps.shipping.operations import sending
from apps.shipping.types import FulfilmentDraft, FulfilmentLineDraft
from apps.stock import operations as stock

from . import rules
from .errors import AlreadyShipped, OrderUnknown
from .events import OrderCancelled, OrderConfirmed, OrderDelivered, OrderPacked, OrderPlaced, OrderShipped
from .models import Order, OrderCounter, OrderEvent, OrderLine
from .types import OrderPart, OrderRef, OrderStatus, PartLine, PastReturnLine, WarehouseService

_EVENTS: Mapping[str, Callable[..., Event]] = {
    "confirm": OrderConfirmed,
    "pack": OrderPacked,
    "ship": OrderShipped,
    "deliver": OrderDelivered,
}
_PAST_ORDER = ("id", "public_id", "number", "purchase_id", "purchase_number", "session_id", "status", "version",
               "buyer_name", "buyer_email", "address", "country", "language", "currency",
               "goods", "goods_currency", "shipping", "shipping_currency", "duty", "duty_currency", "tax",
               "tax_currency", "fees", "fees_currency", "total", "total_currency", "vendor_currency", "vendor_rate",
               "incoterm", "carrier_code", "service_code", "delivery_min_days", "delivery_max_days", "piece_count",
               "assessment", "placed_at", "cancel_reason")  # fmt: skip
_PAST_LINE = ("order_id", "variant_id", "sku", "title", "option_label", "quantity",
              "unit_price", "unit_price_currency", "goods", "goods_currency", "shipping", "shipping_currency",
              "duty", "duty_currency", "tax", "tax_currency", "fees", "fees_currency", "hs_code", "origin",
              "weight_g", "length_mm", "width_mm", "height_mm", "warehouse_id", "warehouse_country")  # fmt: skip
_NEXT_KEYS = """
    WITH counter AS (
        INSERT INTO orders_ordercounter (id, last) VALUES (1, 1)
        ON CONFLICT (id) DO UPDATE SET last = orders_ordercounter.last + 1 RETURNING last
    )
    SELECT last, nextval(pg_get_serial_sequence('orders_order', 'id')),
        ARRAY(SELECT nextval(pg_get_serial_sequence('shipping_fulfilment', 'id')) FROM generate_series(1, %s))
    FROM counter
"""
_PAST_EVENT = ("order_id", "code", "actor_kind", "actor_ref", "occurred_at", "recorded_at", "data")


@transaction_required
def accept_part(part: OrderPart, *, at: datetime) -> OrderRef:
    """Make the vendor's order and its fulfilments of a purchase's part. Nothing is priced again.

    Called by the completion of a checkout, inside the vendor. Two statements,
    however many lines.
    """
    number, key, further = _next_keys(len({line.warehouse_id for line in part.lines}))
    order = Order(id=key, number=number, **_facts_of(part))
    insert_together(
        [
            order,
            *(OrderLine(order=order, **_columns(line)) for line in part.lines),
            *fulfilments.drafted(_drafts(order, part), keys=further, at=at),
            _event(order, "placed", by=SYSTEM, occurred_at=part.placed_at, at=at),
            outbox.drafted(OrderPlaced(**_facts(order), occurred_at=part.placed_at), at=at),
        ]
    )
    return OrderRef(order.public_id, order.number)


@transaction_required
def recover_part(part: OrderPart, *, ref: OrderRef, status: OrderStatus, version: int, at: datetime) -> None:
    """Make an order again that the vendor's schema has lost, under the id and number that its purchase remembers.

    Tells nobody: all others know of it. What had not left yet is to be packed (again);
    the parcels of what had left are not made up. Inside the vendor.
    """
    is_waiting = status in (OrderStatus.PLACED, OrderStatus.CONFIRMED, OrderStatus.PACKED)
    order = Order.objects.create(
        public_id=ref.order_id,
        number=ref.number,
        status=OrderStatus.CONFIRMED if status is OrderStatus.PACKED else status,
        version=version,
        **_facts_of(part),
    )
    OrderLine.objects.bulk_create([OrderLine(order=order, **_columns(line)) for line in part.lines])
    if is_waiting:
        fulfilments.create(_drafts(order, part), at=at)
    _note(order, "placed", by=SYSTEM, occurred_at=part.placed_at, at=at)
    taken = int(ref.number.rpartition("-")[2])
    OrderCounter.objects.get_or_create(pk=1)
    OrderCounter.objects.filter(pk=1, last__lt=taken).update(last=taken)


@transaction_required
def record_past(parts: Sequence[OrderPart], *, at: datetime) -> list[OrderRef]:
    """Orders of goods that were delivered before these books began: no fulfilments, no events, a line in the timeline.

    Seven statements, however many orders. Inside the vendor.
    """
    refs = [OrderRef(new_id(), number) for number in _next_numbers(len(parts))]
    keys = take_ids(Order, len(parts))
    copy_rows(Order, _PAST_ORDER, (_past_order(*row) for row in zip(keys, refs, parts, strict=True)))
    copy_rows(
        OrderLine,
        _PAST_LINE,
        (_past_line(key, line) for key, part in zip(keys, parts, strict=True) for line in part.lines),
    )
    copy_rows(
        OrderEvent,
        _PAST_EVENT,
        ((key, "placed", SYSTEM.kind.value, "", part.placed_at, at, {}) for key, part in zip(keys, parts, strict=True)),
    )
    return refs


@transaction_required
def record_past_returns(
    returns: Sequence[tuple[UUID, str, Sequence[PastReturnLine], datetime]], *, at: datetime
) -> None:
    """Note what came back of past orders: (order, the paper's reference, lines, when). Inside the vendor.

    Raises:
        KeyError: this vendor has no such order. Nothing is written.
    """
    wanted = [order_id for order_id, _, _, _ in returns]
    keys = dict(Order.objects.filter(public_id__in=wanted).values_list("public_id", "pk"))
    copy_rows(
        OrderEvent,
        _PAST_EVENT,
        (
            (keys[order_id], "returned", SYSTEM.kind.value, reference, returned_at, at,
             {"lines": [{"sku": line.sku, "quantity": line.quantity, **as_wire(line.unit_price)} for line in lines]})
            for order_id, reference, lines, returned_at in returns
        ),
    )  # fmt: skip


@transaction_required
def confirm(order_id: UUID, *, at: datetime, by: Actor) -> None:
    """The vendor promises to send the goods.

    Raises:
        OrderUnknown, InvalidTransition: not this vendor's, or not new any more.
    """
    _step(_locked(order_id), "confirm", by=by, occurred_at=at, at=at)


@transaction_required
def cancel(order_id: UUID, *, reason: str, at: datetime, by: Actor) -> None:
    """Call an order off: goods go back on sale, fulfilments end, and the purchase is told to give the money back.

    Raises:
        OrderUnknown: not this vendor's.
        AlreadyShipped: a parcel has left the house. Nothing changes.
    """
    order = _locked(order_id)
    try:
        order.status = rules.ORDER.next(OrderStatus(order.status), "cancel")
        sending.cancel_for_order(order.public_id, at=at, by=by)
    except InvalidTransition as refused:
        raise AlreadyShipped() from refused
    order.version += 1
    order.cancel_reason = reason
    order.save(update_fields=["status", "version", "cancel_reason"])
    stock.release_allocation(order.session_id, vendor_id=current_vendor_id(), at=at)
    _note(order, "cancelled", by=by, occurred_at=at, at=at, data={"reason": reason})
    outbox.emit(OrderCancelled(**_facts(order), occurred_at=at, reason=reason), by=by, at=at)


@transaction_required
def follow_fulfilments(order_id: UUID, *, occurred_at: datetime, at: datetime, by: Actor) -> None:
    """Bring an order to where all of its fulfilments are. Twice is once."""
    order = _locked(order_id)
    for event in rules.steps_due(OrderStatus(order.status), shipping_reads.statuses_of_order(order_id)):
        _step(order, event, by=by, occurred_at=occurred_at, at=at)


@transaction_required
def note(order_id: UUID, *, code: str, occurred_at: datetime, at: datetime, by: Actor, data: Mapping[str, Any]) -> None:
    """Write something that happened elsewhere into an order's timeline."""
    _note(_locked(order_id), code, by=by, occurred_at=occurred_at, at=at, data=data)


def _step(order: Order, event: str, *, by: Actor, occurred_at: datetime, at: datetime) -> None:
    order.status = rules.ORDER.next(OrderStatus(order.status), event)
    order.version += 1
    order.save(update_fields=["status", "version"])
    _note(order, order.status, by=by, occurred_at=occurred_at, at=at)
    outbox.emit(_EVENTS[event](**_facts(order), occurred_at=occurred_at), by=by, at=at)


def _locked(order_id: UUID) -> Order:
    order = Order.objects.select_for_update().filter(public_id=order_id).first()
    if order is None:
        raise OrderUnknown()
    return order


def _note(
    order: Order,
    code: str,
    *,
    by: Actor,
    occurred_at: datetime,
    at: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    _event(order, code, by=by, occurred_at=occurred_at, at=at, data=data).save(force_insert=True)


def _event(
    order: Order,
    code: str,
    *,
    by: Actor,
    occurred_at: datetime,
    at: datetime,
    data: Mapping[str, Any] | None = None,
) -> OrderEvent:
    return OrderEvent(
        order=order,
        code=code,
        actor_kind=by.kind,
        actor_ref=by.ref,
        occurred_at=occurred_at,
        recorded_at=at,
        data=dict(data or {}),
    )


def _facts(order: Order) -> dict[str, Any]:
    return {
        "order_id": order.public_id,
        "purchase_id": order.purchase_id,
        "vendor_id": current_vendor_id(),
        "version": order.version,
    }


def _next_numbers(count: int) -> list[str]:
    """The next order numbers of this vendor, without gaps: taken under the counter's row lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO orders_ordercounter (id, last) VALUES (1, %(count)s) "
            "ON CONFLICT (id) DO UPDATE SET last = orders_ordercounter.last + %(count)s RETURNING last",
            {"count": count},
        )
        (last,) = cursor.fetchone()
    return [_number(counted) for counted in range(last - count + 1, last + 1)]


def _next_keys(houses: int) -> tuple[str, int, list[int]]:
    """The next order number, and primary keys for its order and for a fulfilment of each house."""
    with connection.cursor() as cursor:
        cursor.execute(_NEXT_KEYS, [houses])
        last, key, further = cursor.fetchone()
    return _number(last), key, further


def _number(counted: int) -> str:
    prefix = current_vendor_slug()[:8].upper().rstrip("-")
    return f"{prefix}-{counted:06d}"


def _past_order(key: int, ref: OrderRef, part: OrderPart) -> tuple[Any, ...]:
    amounts = (part.goods, part.shipping, part.duty, part.tax, part.fees, part.total)
    return (
        key, ref.order_id, ref.number, part.purchase_id, part.purchase_number, part.session_id,
        OrderStatus.DELIVERED.value, 1, part.buyer_name, part.buyer_email, part.address.as_json(), part.ship_to,
        part.language, part.currency, *_cells(amounts), part.vendor_currency, part.vendor_rate, part.incoterm,
        part.carrier_code, part.service_code, part.delivery_min_days, part.delivery_max_days,
        sum(line.quantity for line in part.lines), dict(part.assessment), part.placed_at, "",
    )  # fmt: skip


def _past_line(key: int, line: PartLine) -> tuple[Any, ...]:
    amounts = (line.unit_price, line.goods, line.shipping, line.duty, line.tax, line.fees)
    return (
        key, line.variant_id, line.sku, line.title, line.option_label, line.quantity, *_cells(amounts), line.hs_code,
        line.origin, line.weight_g, line.length_mm, line.width_mm, line.height_mm, line.warehouse_id,
        line.warehouse_country,
    )  # fmt: skip


def _cells(amounts: Sequence[Money]) -> list[Any]:
    return [cell for amount in amounts for cell in (amount.amount, amount.currency.code)]


def _facts_of(part: OrderPart) -> dict[str, Any]:
    """Columns of an order that its part states."""
    return {
        "purchase_id": part.purchase_id,
        "purchase_number": part.purchase_number,
        "session_id": part.session_id,
        "buyer_name": part.buyer_name,
        "buyer_email": part.buyer_email,
        "address": part.address.as_json(),
        "country": part.ship_to,
        "language": part.language,
        "currency": part.currency,
        "goods": part.goods,
        "shipping": part.shipping,
        "duty": part.duty,
        "tax": part.tax,
        "fees": part.fees,
        "total": part.total,
        "vendor_currency": part.vendor_currency,
        "vendor_rate": part.vendor_rate,
        "incoterm": part.incoterm,
        "carrier_code": part.carrier_code,
        "service_code": part.service_code,
        "delivery_min_days": part.delivery_min_days,
        "delivery_max_days": part.delivery_max_days,
        "piece_count": sum(line.quantity for line in part.lines),
        "assessment": dict(part.assessment),
        "placed_at": part.placed_at,
    }


def _columns(line: PartLine) -> dict[str, Any]:
    return dict(vars(line))


def _drafts(order: Order, part: OrderPart) -> list[FulfilmentDraft]:
    by_house: dict[UUID, list[FulfilmentLineDraft]] = {}
    for line in part.lines:
        by_house.setdefault(line.warehouse_id, []).append(
            FulfilmentLineDraft(
                variant_id=line.variant_id,
                sku=line.sku,
                title=line.title,
                quantity=line.quantity,
                weight_g=line.weight_g,
                length_mm=line.length_mm,
                width_mm=line.width_mm,
                height_mm=line.height_mm,
                hs_code=line.hs_code,
                origin=line.origin,
                value=line.goods,
            )
        )
    return [_draft(order, part, house, tuple(lines)) for house, lines in by_house.items()]


def _draft(order: Order, part: OrderPart, house: UUID, lines: tuple[FulfilmentLineDraft, ...]) -> FulfilmentDraft:
    chosen = next(
        (service for service in part.services if service.warehouse_id == house),
        WarehouseService(house, part.service_code, part.carrier_code, part.incoterm),
    )
    return FulfilmentDraft(
        order_id=order.public_id,
        order_number=order.number,
        purchase_id=part.purchase_id,
        session_id=part.session_id,
        warehouse_id=house,
        recipient=part.address,
        incoterm=chosen.incoterm,
        carrier_code=chosen.carrier_code,
        service_code=chosen.service_code,
        lines=lines,
    )
