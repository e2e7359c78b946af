"""Credits · where a purchase's money goes back that was paid in several ways, and store credit in its place."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from djmoney.money import Money

from apps.accounts.models import User
from apps.checkout import operations as checkout
from apps.checkout.errors import CreditNeedsAccount, RefundTooMuch
from apps.checkout.models import Purchase, PurchasePart, Refund
from apps.checkout.types.refunds import RefundKind, RefundReason, RefundView, RefundWish
from apps.common.clock import now
from apps.common.money import zero
from apps.credits import operations
from apps.credits import selectors as credits
from apps.credits.errors import StrandedSettled
from apps.credits.models import StrandedRefund
from apps.credits.types import IssuedCard
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.payments import operations as payments
from apps.payments.models import Intent
from tests.factories import checkout as make
from tests.factories import credits as cards

pytestmark = pytest.mark.django_db


@pytest.fixture
def issued(at: datetime) -> IssuedCard:
    return cards.card("10.00", at=at)


@pytest.fixture
def parts(kiln: Any, loom: Any, issued: IssuedCard, at: datetime, drain: Any) -> list[PurchasePart]:
    """Two orders of one purchase, of which a card paid ten euros."""
    variants = [*make.goods(kiln, at=at), *make.goods(loom, at=at)]
    session = make.ready(make.cart(variants, at=at, quantity=2), at=at)[0]
    cards.use(session, issued.code, at=at)
    settled = cards.paid(session, at=at)
    settle(drain)
    return list(PurchasePart.objects.filter(purchase__public_id=settled.purchase_id).order_by("id"))


def settle(drain: Any) -> None:
    drain()
    payments.resolve_due(at=now())
    drain()


def give(part: PurchasePart, amount: str | None = None, **more: Any) -> RefundView:
    kind = RefundKind.AMOUNT if amount else RefundKind.WHOLE
    wish = RefundWish(kind, RefundReason.OTHER, amount=Money(amount, "EUR") if amount else None, **more)
    with transaction.atomic():
        return checkout.refund(part.order_id, wish=wish, key=str(uuid4()), at=now())


def on(card: IssuedCard) -> Money:
    return credits.card(card.card.public_id).balance


@pytest.mark.parametrize("first", ["card", "credit"])
def test_each_way_gets_back_what_it_paid_and_no_more(
    parts: list[PurchasePart], issued: IssuedCard, drain: Any, settings: Any, first: str
) -> None:
    settings.REFUND_FIRST_TO = first
    intent = Intent.objects.get()
    part_of_it = give(parts[0], "4.00")
    assert part_of_it.credited == (Money(4, "EUR") if first == "credit" else zero("EUR"))
    give(parts[1])
    give(parts[0])
    settle(drain)

    intent.refresh_from_db()
    assert intent.refunded == intent.captured == intent.amount
    assert on(issued) == Money(10, "EUR")
    assert ledger.balance(AccountCode.BUYER_RECEIVABLE, "EUR") == zero("EUR")
    assert sum(row.credited for row in Refund.objects.all()) == Decimal(10)
    assert {row.status for row in Refund.objects.all()} == {"paid"}
    assert credits.faults() == []


def test_the_buyer_may_have_store_credit_instead(parts: list[PurchasePart], issued: IssuedCard, drain: Any) -> None:
    with pytest.raises(CreditNeedsAccount):
        give(parts[0], to_credit=True)
    assert not Refund.objects.exists()
    buyer = User.objects.create_user("jana@example.org", "x")
    Purchase.objects.update(user=buyer)

    given = give(parts[0], to_credit=True)
    settle(drain)

    assert given.credited == given.amount
    assert on(issued) == Money(10, "EUR")
    assert credits.balances_of(buyer.pk)[0].available == given.amount - Money(10, "EUR")
    assert Intent.objects.get().refunded == 0
    assert ledger.balance(AccountCode.BUYER_RECEIVABLE, "EUR") == zero("EUR")
    with pytest.raises(RefundTooMuch):
        give(parts[1], str(parts[1].total.amount + 1))
    assert credits.faults() == []


def test_what_credit_paid_in_full_goes_back_to_it(kiln: Any, at: datetime, drain: Any) -> None:
    session = make.ready(make.cart(make.goods(kiln, at=at), at=at), at=at)[0]
    issued = cards.card("500.00", at=at)
    cards.use(session, issued.code, at=at)
    found: UUID | None = cards.paid(session, at=at).purchase_id
    settle(drain)
    part = PurchasePart.objects.get(purchase__public_id=found)

    given = give(part)
    settle(drain)

    assert (given.credited, on(issued)) == (given.amount, Money(500, "EUR"))
    assert Refund.objects.get().status == "paid"
    assert credits.faults() == []


def test_what_goes_back_to_a_blocked_card_waits_for_a_person(
    parts: list[PurchasePart], issued: IssuedCard, drain: Any, settings: Any, at: datetime
) -> None:
    settings.REFUND_FIRST_TO = "credit"
    buyer = User.objects.create_user("jana@example.org", "x")
    with transaction.atomic():
        operations.block_card(issued.card.public_id, at=at)
    for amount in ("4.00", "2.00", "3.00"):
        give(parts[0], amount)
    first, second, third = StrandedRefund.objects.all()
    assert (on(issued), str(first)) == (Money(9, "EUR"), str(Money(4, "EUR")))

    with transaction.atomic():
        operations.give_stranded(first.public_id, user_id=buyer.pk, by=buyer.pk, note="It was hers", at=at)
        replaced = operations.replace_stranded(second.public_id, by=buyer.pk, at=at)
    for done in (first, second):
        with pytest.raises(StrandedSettled), transaction.atomic():
            operations.give_stranded(done.public_id, user_id=buyer.pk, by=buyer.pk, at=at)
    assert credits.balances_of(buyer.pk)[0].available == Money(4, "EUR")
    assert credits.usable_card(replaced.code, at=at).available == Money(2, "EUR") == replaced.card.balance
    assert on(issued) == Money(3, "EUR")
    with transaction.atomic():
        operations.unblock_card(issued.card.public_id, by=buyer.pk, at=at)
    assert list(StrandedRefund.objects.values_list("went_to", flat=True)) == ["account", "new_card", "unblocked"]
    assert StrandedRefund.objects.get(pk=third.pk).closed_by == buyer
    settle(drain)
    assert credits.faults() == []


def test_what_was_never_taken_is_no_store_credit(kiln: Any, at: datetime, drain: Any) -> None:
    summary = make.purchase(make.goods(kiln, at=at), at=at, quantity=2)
    part = PurchasePart.objects.get()
    untaken = Money("5.00", "EUR")
    with transaction.atomic():
        first = payments.request_capture(
            part.purchase.intent_id, purchase_id=summary.public_id, amount=summary.total - untaken, key="1", at=at
        )
    assert first is not None
    payments.perform(first, at=at)
    settle(drain)
    Purchase.objects.update(user=User.objects.create_user("jana@example.org", "x"))

    few = give(part, "2.00", to_credit=True)
    rest = give(part, to_credit=True)
    settle(drain)

    assert few.credited == zero("EUR")
    assert rest.credited == rest.amount - Money("3.00", "EUR")
    assert Intent.objects.get().refunded == 0
    assert ledger.balance(AccountCode.BUYER_RECEIVABLE, "EUR") == zero("EUR")


def test_the_card_used_last_gets_back_first_and_accounts_are_locked_before_their_cards(
    kiln: Any, at: datetime, drain: Any, settings: Any
) -> None:
    settings.REFUND_FIRST_TO = "credit"
    older, newer = cards.card("3.00", at=at), cards.card("3.00", at=at)
    session = make.ready(make.cart(make.goods(kiln, at=at), at=at, quantity=2), at=at)[0]
    for one in (newer, older):
        cards.use(session, one.code, at=at)
    cards.paid(session, at=at)
    settle(drain)

    with CaptureQueriesContext(connection) as giving:
        give(PurchasePart.objects.get(), "2.00")
    assert (on(older), on(newer)) == (Money(2, "EUR"), zero("EUR"))
    with CaptureQueriesContext(connection) as expiring:
        assert operations.expire_cards(at=at + timedelta(days=9999)) == 2

    assert locks(giving) == ["account", "card"]
    assert locks(expiring) == ["account", "card", "account", "card"]
    assert credits.faults() == []


def locks(queries: CaptureQueriesContext) -> list[str]:
    """Which of accounts and cards were locked, statement by statement."""
    kinds = {"credits_creditaccount": "account", "credits_giftcard": "card"}
    locking = [one["sql"] for one in queries if "FOR UPDATE" in one["sql"]]
    return [kinds[sql.split('"')[1]] for sql in locking if sql.split('"')[1] in kinds]
