"""Aftersales · staff decide disputes and write down what carriers say; exchanges, labels and silence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import ROUND_DOWN, Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.db import transaction

from apps.aftersales import operations, selectors
from apps.aftersales.errors import SwapUnknown
from apps.aftersales.models import Claim, Exchange, ReturnLine, ReturnRequest
from apps.aftersales.tasks import follow, follow_due
from apps.aftersales.types import (
    ClaimKind,
    ClaimWish,
    Findings,
    Pieces,
    Refusal,
    ReturnReason,
    ReturnWish,
    Wanted,
)
from apps.checkout.models import PurchasePart, Refund
from apps.common.types import Actor, ActorKind
from apps.orders import operations as orders
from apps.orders.models import Order
from apps.remedies.models import Case
from apps.stock.models import Counter
from tests.factories import aftersales as make
from tests.factories import catalog
from tests.integration.tenancy.people import browser, person

pytestmark = pytest.mark.django_db

BUYER, SELLER = Actor(ActorKind.BUYER, "guest"), Actor(ActorKind.VENDOR, "ada")


def test_staff_find_the_case_and_decide_it_in_the_vendors_tables(
    bought: PurchasePart, kiln: Any, enter: Any, at: datetime
) -> None:
    with enter(kiln), transaction.atomic():
        row = operations.claim(bought.order_id, wish=ClaimWish(ClaimKind.MISSING, (Pieces(0, 1),)), at=at, by=BUYER)
        operations.refuse_claim(row.public_id, answer="No.", at=at, by=SELLER)
        operations.dispute_claim(row.public_id, objection="But yes.", at=at, by=BUYER)
        operations.submit_claim(row.public_id, carrier_case="MX-1", at=at, by=SELLER)
    staff = browser(user=person(is_staff=True, is_superuser=True), cookie=settings.STAFF_COOKIE_NAME)
    queue = staff.get("/admin/remedies/case/?is_disputed__exact=1").content.decode()
    address = f"/admin/v/kiln/aftersales/claim/?q={row.number}"
    assert row.number in queue
    assert address in queue.replace("&amp;", "&")
    assert row.number in staff.get(address).content.decode()
    page = f"/admin/v/kiln/aftersales/claim/{row.pk}/change/"
    assert "The carrier pays nothing" in staff.get(page).content.decode()

    inlines = {f"lines-{name}": "0" for name in ("TOTAL_FORMS", "INITIAL_FORMS", "MIN_NUM_FORMS", "MAX_NUM_FORMS")}
    unproven = staff.post(page, {**inlines, "decision": "accept", "amount": "1.00"})
    with enter(kiln):
        assert Claim.objects.get().status == "submitted", "money needs a fresh second factor"
    assert unproven.status_code in (302, 403)
    staff.post(page, {**inlines, "decision": "reject", "words": "Not insured."})
    with enter(kiln):
        assert (Claim.objects.get().status, Claim.objects.get().ruling) == ("rejected", "Not insured.")
    staff.post(page, {**inlines, "decision": "uphold", "words": ""})
    with enter(kiln):
        assert Claim.objects.get().remedy == "disputed", "a decision needs words"
    staff.post(page, {**inlines, "decision": "uphold", "words": "The weight tells of three."})
    with enter(kiln):
        assert Claim.objects.get().remedy == "upheld"
    assert not Refund.objects.exists()
    assert not Case.objects.get().is_disputed


def test_pieces_that_were_not_accepted_are_paid_where_staff_find_for_the_buyer(
    bought: PurchasePart, kiln: Any, enter: Any, at: datetime
) -> None:
    with enter(kiln), transaction.atomic():
        wish = ReturnWish((Pieces(0, 2),), ReturnReason.CHANGED_MIND)
        key = operations.ask_for_return(bought.order_id, wish=wish, at=at, by=BUYER).public_id
        operations.receive(key, at=at, by=SELLER)
        worn = [Findings(0, 1, 0, 1)]
        operations.inspect(key, findings=worn, refusal=Refusal.USED, answer="Worn.", at=at, by=SELLER)
        operations.settle(key, at=at, by=SELLER)
        before = selectors.return_request(key).refunded
        operations.dispute_return(key, objection="Only tried on.", at=at, by=BUYER)
        done = operations.rule_on_return(key, for_buyer=True, ruling="Trying on is allowed.", at=at, by=SELLER)
        line = done.lines.get()
    assert (done.status, line.restocked, line.disposed, line.refused) == ("closed", 1, 1, 0)
    assert done.refunded > before > 0
    assert Refund.objects.count() == 2


def test_other_goods_are_sent_for_no_more_money_and_the_difference_of_what_was_accepted_goes_back(
    kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    sold = make.sold_bowls(
        kiln, catalog.bowl("size", {"large": "200.00", "small": "150.00"}), "large", at=at, drain=drain
    )
    part = sold.part
    make.delivered(kiln, part.order_id, at=at)

    def ask(swap: Any, pieces: int = 2) -> ReturnRequest:
        wish = ReturnWish((Pieces(0, pieces),), ReturnReason.DOES_NOT_FIT, wanted=Wanted.EXCHANGE, swaps={0: swap})
        with transaction.atomic():
            return operations.ask_for_return(part.order_id, wish=wish, at=at, by=BUYER)

    with enter(kiln):
        with pytest.raises(SwapUnknown):
            ask(part.purchase.public_id)
        assert not ReturnRequest.objects.exists()
        key = ask(sold.small).public_id
        difference = Exchange.objects.get().difference
        with transaction.atomic():
            operations.receive(key, at=at, by=SELLER)
            worn = [Findings(0, 1, 0, 1)]
            operations.inspect(key, findings=worn, refusal=Refusal.USED, answer="Worn.", at=at, by=SELLER)
            done = operations.settle(key, at=at, by=SELLER)
        order = Order.objects.get(public_id=Exchange.objects.get().order_id)
        assert [(line.sku, line.quantity) for line in order.lines.all()] == [("BOWL-SMALL", 1)]
    half = (difference / 2).quantize(Decimal("0.01"), ROUND_DOWN)
    assert done.refunded == half > 0, "one of the two was worn"
    assert Refund.objects.get().amount == half
    assert Counter.objects.get(variant_id=sold.small).reserved == 1
    with enter(kiln), transaction.atomic():
        operations.dispute_return(key, objection="Only tried on.", at=at, by=BUYER)
        operations.rule_on_return(key, for_buyer=True, ruling="Trying on is allowed.", at=at, by=SELLER)
        (line,) = selectors.options(part.order_id, at=at).lines
    assert line.left == 1, "what was exchanged, or paid, is not returned again"
    with enter(kiln), transaction.atomic():
        orders.cancel(order.public_id, reason="Broken", at=at, by=SELLER)
    drain()
    with enter(kiln), transaction.atomic():
        operations.settle_anew(order.public_id, at=at, by=SELLER)
    with enter(kiln):
        case, (line,) = selectors.return_request(key), selectors.options(part.order_id, at=at).lines
    assert (case.status, case.exchange.status, case.exchange.order_id, line.left) == ("closed", "dropped", None, 1)
    assert Refund.objects.count() == 3, "the difference, what was worn, and what does not come: each once"
    with enter(kiln), transaction.atomic():
        key = ask(sold.small, pieces=1).public_id
        ReturnLine.objects.filter(request__public_id=key).update(swap_variant_id=uuid4())
        operations.receive(key, at=at, by=SELLER)
        operations.inspect(key, findings=[Findings(0, 1, 0, 0)], at=at, by=SELLER)
        done = operations.settle(key, at=at, by=SELLER)
        assert (done.exchange.status, done.refunded > 0) == ("dropped", True), "what is gone is paid instead"
    assert sum(one.amount for one in Refund.objects.all()) == part.total.amount, "three pieces are paid once each"


def test_silence_is_a_yes_and_what_is_never_sent_back_expires(
    bought: PurchasePart, kiln: Any, enter: Any, at: datetime
) -> None:
    with enter(kiln), transaction.atomic():
        wish = ReturnWish((Pieces(0, 1),), ReturnReason.DEFECTIVE)
        key = operations.ask_for_return(bought.order_id, wish=wish, at=at, by=BUYER).public_id
    states = []
    for _turn in range(3):
        Case.objects.filter(is_open=True).update(due_at=at - timedelta(hours=1))
        follow_due()
        follow.delay(vendor_id=kiln.pk, case_id=str(key), kind="return")  # the queue held it twice
        with enter(kiln):
            states.append(selectors.return_request(key).status)
    assert states == ["approved", "expired", "expired"]
