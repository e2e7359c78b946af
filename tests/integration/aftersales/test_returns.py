"""Aftersales · goods come back: by right, by the seller's rule, for a fault; money, shelf and books follow."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core import mail
from django.db import connection, transaction
from djmoney.money import Money

from apps.aftersales import operations, selectors
from apps.aftersales.errors import CountsDisagree, RightOfWithdrawal, TooManyPieces
from apps.aftersales.models import ReturnLine, ReturnRequest
from apps.aftersales.selectors import proposals
from apps.aftersales.types import Findings, Pieces, Refusal, ReturnReason, ReturnWish, Wanted
from apps.checkout.models import PurchaseEvent, PurchasePart, Refund
from apps.checkout.selectors import refunds
from apps.common.money import zero
from apps.common.types import Actor, ActorKind
from apps.customs.operations import drafting
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.orders import selectors as orders
from apps.remedies.models import Case
from apps.warehouse.models import StockMovement
from tests.factories import aftersales as make
from tests.factories.customs import snapshot

pytestmark = pytest.mark.django_db

BUYER, SELLER = Actor(ActorKind.BUYER, "guest"), Actor(ActorKind.VENDOR, "ada")
STAFF = Actor(ActorKind.STAFF, "sam")


def ask(part: PurchasePart, pieces: int, *, at: datetime, reason: ReturnReason = ReturnReason.CHANGED_MIND,
        wanted: Wanted = Wanted.REFUND) -> ReturnRequest:  # fmt: skip
    wish = ReturnWish((Pieces(0, pieces),), reason, wanted=wanted, note="Too blue")
    with transaction.atomic():
        return operations.ask_for_return(part.order_id, wish=wish, at=at, by=BUYER)


def books_balance() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return all(row.difference.amount == 0 for row in ledger.trial_balance())


def test_within_fourteen_days_a_german_buyer_returns_by_right_and_gets_all_of_it_back(
    bought: PurchasePart, kiln: Any, enter: Any, at: datetime, drain: Callable[[], int]
) -> None:
    mail.outbox.clear()
    with enter(kiln):
        known = selectors.options(bought.order_id, at=at)
        assert (known.may_return, known.terms.source[:9], known.terms.until) == (
            True, "Directive", (at - timedelta(days=2)).date() + timedelta(days=14),
        )  # fmt: skip
        row = ask(bought, 2, at=at)
        assert (row.status, row.kind, row.payer, row.way, row.hub_code) == (
            "approved", "withdrawal", "buyer", "hub", "HUB-EU",
        )  # fmt: skip
        with pytest.raises(RightOfWithdrawal), transaction.atomic():
            operations.refuse(row.public_id, refusal=Refusal.USED, answer="No", at=at, by=SELLER)
        with pytest.raises(TooManyPieces), transaction.atomic():
            ask(bought, 2, at=at)
        operations.send_back(row.public_id, tracking_number="DHL1", at=at, by=BUYER)
        operations.arrive_at_hub(row.public_id, at=at, by=STAFF)
        assert operations.forward_from_hub("HUB-EU", reference="PALLET-1", at=at, by=STAFF) == 1
        operations.receive(row.public_id, at=at, by=SELLER)
        with pytest.raises(CountsDisagree), transaction.atomic():
            operations.inspect(row.public_id, findings=[Findings(0, 1, 0, 0)], at=at, by=SELLER)
        operations.inspect(row.public_id, findings=[Findings(0, 1, 1, 0)], at=at, by=SELLER)
        shown = proposals.for_return(selectors.return_request(row.public_id), made_by=None).preview
        done = operations.settle(row.public_id, at=at, by=SELLER)
        moved = list(StockMovement.objects.filter(reference=f"return {row.number}").values_list("kind", "delta"))
        line = ReturnLine.objects.get()
        today = at.date()
        assert selectors.drawback_rows(since=today, until=today) == [], "what was never declared gives nothing back"
        drafting.draft(snapshot(order_id=bought.order_id), at=at)
        (owed,) = selectors.drawback_rows(since=today, until=today)
        assert (owed.pieces, owed.tax, owed.parcel, owed.mrn) == (2, line.tax, "PALLET-1", "")
        assert selectors.drawback_csv([owed]).count("\r\n") == 2
        told = [entry.data["status"] for entry in orders.order(bought.order_id).timeline if entry.code == "return"]

    made = Refund.objects.get(public_id=done.refund_id)
    assert shown is not None
    assert (done.status, Money(done.refunded, "EUR"), made.restock) == ("settled", shown.amount, False)
    taken = refunds.taken_of(made.public_id).lines[0]
    assert (taken.quantity, taken.shipping > 0) == (2, True), "who steps back gets the way there back as well"
    assert line.tax == Decimal(taken.tax) / 100
    assert moved == [("returned", 1)]
    assert told == ["requested", "approved", "in_transit", "at_hub", "forwarded", "received", "inspected", "settled"]
    seen = PurchaseEvent.objects.filter(code__startswith="return.").values_list("code", "source")
    assert ("return.settled", "vendor") in seen
    assert not Case.objects.get(case_id=row.public_id).is_open
    assert books_balance()
    make.settled(drain)
    assert ledger.balance(AccountCode.BUYER_RECEIVABLE, "EUR") == zero("EUR")
    letters = [letter.body for letter in mail.outbox if row.number in letter.subject]
    assert letters
    assert all("token=" in letter for letter in letters)
