"""Another version that costs the same and owes another duty: assessed anew, declared so, and what is less goes back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import transaction
from djmoney.money import Money

from apps.checkout import operations
from apps.checkout.models import Refund
from apps.checkout.selectors import refunds as reads
from apps.checkout.types.refunds import LineCells
from apps.common.types import Actor, ActorKind
from apps.customs.models import Declaration
from apps.customs.types import Snapshot
from apps.invoicing.models import Invoice
from apps.ledger import selectors as ledger
from apps.orders import operations as orders
from apps.orders.errors import VersionDearer
from apps.orders.models import Order
from apps.orders.operations import declaring
from apps.orders.types import CancelCause
from apps.shipping.models import Fulfilment, Parcel
from tests.factories import aftersales as make
from tests.factories import catalog
from tests.factories import checkout as shopping
from tests.factories.aftersales import swap

pytestmark = pytest.mark.django_db

BUYER, SELLER = Actor(ActorKind.BUYER, "guest"), Actor(ActorKind.VENDOR, "ada")
PRICES = {"red": "600.00", "blue": "600.00", "grey": "450.00", "white": "450.00", "sand": "300.00"}
BOWLS = catalog.bowl("colour", PRICES, origins=dict.fromkeys(("blue", "grey", "sand"), "VN"))


@pytest.fixture
def sold(kiln: Any, settings: Any, at: datetime, drain: Callable[[], int], request: Any) -> SimpleNamespace:
    """Three red bowls, which bear an anti-dumping duty; those of another origin do not. For euro, or what is asked."""
    settings.PAYMENT_GATEWAY = "noop"
    visitor = replace(shopping.GERMANY, currency=getattr(request, "param", "EUR"))
    return make.sold_bowls(kiln, BOWLS, "red", at=at, drain=drain, visitor=visitor)


def left(sold: SimpleNamespace) -> LineCells:
    return reads.state_of(sold.part).left.lines[0]


def declared(kiln: Any, enter: Any, *, at: datetime) -> Snapshot:
    with transaction.atomic(), enter(kiln):
        row = Fulfilment.objects.get()
        Parcel.objects.create(
            fulfilment=row, number=1, weight_g=1500, length_mm=300, width_mm=200, height_mm=200,
            tracking_number="CM000000014CN",
        )  # fmt: skip
        Fulfilment.objects.update(status="labelled", labelled_at=at)
        public_id = declaring.declare(row.public_id, at=at)
        return Snapshot.from_json(Declaration.objects.get(public_id=public_id).snapshot)


@pytest.mark.parametrize("called_off", [0, 1])
def test_a_version_of_another_origin_is_declared_as_it_is_and_its_lower_duty_goes_back(
    sold: SimpleNamespace, kiln: Any, enter: Any, at: datetime, drain: Callable[[], int], called_off: int
) -> None:
    if called_off:
        with transaction.atomic():
            operations.cancel_pieces(
                sold.part.order_id, pieces={0: called_off}, cause=CancelCause.NOT_WANTED, at=at, by=BUYER
            )
    before, known = left(sold), set(Refund.objects.values_list("pk", flat=True))
    swap(sold, sold.blue, at=at)
    now, back = left(sold), Refund.objects.exclude(pk__in=known).get()
    assert (before.goods, before.shipping, before.quantity) == (now.goods, now.shipping, now.quantity)
    assert 0 < now.duty < before.duty / 4, "no anti-dumping duty"
    assert 0 < now.tax < before.tax
    assert back.amount * 100 == before.paid - now.paid
    told = declared(kiln, enter, at=at)
    assert [(line.origin, line.sku) for line in told.lines] == [("VN", "BOWL-BLUE")]
    paid = {"goods": now.goods, "duty": now.duty, "tax": now.tax, "fees": now.fees}
    assert {name: int(getattr(told.lines[0], name).amount * 100) for name in paid} == pytest.approx(paid, abs=1)
    duties = [charge for charge in told.charges if charge.kind == "duty"]
    assert [charge.rate is not None and charge.rate < 1 for charge in duties] == [True], "one duty, no other on top"
    assert int(sum(charge.amount.amount for charge in duties) * 100) == pytest.approx(now.duty, abs=1)
    make.settled(drain)
    assert Invoice.objects.filter(kind="credit_note").count() == 1 + called_off
    with enter(kiln), transaction.atomic():
        Fulfilment.objects.update(status="pending", labelled_at=None)
        orders.cancel(sold.part.order_id, reason="Broken", at=at, by=SELLER)
    make.settled(drain)
    given = sum(Refund.objects.values_list("amount", flat=True))
    assert given == sold.part.purchase.totals.total.amount
    rows = ledger.postings().filter(journal__purchase_id=sold.part.purchase.public_id)
    assert sum(rows.values_list("amount", flat=True)) == 0


def test_a_cheaper_version_of_another_origin_gives_its_price_and_its_duty_back(
    sold: SimpleNamespace, kiln: Any, enter: Any, at: datetime
) -> None:
    swap(sold, sold.white, at=at)
    dear = left(sold)
    swap(sold, sold.grey, at=at)
    now, told = left(sold), declared(kiln, enter, at=at)
    assert (now.goods, now.duty < dear.duty / 4) == (dear.goods, True)
    assert int(told.lines[0].goods.amount * 100) == pytest.approx(now.goods, abs=1)
    assert int(told.lines[0].duty.amount * 100) == pytest.approx(now.duty, abs=1)
    share = told.lines[0].duty.amount / told.lines[0].goods.amount
    assert Decimal("0.09") <= share < Decimal("0.11"), "on the goods and their freight"


@pytest.mark.parametrize("sold", ["JPY", "KWD"], indirect=True)
def test_in_another_currency_it_comes_to_what_was_paid_to_the_last_unit(
    sold: SimpleNamespace, kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    for variant in (sold.blue, sold.grey):
        swap(sold, variant, at=at)
    make.settled(drain)
    assert Refund.objects.count() == 2
    with enter(kiln), transaction.atomic():
        orders.cancel(sold.part.order_id, reason="Broken", at=at, by=SELLER)
    make.settled(drain)
    purchase = sold.part.purchase
    given = Refund.objects.values_list("amount", flat=True)
    assert (sum(given), left(sold)) == (purchase.totals.total.amount, LineCells())
    notes = Invoice.objects.filter(kind="credit_note").values_list("gross", flat=True)
    assert (len(notes), sum(notes)) == (3, purchase.totals.total.amount)


def test_one_that_is_worth_less_than_a_limit_stays_under_the_regime_that_it_was_sold_under(
    sold: SimpleNamespace, kiln: Any, enter: Any, at: datetime
) -> None:
    with enter(kiln):
        (asked,) = Order.objects.get().assessment["consignments"]
    swap(sold, sold.sand, at=at)
    told = declared(kiln, enter, at=at)
    assert told.scheme == asked["assessment"]["scheme"]
    assert told.lines[0].goods < Money(150, "EUR")
    duty = sum(charge.amount.amount for charge in told.charges if charge.kind == "duty")
    assert int(duty * 100) == pytest.approx(left(sold).duty, abs=1)
    assert duty > 0


def test_what_costs_the_same_and_owes_more_is_dearer(
    sold: SimpleNamespace, kiln: Any, enter: Any, at: datetime
) -> None:
    swap(sold, sold.blue, at=at)
    given = Refund.objects.count()
    with pytest.raises(VersionDearer):
        swap(sold, sold.red, at=at)
    with enter(kiln):
        assert Order.objects.get().lines.get().variant_id == sold.blue
    assert Refund.objects.count() == given
