"""Pieces of an order that are not sent: their money, the shelf, the parcel and the order follow together."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection, transaction

from apps.aftersales import selectors as cases
from apps.checkout import operations
from apps.checkout.models import PurchaseEvent, PurchasePart, Refund
from apps.checkout.types.refunds import RefundKind, RefundReason, RefundWish
from apps.common.errors import InvalidInput, MarketError
from apps.common.types import Actor, ActorKind
from apps.ledger import selectors as ledger
from apps.orders import operations as steps
from apps.orders import selectors as orders
from apps.orders.errors import BeingPacked, OrderStale, PiecesNotThere, TooLateToChange
from apps.orders.models import OrderLine
from apps.orders.types import CancelCause
from apps.shipping.errors import LabelPrinted
from apps.shipping.models import Fulfilment
from apps.shipping.operations import packing
from apps.stock.models import Counter, Reservation
from apps.warehouse.models import StockMovement
from tests.factories import aftersales as make

pytestmark = pytest.mark.django_db
BUYER, SELLER = Actor(ActorKind.BUYER, "guest"), Actor(ActorKind.VENDOR, "x")
NOT_WANTED, MISSING = CancelCause.NOT_WANTED, CancelCause.MISSING


@pytest.fixture
def part(kiln: Any, at: datetime, drain: Callable[[], int]) -> PurchasePart:
    """Five pieces of kiln's, paid."""
    return make.sold(kiln, at=at, drain=drain, quantity=5)


def cancel(part: PurchasePart, pieces: dict[int, int], *, by: Actor, at: datetime, **more: Any) -> None:
    with transaction.atomic():
        operations.cancel_pieces(part.order_id, pieces=pieces, at=at, by=by, **({"cause": NOT_WANTED} | more))


def refused(error: type[MarketError], part: PurchasePart, pieces: dict[int, int], **more: Any) -> MarketError:
    """The refusal, which has written nothing."""
    before = (Refund.objects.count(), PurchaseEvent.objects.count(), list(Reservation.objects.values_list("quantity")))
    with pytest.raises(error) as told:
        cancel(part, pieces, **more)
    after = (Refund.objects.count(), PurchaseEvent.objects.count(), list(Reservation.objects.values_list("quantity")))
    assert before == after
    return told.value


def test_pieces_money_shelf_and_parcel_follow_together(
    kiln: Any, part: PurchasePart, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    each = part.total.amount / 5
    with enter(kiln):
        cancel(part, {0: 2}, by=SELLER, at=at, vendor_id=kiln.pk, expected_version=0, reason="Two are cracked")
    given = Refund.objects.get()
    assert abs(given.amount - 2 * each) < Decimal("0.05"), "with tax, duty and the pieces' share of the shipping"
    assert (given.reason, given.note) == ("cancelled", "Two are cracked")
    assert (Counter.objects.get(vendor=kiln).reserved, Reservation.objects.get().quantity) == (3, 3)
    with enter(kiln):
        order, shipment = orders.order(part.order_id), Fulfilment.objects.get(order_id=part.order_id)
        assert [(one.quantity, one.cancelled, one.left) for one in order.lines] == [(5, 2, 3)]
        line = shipment.lines.get()
        assert (line.quantity, order.row.piece_count) == (3, 3)
        assert line.value.amount == (order.lines[0].goods.amount * 3 / 5).quantize(Decimal("0.0001"))
    refused(OrderStale, part, {0: 1}, by=SELLER, at=at, expected_version=0)
    assert refused(PiecesNotThere, part, {0: 4}, by=SELLER, at=at).field == "line_0"
    for nothing in ({}, {0: 0}, {7: 1}, {0: -1}):
        refused(InvalidInput, part, nothing, by=BUYER, at=at)

    cancel(part, {0: 1}, by=BUYER, at=at)
    kept_freight = Refund.objects.latest("id")
    assert kept_freight.amount < each, "the rest is still sent, and its freight stays"
    with enter(kiln):
        packing.pack(Fulfilment.objects.get().public_id, at=at, by=SELLER)
    refused(BeingPacked, part, {0: 1}, by=BUYER, at=at)
    with enter(kiln):
        Fulfilment.objects.update(status="labelled")
    refused(LabelPrinted, part, {0: 1}, by=SELLER, at=at)
    with enter(kiln):
        Fulfilment.objects.update(status="packed")
    cancel(part, {0: 1}, by=SELLER, at=at, cause=MISSING)
    with enter(kiln):
        assert Fulfilment.objects.get().parcels.count() == 1
        lost = StockMovement.objects.get(kind="adjusted")
    assert (lost.delta, Counter.objects.get(vendor=kiln).reserved) == (-1, 1)

    cancel(part, {0: 1}, by=SELLER, at=at)
    make.settled(drain)
    part.refresh_from_db()
    assert (part.status, part.refunded) == ("cancelled", part.total.amount)
    assert Counter.objects.get(vendor=kiln).reserved == 0
    refused(TooLateToChange, part, {0: 1}, by=SELLER, at=at)
    codes = set(PurchaseEvent.objects.values_list("code", flat=True))
    assert {"orders.pieces_cancelled", "orders.cancelled", "checkout.refunded"} <= codes
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert all(row.difference.amount == 0 for row in ledger.trial_balance())


def test_what_was_paid_back_before_is_not_paid_twice(kiln: Any, part: PurchasePart, at: datetime) -> None:
    with transaction.atomic():
        operations.refund(
            part.order_id, wish=RefundWish(RefundKind.LINES, RefundReason.OTHER, lines={0: 2}), key="before", at=at
        )
    cancel(part, {0: 2}, by=SELLER, at=at)
    assert Refund.objects.count() == 1
    cancel(part, {0: 1}, by=SELLER, at=at)
    assert Refund.objects.count() == 2
    assert Counter.objects.get(vendor=kiln).reserved == 2


def test_pieces_whose_money_went_before_cannot_be_sent_back_once_they_are_called_off(
    kiln: Any, part: PurchasePart, enter: Any, at: datetime
) -> None:
    wish = RefundWish(RefundKind.AMOUNT, RefundReason.OTHER, amount=part.total)
    with transaction.atomic():
        operations.refund(part.order_id, wish=wish, key="before", at=at)
    cancel(part, {0: 2}, by=SELLER, at=at)
    assert Refund.objects.count() == 1
    with enter(kiln):
        assert cases.options(part.order_id, at=at).lines[0].left == 3


def test_an_order_goes_on_without_the_house_that_sends_nothing(
    kiln: Any, at: datetime, drain: Callable[[], int], enter: Any
) -> None:
    part = make.sold(kiln, at=at, drain=drain, quantity=1, count=2)
    with enter(kiln), transaction.atomic():
        row = Fulfilment.objects.get()
        line = row.lines.last()
        other = Fulfilment.objects.create(**{
            field.attname: getattr(row, field.attname) for field in Fulfilment._meta.concrete_fields
            if field.attname not in ("id", "public_id", "warehouse_id")
        }, warehouse_id=part.purchase.public_id)  # fmt: skip
        line.fulfilment = other
        line.save()
        OrderLine.objects.filter(variant_id=line.variant_id).update(warehouse_id=other.warehouse_id)
    with enter(kiln), transaction.atomic():
        steps.confirm(part.order_id, at=at, by=SELLER)
        packing.pack(row.public_id, at=at, by=SELLER)
    drain()
    with enter(kiln):
        assert orders.order(part.order_id).row.status == "confirmed"
    cancel(part, {1: 1}, by=SELLER, at=at)
    with enter(kiln):
        assert orders.order(part.order_id).row.status == "packed"
        assert Fulfilment.objects.get(pk=other.pk).status == "cancelled"
