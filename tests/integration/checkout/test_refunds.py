"""Checkout · money that goes back: to the buyer, in the books, on the shelf, and never twice."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.core import mail
from django.db import connection, transaction
from django.test import Client
from djmoney.money import Money

from apps.accounts.models import User
from apps.checkout import operations
from apps.checkout import selectors as purchases
from apps.checkout.errors import NothingLeft, PaidElsewhere, RefundDecided, RefundForbidden, RefundTooMuch, SamePerson
from apps.checkout.models import Purchase, PurchaseEvent, PurchasePart, Refund
from apps.checkout.selectors import refunds
from apps.checkout.types import PurchaseSummary
from apps.checkout.types.refunds import Funder, RefundKind, RefundReason, RefundStatus, RefundView, RefundWish
from apps.common.clock import now
from apps.common.errors import NotFound
from apps.common.money import zero
from apps.common.types import Actor, ActorKind
from apps.ledger import selectors as ledger
from apps.ledger.models import Journal
from apps.ledger.types import AccountCode
from apps.orders import operations as orders
from apps.orders import selectors as order_reads
from apps.payments import operations as payments
from apps.payments.models import Intent, Issue, Operation
from apps.stock import selectors as stock
from tests.factories import checkout as make

pytestmark = pytest.mark.django_db

STAFF = Actor(ActorKind.STAFF, "ada")


@pytest.fixture
def people() -> list[int]:
    return [User.objects.create_user(f"{name}@staff.example", "x", is_staff=True).pk for name in ("ada", "ben")]


@pytest.fixture
def bought(captured: PurchaseSummary) -> PurchaseSummary:
    """Two pieces of kiln's and two of loom's, paid and captured."""
    return captured


def settle(drain: Any) -> None:
    drain()
    payments.resolve_due(at=now())
    drain()


def part_of(bought: PurchaseSummary, vendor: Any) -> PurchasePart:
    return PurchasePart.objects.get(purchase__public_id=bought.public_id, vendor=vendor)


def wish(kind: RefundKind, **parts: Any) -> RefundWish:
    return RefundWish(kind=kind, reason=RefundReason.OTHER, **parts)


def give(part: PurchasePart, asked: RefundWish, *, at: datetime, key: str = "", **who: Any) -> RefundView:
    with transaction.atomic():
        return operations.refund(part.order_id, wish=asked, key=key or str(uuid4()), at=at, by=STAFF, **who)


def books() -> dict[str, Money]:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert all(row.difference.amount == 0 for row in ledger.trial_balance())
    return {f"{one.code} {one.vendor_name}": one.balance for one in ledger.balances() if one.balance.amount}


def test_a_piece_that_came_back_is_paid_back_booked_and_on_the_shelf_again(
    bought: PurchaseSummary, of_both: list[Any], kiln: Any, enter: Any, at: datetime, drain: Any
) -> None:
    part, before = part_of(bought, kiln), stock.availability(of_both)[of_both[0]].sellable
    shown = refunds.preview(part.order_id, wish(RefundKind.LINES, lines={0: 1}))
    assert Refund.objects.count() == 0

    made = give(part, wish(RefundKind.LINES, lines={0: 1}, restock=True), at=at)
    assert (made.status, made.amount, made.by_vendor) == (RefundStatus.REQUESTED, shown.amount, shown.by_vendor)
    settle(drain)

    assert refunds.refund(made.public_id).status is RefundStatus.PAID
    assert Intent.objects.get().view().refunded == made.amount
    assert ledger.balance(AccountCode.PSP_CLEARING, "EUR") == bought.total - made.amount
    assert ledger.balance(AccountCode.BUYER_RECEIVABLE, "EUR") == zero("EUR")
    assert ledger.balance(AccountCode.VENDOR_PAYABLE, "CNY", kiln.pk) == Money("-22.05", "CNY")
    assert stock.availability(of_both)[of_both[0]].sellable == before + 1
    (letter,) = mail.outbox
    assert letter.to == [make.EMAIL]
    assert bought.number in letter.subject
    with enter(kiln):
        assert [entry.code for entry in order_reads.order(part.order_id).timeline][-1] == "refunded"
    assert PurchaseEvent.objects.filter(code="checkout.refunded").count() == 1


def test_every_leg_that_is_posted_was_shown_before(bought: PurchaseSummary, loom: Any, at: datetime) -> None:
    part, asked = part_of(bought, loom), wish(RefundKind.AMOUNT, amount=Money("7.77", "EUR"))
    shown = refunds.preview(part.order_id, asked)
    give(part, asked, at=at)

    (posted,) = [ledger.as_view(row) for row in ledger.journals(text=part.order_number) if row.kind == "return"]
    assert Counter(posted.legs) == Counter(shown.postings)
    assert shown.left == refunds.refundable(part.order_id).left


def test_when_all_has_gone_back_nothing_is_left_on_any_account(
    bought: PurchaseSummary, kiln: Any, loom: Any, at: datetime, drain: Any
) -> None:
    first, second = part_of(bought, kiln), part_of(bought, loom)
    give(first, wish(RefundKind.SHIPPING), at=at)
    give(first, wish(RefundKind.GOODWILL, amount=Money("1.23", "EUR")), at=at)
    give(first, wish(RefundKind.GOODWILL, amount=Money("0.77", "EUR"), funder=Funder.VENDOR), at=at)
    give(first, wish(RefundKind.LINES, lines={0: 1}), at=at)
    give(second, wish(RefundKind.AMOUNT, amount=Money("3.33", "EUR")), at=at)
    for part in (first, second):
        give(part, wish(RefundKind.WHOLE), at=at)
        with pytest.raises(NothingLeft):
            give(part, wish(RefundKind.WHOLE), at=at)
    settle(drain)

    assert books() == {}
    assert Intent.objects.get().view().refunded == bought.total
    assert PurchasePart.objects.filter(refunded__lt=0).count() == 0


def test_a_sibling_s_part_is_not_touched(bought: PurchaseSummary, kiln: Any, loom: Any, at: datetime) -> None:
    owed = ledger.balance(AccountCode.VENDOR_PAYABLE, "GBP", loom.pk)
    left = refunds.refundable(part_of(bought, loom).order_id).left
    give(part_of(bought, kiln), wish(RefundKind.WHOLE), at=at)

    assert ledger.balance(AccountCode.VENDOR_PAYABLE, "GBP", loom.pk) == owed
    assert refunds.refundable(part_of(bought, loom).order_id).left == left


def test_the_same_key_gives_once(bought: PurchaseSummary, kiln: Any, at: datetime) -> None:
    asked = wish(RefundKind.AMOUNT, amount=Money("2.00", "EUR"))
    first, again = (give(part_of(bought, kiln), asked, key="form-1", at=at) for _ in range(2))

    assert first == again
    assert Refund.objects.count() == 1
    assert Operation.objects.filter(kind="refund").count() == 1


def test_a_cancelled_order_gives_back_what_is_left(
    bought: PurchaseSummary, kiln: Any, enter: Any, at: datetime, drain: Any
) -> None:
    part = part_of(bought, kiln)
    give(part, wish(RefundKind.AMOUNT, amount=Money("2.00", "EUR")), at=at)
    with enter(kiln), transaction.atomic():
        orders.cancel(part.order_id, reason="Broken", at=at, by=STAFF)
    settle(drain)

    part.refresh_from_db()
    assert (part.status, Money(part.refunded, "EUR")) == ("cancelled", part.total)
    assert ledger.balance(AccountCode.VENDOR_PAYABLE, "CNY", kiln.pk) == zero("CNY")
    assert ledger.balance(AccountCode.BUYER_RECEIVABLE, "EUR") == zero("EUR")


def test_a_large_refund_is_only_written_down_until_somebody_else_agrees(
    bought: PurchaseSummary, kiln: Any, people: list[int], settings: Any, at: datetime
) -> None:
    settings.REFUND_LIMITS = {"EUR": Decimal(3)}
    part, asked = part_of(bought, kiln), wish(RefundKind.AMOUNT, amount=Money("2.00", "EUR"))
    journals = Journal.objects.count()
    assert give(part, asked, at=at, made_by=people[0]).status is RefundStatus.REQUESTED
    second = give(part, asked, at=at, made_by=people[0])
    left = refunds.refundable(part.order_id).left

    assert second.status is RefundStatus.WAITING
    assert Journal.objects.count() == journals + 1
    with pytest.raises(SamePerson), transaction.atomic():
        operations.approve_refund(second.public_id, by=people[0], at=at)
    with transaction.atomic():
        approved = operations.approve_refund(second.public_id, by=people[1], at=at)

    assert (approved.status, approved.checked_by) == (RefundStatus.REQUESTED, "ben@staff.example")
    assert Journal.objects.count() == journals + 2
    assert refunds.refundable(part.order_id).left == left
    with pytest.raises(RefundDecided), transaction.atomic():
        operations.decline_refund(second.public_id, by=people[1], at=at)


def test_a_declined_refund_leaves_everything_as_it_was(
    bought: PurchaseSummary, kiln: Any, people: list[int], settings: Any, at: datetime
) -> None:
    settings.REFUND_LIMITS = {}
    part = part_of(bought, kiln)
    left, journals = refunds.refundable(part.order_id).left, Journal.objects.count()
    made = give(part, wish(RefundKind.WHOLE), at=at, made_by=people[0])
    assert refunds.refundable(part.order_id).left == zero("EUR")

    with transaction.atomic():
        operations.decline_refund(made.public_id, by=people[1], at=at)

    assert refunds.refundable(part.order_id).left == left
    assert (Journal.objects.count(), Operation.objects.filter(kind="refund").count()) == (journals, 0)


@pytest.mark.parametrize(
    ("asked", "refusal"),
    [
        (wish(RefundKind.GOODWILL, amount=Money("1.00", "EUR")), RefundForbidden),
        (wish(RefundKind.CHARGEBACK, amount=Money("1.00", "EUR")), RefundForbidden),
        (wish(RefundKind.AMOUNT, amount=Money("1.00", "EUR"), to_credit=True), RefundForbidden),
        (wish(RefundKind.AMOUNT, amount=Money("100000.00", "EUR")), RefundTooMuch),
    ],
)
def test_a_vendor_gives_what_is_its_own(
    bought: PurchaseSummary, kiln: Any, loom: Any, at: datetime, asked: RefundWish, refusal: type[Exception]
) -> None:
    journals = Journal.objects.count()
    with pytest.raises(refusal):
        give(part_of(bought, kiln), asked, at=at, vendor_id=kiln.pk)
    with pytest.raises(NotFound):
        give(part_of(bought, kiln), wish(RefundKind.WHOLE), at=at, vendor_id=loom.pk)
    assert (Journal.objects.count(), Refund.objects.count()) == (journals, 0)


def test_a_refund_that_the_provider_refused_is_found_and_can_be_asked_for_again(
    bought: PurchaseSummary, kiln: Any, at: datetime, drain: Any
) -> None:
    made = give(part_of(bought, kiln), wish(RefundKind.WHOLE), at=at)
    Operation.objects.filter(kind="refund").update(state="failed", problem="card_closed", resolved_at=at)
    assert operations.follow_open_refunds(at=at) == 1
    assert (refunds.refund(made.public_id).status, refunds.refund(made.public_id).problem) == (
        RefundStatus.FAILED,
        "card_closed",
    )

    with transaction.atomic():
        operations.retry_refund(made.public_id, at=at)
    settle(drain)

    assert refunds.refund(made.public_id).status is RefundStatus.PAID
    assert ledger.balance(AccountCode.BUYER_RECEIVABLE, "EUR") == zero("EUR")


def test_what_is_asked_for_again_at_the_payment_is_not_asked_for_at_the_refund_too(
    bought: PurchaseSummary, kiln: Any, at: datetime, drain: Any
) -> None:
    made = give(part_of(bought, kiln), wish(RefundKind.AMOUNT, amount=Money("1.00", "EUR")), at=at)
    settle(drain)
    sent = Operation.objects.get(kind="refund")
    with transaction.atomic():
        payments.refund_bounced(sent.attempt.gateway, key=sent.idempotency_key, reference="", at=at)
        operations.follow_operation(Operation.objects.get(kind="refund_bounced").public_id, at=at)
        payments.try_again(Issue.objects.get().public_id, by="ada", at=now())
    assert refunds.refund(made.public_id).status is RefundStatus.FAILED

    with pytest.raises(RefundDecided), transaction.atomic():
        operations.retry_refund(made.public_id, at=now())
    settle(drain)

    assert refunds.refund(made.public_id).status is RefundStatus.PAID
    assert (Operation.objects.filter(kind="refund").count(), Intent.objects.get().refunded) == (2, 100)


def test_a_lost_dispute_is_borne_by_the_parts_and_beyond_them_by_us(
    bought: PurchaseSummary, kiln: Any, loom: Any, at: datetime
) -> None:
    give(part_of(bought, kiln), wish(RefundKind.WHOLE), at=at)
    left = refunds.refundable(part_of(bought, loom).order_id).left
    intent_id: UUID = Purchase.objects.get().intent_id
    for _ in range(2):
        with transaction.atomic():
            operations.charge_back(intent_id, amount=left + Money("4.00", "EUR"), key="dispute:1", at=at)

    assert ledger.balance(AccountCode.VENDOR_PAYABLE, "GBP", loom.pk) == zero("GBP")
    assert ledger.balance(AccountCode.CHARGEBACK_LOSS, "EUR") == Money("4.00", "EUR")
    assert Operation.objects.filter(kind="refund").count() == 1
    assert Refund.objects.get(kind="chargeback").status == RefundStatus.PAID


def test_what_was_paid_before_these_books_began_is_not_given_back_from_here(
    bought: PurchaseSummary, kiln: Any, at: datetime
) -> None:
    Intent.objects.update(gateway="history")
    with pytest.raises(PaidElsewhere):
        give(part_of(bought, kiln), wish(RefundKind.WHOLE), at=at)
    assert not Refund.objects.exists()


def test_fractions_that_a_provider_cannot_pay_come_with_the_last_refund(
    bought: PurchaseSummary, kiln: Any, loom: Any, at: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with the whole forints and krónur that a card provider pays back."""
    monkeypatch.setattr("apps.payments.selectors.charge_step", lambda currency: Decimal("0.50"))
    part = part_of(bought, kiln)
    first = give(part, wish(RefundKind.AMOUNT, amount=Money("1.30", "EUR")), at=at)
    second = give(part, wish(RefundKind.AMOUNT, amount=Money("1.30", "EUR")), at=at)

    assert [Refund.objects.get(public_id=one.public_id).tendered for one in (first, second)] == [1, Decimal("1.5")]


def test_the_buyer_s_page_says_what_went_back(bought: PurchaseSummary, kiln: Any, at: datetime, drain: Any) -> None:
    made = give(part_of(bought, kiln), wish(RefundKind.AMOUNT, amount=Money("2.00", "EUR")), at=at)
    settle(drain)

    view = purchases.purchase(bought.public_id, language="en")
    assert (view.refunded, view.is_refunded) == (made.amount, False)
    page = Client(headers={"host": "portolan.localhost"}).get(
        f"/en-de/track/{bought.public_id}/{purchases.purchase_token(bought.public_id)}/"
    )
    body = page.content.decode()
    assert page.status_code == 200
    assert "Given back" in body
    assert "Money is on its way back to you" in body
