"""Checkout · another version of goods in place of the one that was ordered, with its money · public schema, and the
vendor's."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from uuid import UUID

from django_tenants.utils import tenant_context

from apps.checkout.errors import NothingLeft
from apps.checkout.models import PurchasePart
from apps.checkout.rules.cancelling import price_of
from apps.checkout.selectors import refunds as reads
from apps.checkout.types.refunds import RefundKind, RefundReason, RefundWish
from apps.common.money import from_minor
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.orders import operations as orders
from apps.orders import selectors as order_reads
from apps.orders.errors import OrderStale
from apps.orders.types import Swapped

from .refunds import lock_purchase, refund
from .timeline import record_case_news


@transaction_required
def swap_line(
    order_id: UUID,
    *,
    place: int,
    variant_id: UUID,
    expected_version: int | None = None,
    vendor_id: int | None = None,
    at: datetime,
    by: Actor,
) -> None:
    """Send another version of a line's goods that costs as much or less; what it costs less goes back, with the duty
    and tax on that.

    Raises:
        NotFound: there is no such order, or it is another vendor's. OrderStale: it has changed since it was looked at.
        NotCaptured, PaidElsewhere, RefundHeld: the money cannot go back now.
        And as orders.operations.swap_line does. Nothing is written.
    """
    part = reads.part_of_order(order_id, vendor_id=vendor_id)
    lock_purchase(order_id)
    with tenant_context(part.vendor):
        order = order_reads.order(order_id)
        if expected_version not in (None, order.row.version):
            raise OrderStale()
        swapped = orders.swap_line(order_id, place=place, variant_id=variant_id, at=at, by=by)
    old, version = order.lines[place], order.row.version
    _remember(part, place, swapped)
    _give_back(part, place, swapped, key=f"swap:{version}", at=at, by=by)
    record_case_news(
        "orders.swapped",
        order_id=order_id,
        source=by.kind.value,
        occurred_at=at,
        data={"text": f"{swapped.pieces} × {old.title}: {old.option_label or old.sku} → "
                      f"{swapped.option_label or swapped.sku}"},
        key=f"swap:{order_id}:{version}",
        at=at,
    )  # fmt: skip


def _remember(part: PurchasePart, place: int, swapped: Swapped) -> None:
    """Have the purchase's page show what is sent; its prices stay those of the sale."""
    shown = {"variant_id": str(swapped.variant_id), "sku": swapped.sku, "option_label": swapped.option_label}
    known = PurchasePart.objects.select_for_update().get(pk=part.pk)
    known.swapped = {**known.swapped, str(place): shown}
    known.save(update_fields=["swapped"])


def _give_back(part: PurchasePart, place: int, swapped: Swapped, *, key: str, at: datetime, by: Actor) -> None:
    cells = reads.state_of(part).left.lines[place]
    units = price_of(cells, pieces=swapped.pieces, share=swapped.less)
    if not units:
        return
    wish = RefundWish(
        RefundKind.AMOUNT,
        RefundReason.CANCELLED,
        lines={place: swapped.pieces},
        amount=from_minor(units, part.purchase.currency),
        note=swapped.sku,
    )
    with suppress(NothingLeft):
        refund(part.order_id, wish=wish, key=key, by=by, at=at)
