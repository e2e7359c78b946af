"""Orders · accepting a purchase's part, and making one again that was lost · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from apps.common.prepared import execute
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM
from apps.common.writing import insert_together
from apps.orders.events import OrderPlaced
from apps.orders.models import Order, OrderCounter, OrderLine
from apps.orders.types import OrderPart, OrderRef, OrderStatus, PartLine, WarehouseService
from apps.outbox import operations as outbox
from apps.shipping.operations import packing as fulfilments
from apps.shipping.types import FulfilmentDraft, FulfilmentLineDraft

from .rows import event, facts, noted, number_of

_NEXT_KEYS = """
    WITH counter AS (
        INSERT INTO orders_ordercounter (id, last) VALUES (1, 1)
        ON CONFLICT (id) DO UPDATE SET last = orders_ordercounter.last + 1 RETURNING last
    )
    SELECT last, nextval(pg_get_serial_sequence('orders_order', 'id')),
        ARRAY(SELECT nextval(pg_get_serial_sequence('shipping_fulfilment', 'id')) FROM generate_series(1, %s))
    FROM counter
"""


@transaction_required
def accept_part(part: OrderPart, *, at: datetime) -> OrderRef:
    """Make the vendor's order and its fulfilments of a purchase's part. Nothing is priced again.

    Called by the completion of a checkout, inside the vendor, and for goods that are sent in place of another order's
    at no charge. Two statements, however many lines.
    """
    number, key, further = _next_keys(len({line.warehouse_id for line in part.lines}))
    order = Order(id=key, number=number, **_facts_of(part))
    insert_together(
        [
            order,
            *(OrderLine(order=order, **_columns(line)) for line in part.lines),
            *fulfilments.drafted(_drafts(order, part), keys=further, at=at),
            event(order, "placed", by=SYSTEM, occurred_at=part.placed_at, at=at),
            outbox.drafted(OrderPlaced(**facts(order), occurred_at=part.placed_at), at=at),
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
    noted(order, "placed", by=SYSTEM, occurred_at=part.placed_at, at=at)
    taken = int(ref.number.rpartition("-")[2])
    OrderCounter.objects.get_or_create(pk=1)
    OrderCounter.objects.filter(pk=1, last__lt=taken).update(last=taken)


def _next_keys(houses: int) -> tuple[str, int, list[int]]:
    """The next order number, and primary keys for its order and for a fulfilment of each house."""
    with connection.cursor() as cursor:
        execute(cursor, _NEXT_KEYS, [houses])
        last, key, further = cursor.fetchone()
    return number_of(last), key, further


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
        "replaces_id": part.replaces_id,
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
                value=line.worth_as(is_instead=part.replaces_id is not None),
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
