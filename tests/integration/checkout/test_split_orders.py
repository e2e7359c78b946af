"""What shops of several vendors are known to get wrong once a checkout is split among them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client
from djmoney.money import Money

from apps.checkout import operations
from apps.checkout import selectors as purchases
from apps.checkout.models import PurchasePart
from apps.checkout.selectors import statements
from apps.checkout.types import PurchaseSummary
from apps.checkout.types.refunds import RefundKind, RefundReason, RefundWish
from apps.common.money import rounded
from apps.common.types import Actor, ActorKind
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.logistics.types import ParcelPlan
from apps.orders import operations as orders
from apps.orders import selectors as order_reads
from apps.payments import operations as payments
from apps.payments.models import Intent, Operation
from apps.payouts import operations as payouts
from apps.shipping import selectors as shipments
from apps.shipping.operations import packing
from tests.factories import checkout as make

pytestmark = pytest.mark.django_db

TEAM = Actor(ActorKind.VENDOR, "team")
BOX = ParcelPlan(weight_g=1_000, length_mm=200, width_mm=200, height_mm=200)


@pytest.fixture
def bought(kiln: Any, loom: Any, at: datetime, drain: Any) -> PurchaseSummary:
    """Two pieces of each vendor's in one purchase, paid and captured once."""
    summary = make.purchase([*make.goods(kiln, at=at), *make.goods(loom, at=at)], at=at, quantity=2)
    drain()
    payments.resolve_due(at=at + timedelta(minutes=1))
    drain()
    return summary


def part_of(bought: PurchaseSummary, vendor: Any) -> PurchasePart:
    return PurchasePart.objects.get(purchase__public_id=bought.public_id, vendor=vendor)


def test_each_vendor_can_send_its_part_and_more_boxes_cost_the_buyer_nothing(
    bought: PurchaseSummary, kiln: Any, loom: Any, enter: Any, at: datetime, drain: Any
) -> None:
    asked = Operation.objects.count()
    for vendor in (kiln, loom):
        part = part_of(bought, vendor)
        with enter(vendor), transaction.atomic():
            orders.confirm(part.order_id, at=at, by=TEAM)
            (shipment,) = shipments.for_orders([part.order_id])[part.order_id]
            packing.pack(shipment.public_id, parcels=[BOX, BOX, BOX], at=at, by=TEAM)
            (shipment,) = shipments.for_orders([part.order_id])[part.order_id]
            assert len(shipment.parcels) == 3
            assert order_reads.order(part.order_id).row.total == part.total
    drain()

    assert purchases.purchase(bought.public_id, language="en").totals.total == bought.total
    assert Intent.objects.get().view().captured == bought.total
    assert Operation.objects.count() == asked


def test_a_vendors_statement_bears_its_own_commission_alone(
    bought: PurchaseSummary, kiln: Any, loom: Any, at: datetime
) -> None:
    for vendor, other in ((kiln, loom), (loom, kiln)):
        part, today = part_of(bought, vendor), at.date()
        found = statements.statement(vendor.pk, vendor.currency, since=today - timedelta(days=1), until=today)
        (line,) = found.lines
        assert line.order_id == part.order_id
        goods, commission = (one.amount for one in line.parts)
        assert commission == rounded(-goods / 10), "the standard rule"
        assert goods + commission == line.amount == found.closing
        assert part_of(bought, other).order_number not in str(found)


def test_what_was_given_back_in_full_no_longer_reads_paid(
    bought: PurchaseSummary, kiln: Any, loom: Any, at: datetime, drain: Any
) -> None:
    url = f"/en-de/track/{bought.public_id}/{purchases.purchase_token(bought.public_id)}/"
    for vendor in (kiln, loom):
        part = part_of(bought, vendor)
        wish = RefundWish(kind=RefundKind.AMOUNT, reason=RefundReason.OTHER, amount=part.total)
        with transaction.atomic():
            operations.refund(part.order_id, wish=wish, key=str(uuid4()), at=at, by=make.BUYER)
        drain()
        is_all = vendor is loom
        view = purchases.purchase(bought.public_id, language="en")
        body = Client(headers={"host": "portolan.localhost"}).get(url).content.decode()
        assert (view.is_refunded, "Given back in full" in body) == (is_all, is_all)
    assert view.refunded == bought.total


def test_a_payout_never_asks_for_more_than_is_left_after_a_refund(
    bought: PurchaseSummary, kiln: Any, at: datetime, drain: Any
) -> None:
    part = part_of(bought, kiln)
    with transaction.atomic():
        payouts.note_delivered(kiln.pk, bought.public_id, delivered_at=at - timedelta(days=30))
    half = Money(part.total.amount / 2, "EUR").round(2)
    wish = RefundWish(kind=RefundKind.AMOUNT, reason=RefundReason.DAMAGED, amount=half)
    with transaction.atomic():
        operations.refund(part.order_id, wish=wish, key="half", at=at, by=make.BUYER)
    drain()

    with transaction.atomic():
        [payout] = payouts.make_due(kiln.pk, at=at, only_on_payday=False)

    assert payout.money == -ledger.balance(AccountCode.VENDOR_PAYABLE, "CNY", kiln.pk)
