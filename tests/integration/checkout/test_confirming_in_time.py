"""Checkout · an order that is not confirmed in time is cancelled, its goods free and its money on its way."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from apps.checkout.models import Purchase, PurchasePart, Refund
from apps.checkout.selectors import confirming
from apps.checkout.tasks import cancel_unconfirmed
from apps.ledger import selectors as ledger
from apps.orders import operations as orders
from apps.orders import selectors as order_reads
from apps.orders.models import Order
from apps.stock.models import Counter
from tests.factories import checkout as make
from tests.factories.aftersales import CARRIER, settled

pytestmark = pytest.mark.django_db


def test_what_is_not_confirmed_in_time_is_cancelled_and_paid_back_together(
    kiln: Any, loom: Any, enter: Any, at: datetime, drain: Any, settings: Any
) -> None:
    made = make.purchase([*make.goods(kiln, at=at), *make.goods(loom, at=at)], at=at)
    settled(drain)
    slow, quick = (PurchasePart.objects.get(purchase__public_id=made.public_id, vendor=one) for one in (kiln, loom))
    with enter(loom):
        orders.confirm(quick.order_id, at=at, by=CARRIER)
    held = make.purchase(make.goods(kiln, at=at, count=1), at=at - timedelta(days=1))
    settled(drain)
    with enter(kiln):
        Order.objects.filter(purchase_id=held.public_id).update(held_at=at)
    Purchase.objects.update(placed_at=at - timedelta(hours=50))
    assert (cancel_unconfirmed(), confirming.confirm_by(slow.order_id)) == (0, None), "nobody said how long"
    settings.ORDER_CONFIRM_HOURS = {"*": 24, slow.purchase.market: 72}
    assert cancel_unconfirmed() == 0
    settings.ORDER_CONFIRM_HOURS = {"*": 900, slow.purchase.market: 48}
    assert confirming.confirm_by(slow.order_id) == at - timedelta(hours=2)

    assert cancel_unconfirmed(limit=1) == 1, "what is held stands before it and is passed over"
    made_back = Refund.objects.get()
    assert (made_back.part_id, made_back.amount) == (slow.pk, slow.total.amount)
    assert Counter.objects.filter(vendor=kiln).order_by("pk")[0].reserved == 0
    with enter(kiln):
        order = order_reads.order(slow.order_id)
    assert order.row.status == "cancelled"
    settled(drain)
    assert (cancel_unconfirmed(), Refund.objects.count()) == (0, 1)
    assert PurchasePart.objects.get(pk=quick.pk).status == "confirmed"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert all(row.difference.amount == 0 for row in ledger.trial_balance())
