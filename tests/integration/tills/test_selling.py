"""Tills · a sale over the counter is a sale like any other, and the money is the seller's to hold."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import transaction
from djmoney.money import Money

from apps.catalog.models import Variant
from apps.checkout import selectors as purchases
from apps.checkout.models import CheckoutSession, Purchase
from apps.checkout.selectors import statements
from apps.checkout.types import PurchaseStatus
from apps.common.money import zero
from apps.common.types import Actor, ActorKind
from apps.ledger import selectors as ledger
from apps.ledger.models import Journal
from apps.ledger.types import AccountCode, JournalKind
from apps.orders import selectors as orders
from apps.orders.types import OrderStatus
from apps.payments.models import Intent
from apps.stock import selectors as stock
from apps.tills import operations, selectors
from apps.tills.errors import KeyOfOtherSale, NotForSale, SoldOut, TillShut, TooLittleGiven
from apps.tills.models import TillEntry
from apps.tills.types import BasketLine, Cashier, Means
from apps.warehouse import selectors as houses
from apps.warehouse.models import StockMovement
from tests.factories import checkout as make

pytestmark = pytest.mark.django_db

SELLER = Actor(ActorKind.VENDOR, "till")
ADA = Cashier(uuid4(), "Ada")


@pytest.fixture
def variant(loom: Any, at: datetime) -> UUID:
    return make.goods(loom, at=at)[0]


@pytest.fixture
def till(loom: Any, variant: UUID, enter: Any, at: datetime) -> UUID:
    with enter(loom), transaction.atomic():
        return operations.open_till(name="Front", warehouse_code=houses.warehouses()[0].code, at=at)


def sell(till: UUID, *lines: tuple[UUID, int], at: datetime, **facts: Any) -> Any:
    told: dict[str, Any] = {"key": uuid4(), "means": Means.CASH, "cashier": ADA, "language": "en", "by": SELLER} | facts
    with transaction.atomic():
        return operations.sell(till, [BasketLine(*line) for line in lines], at=at, **told)


def test_what_is_sold_over_the_counter_is_delivered_and_the_seller_owes_commission(
    till: UUID, variant: UUID, loom: Any, enter: Any, at: datetime, drain: Any
) -> None:
    with enter(loom):
        basket = operations.quote_basket(till, [BasketLine(variant, 2)], language="en", at=at)
        entry = sell(till, (variant, 2), at=at, given=Decimal(100), email="bea@example.org", buyer_name="Bea")
        order = orders.order(entry.order_id)
        movements = list(StockMovement.objects.filter(delta__lt=0).values_list("kind", "delta"))

    assert basket.total == entry.amount
    assert basket.tax == Money(Decimal("9.80"), "GBP")
    assert entry.change == Money(100, "GBP") - entry.amount
    assert order.row.status == OrderStatus.DELIVERED
    assert movements == [("shipped", -2)]
    assert stock.availability([variant])[variant].sellable == 18
    drain()

    view = purchases.purchase(entry.purchase_id)
    assert view.status is PurchaseStatus.DELIVERED
    assert purchases.method_paid(entry.purchase_id) == "counter"
    assert all(row.difference.amount == 0 for row in ledger.trial_balance())
    assert ledger.balance(AccountCode.BUYER_RECEIVABLE, "GBP") == zero("GBP")
    assert ledger.balance(AccountCode.PSP_CLEARING, "GBP") == zero("GBP")
    assert ledger.balance(AccountCode.TAX_PAYABLE, "GBP") == zero("GBP")
    owed = ledger.balance(AccountCode.VENDOR_PAYABLE, "GBP", loom.pk)
    kept = ledger.balance(AccountCode.COMMISSION_INCOME, "GBP")
    assert owed == -kept > zero("GBP")
    assert set(Journal.objects.values_list("kind", flat=True)) == {JournalKind.SALE, JournalKind.COUNTER_TAKEN}
    assert [letter.to for letter in mail.outbox] == [["bea@example.org"]]
    told = statements.statement(loom.pk, "GBP", since=at.date(), until=at.date())
    assert all(sum((part.amount for part in line.parts), zero("GBP")) == line.amount for line in told.lines if line.parts)
    assert told.closing == -owed
