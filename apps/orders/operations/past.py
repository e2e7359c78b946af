"""Orders · orders of before these books began · vendor's schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from djmoney.money import Money

from apps.common.copying import copy_rows, take_ids
from apps.common.ids import new_id
from apps.common.money import as_wire
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM
from apps.orders.models import Order, OrderEvent, OrderLine
from apps.orders.types import OrderPart, OrderRef, OrderStatus, PartLine, PastReturnLine

from .rows import number_of

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
_PAST_EVENT = ("order_id", "code", "actor_kind", "actor_ref", "occurred_at", "recorded_at", "data")


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


def _next_numbers(count: int) -> list[str]:
    """The next order numbers of this vendor, without gaps: taken under the counter's row lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO orders_ordercounter (id, last) VALUES (1, %(count)s) "
            "ON CONFLICT (id) DO UPDATE SET last = orders_ordercounter.last + %(count)s RETURNING last",
            {"count": count},
        )
        (last,) = cursor.fetchone()
    return [number_of(counted) for counted in range(last - count + 1, last + 1)]


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
