"""Credits · gift cards and store credit at the checkout: held, taken, released, and always in the books."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from djmoney.money import Money

from apps.accounts.models import User
from apps.checkout import operations as checkout
from apps.checkout import selectors
from apps.checkout.models import CheckoutSession, Purchase, PurchasePart
from apps.checkout.operations import Outcome
from apps.common.money import zero
from apps.credits import operations, types
from apps.credits import selectors as credits
from apps.credits.errors import (
    CardOfOtherCurrency,
    CardRefused,
    CardUnknown,
    CreditGone,
    CreditOfSomebodyElse,
    TooManyGuesses,
)
from apps.credits.models import CreditAccount, CreditEntry, CreditHold
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.payments.models import Intent
from tests.factories import checkout as make
from tests.factories import credits as cards

pytestmark = pytest.mark.django_db


@pytest.fixture
def session(kiln: Any, loom: Any, at: datetime) -> UUID:
    """A checkout of two vendors' goods that is ready to be paid."""
    variants = [*make.goods(kiln, at=at), *make.goods(loom, at=at)]
    return make.ready(make.cart(variants, at=at, quantity=2), at=at)[0]


def total_of(session: UUID) -> Money:
    quote = selectors.session_for_payment(session).quote
    assert quote is not None
    return quote.totals.total


def liability() -> Money:
    return -ledger.balance(AccountCode.STORE_CREDIT, "EUR")


def test_a_gift_card_pays_first_and_the_provider_the_rest(session: UUID, at: datetime, drain: Any) -> None:
    issued = cards.card("10.00", at=at)
    cards.use(session, issued.code.lower().replace("-", " "), at=at)
    total = total_of(session)

    settled = cards.paid(session, at=at)
    drain()

    assert settled.outcome is Outcome.COMPLETED
    purchase = Purchase.objects.get(public_id=settled.purchase_id)
    assert purchase.credit == Decimal("10")
    assert Intent.objects.get().amount == (total - Money(10, "EUR")).amount * 100
    parts = list(PurchasePart.objects.filter(purchase=purchase))
    assert sum(part.credit for part in parts) == Decimal("10")
    assert all(0 < part.credit < part.total.amount for part in parts)
    assert credits.card(issued.card.public_id).balance == zero("EUR")
    assert ledger.balance(AccountCode.BUYER_RECEIVABLE, "EUR") in (zero("EUR"), total - Money(10, "EUR"))
    assert liability() == zero("EUR")
    assert credits.faults() == []


def test_what_is_paid_in_full_needs_no_provider(session: UUID, at: datetime, drain: Any) -> None:
    total = total_of(session)
    issued = cards.card(str(total.amount + 5), at=at)
    cards.use(session, issued.code, at=at)
    assert selectors.methods(selectors.session_for_payment(session)) == ()

    settled = cards.paid(session, at=at)
    drain()

    assert settled.outcome is Outcome.COMPLETED
    assert (Intent.objects.get().gateway, Intent.objects.get().amount) == ("none", 0)
    assert credits.card(issued.card.public_id).balance == Money(5, "EUR")
    assert liability() == Money(5, "EUR")
    assert ledger.balance(AccountCode.BUYER_RECEIVABLE, "EUR") == zero("EUR")
    assert all(row.difference.amount == 0 for row in ledger.trial_balance())


def test_the_news_completes_what_is_paid_in_full_where_the_buyer_has_gone(
    session: UUID, at: datetime, drain: Any
) -> None:
    cards.use(session, cards.card(str(total_of(session).amount), at=at).code, at=at)
    make.place(session, at=at)

    drain()

    assert CheckoutSession.objects.get(public_id=session).status == "completed"
    assert credits.faults() == []


def test_two_cards_and_store_credit_pay_in_their_order_and_each_once(session: UUID, at: datetime) -> None:
    first, second = cards.card("3.00", at=at), cards.card("4.00", at=at)
    for code in (first.code, second.code, first.code):
        cards.use(session, code, at=at)

    view = selectors.session_for_payment(session)

    assert [one.last_four for one in view.tenders] == [second.card.last_four, first.card.last_four]
    assert view.to_pay == total_of(session) - Money(7, "EUR")
    assert not CreditHold.objects.exists()


def test_the_last_five_cards_stay_beside_the_store_credit(session: UUID, at: datetime) -> None:
    buyer = begun_by("jana", session)
    with transaction.atomic():
        operations.give_credit(buyer.pk, Money("1.00", "EUR"), reason="Late", key="1", made_by=buyer.pk, at=at)
        checkout.use_store_credit(session, expected_version=make.version(session), user_id=buyer.pk, at=at)
    issued = [cards.card("1.00", at=at) for _ in range(6)]
    for one in issued:
        cards.use(session, one.code, at=at)

    view = selectors.session_for_payment(session)
    assert [one.last_four for one in view.credits] == ["", *(one.card.last_four for one in issued[1:])]


def test_a_card_that_was_spent_meanwhile_stops_the_checkout_and_shows_what_is_left(
    session: UUID, kiln: Any, at: datetime
) -> None:
    issued = cards.card("10.00", at=at)
    cards.use(session, issued.code, at=at)
    other = make.ready(make.cart(make.goods(kiln, at=at), at=at), at=at)[0]
    cards.use(other, issued.code, at=at)
    make.place(other, at=at)

    with pytest.raises(CreditGone):
        cards.paid(session, at=at)

    view = selectors.session_for_payment(session)
    assert (view.status, view.credits, view.to_pay) == ("open", (), total_of(session))
    assert Intent.objects.count() == 1
    assert CreditHold.objects.get().session_id == other


def test_a_card_whose_time_is_over_before_it_is_paid_with_leaves_the_checkout(session: UUID, at: datetime) -> None:
    cards.use(session, cards.card("10.00", at=at, expires_at=at + timedelta(seconds=30)).code, at=at)

    with pytest.raises(CreditGone):
        cards.paid(session, at=at + timedelta(minutes=1))

    view = selectors.session_for_payment(session)
    assert (view.status, view.credits, view.to_pay) == ("open", (), total_of(session))


@pytest.mark.parametrize("way", ["reopened", "expired", "time"])
def test_what_was_held_is_free_again(session: UUID, way: str, at: datetime) -> None:
    issued = cards.card("10.00", at=at)
    cards.use(session, issued.code, at=at)
    make.place(session, at=at)
    assert credits.card(issued.card.public_id).held == Money(10, "EUR")

    if way == "reopened":
        with transaction.atomic():
            checkout.reopen(session, at=at)
    elif way == "expired":
        with transaction.atomic():
            checkout.expire_session(session, at=at + timedelta(hours=2))
    else:
        assert operations.release_expired(at=at + timedelta(hours=2)) == 1

    assert credits.card(issued.card.public_id).held == zero("EUR")
    assert CreditHold.objects.get().state == "released"
    assert credits.faults() == []


def test_a_hold_that_ran_out_is_taken_once_more_where_the_credit_is_still_there(session: UUID, at: datetime) -> None:
    cards.use(session, cards.card("10.00", at=at).code, at=at)
    placed = make.place(session, at=at)
    operations.release_expired(at=at + timedelta(hours=2))
    make.pay(placed, at=at)

    make.complete(session, at=at)

    assert CreditHold.objects.get().state == "taken"
    assert credits.faults() == []


def test_wrong_codes_are_refused_and_after_ten_so_are_right_ones(session: UUID, at: datetime, settings: Any) -> None:
    settings.GIFT_CARD_GUESSES = 3
    right = cards.card("10.00", at=at).code
    for code in ("AAAA-BBBB-CCCC-DDDD", "short", "OOOO-1111-IIII-0000"):
        with pytest.raises(CardUnknown):
            cards.use(session, code, at=at)

    with pytest.raises(TooManyGuesses):
        cards.use(session, right, at=at)

    assert CheckoutSession.objects.get(public_id=session).credits == []


def test_a_card_that_cannot_be_used_here_says_why(session: UUID, at: datetime) -> None:
    with pytest.raises(CardOfOtherCurrency, match="USD"):
        cards.use(session, cards.card("10.00", "USD", at=at).code, at=at)
    old = cards.card("10.00", at=at, expires_at=at + timedelta(seconds=1))
    spent = cards.card("10.00", at=at)
    CreditEntry.objects.create(
        account=CreditAccount.objects.get(card__public_id=spent.card.public_id),
        kind=types.EntryKind.SPENT, amount=-1000, reference="all", occurred_at=at,
    )  # fmt: skip
    blocked = cards.card("10.00", at=at)
    with transaction.atomic():
        operations.block_card(blocked.card.public_id, at=at)
    for code, reason in ((spent.code, "card_spent"), (blocked.code, "card_unknown")):
        with pytest.raises(CardRefused, match=reason):
            cards.use(session, code, at=at)
    with pytest.raises(CardRefused, match="card_expired"):
        cards.use(session, old.code, at=at + timedelta(minutes=1))


def begun_by(name: str, session: UUID) -> User:
    """Somebody whose checkout it is."""
    person = User.objects.create_user(f"{name}@example.org", "x")
    CheckoutSession.objects.filter(public_id=session).update(user=person)
    return person


def test_nobody_elses_checkout_takes_store_credit(session: UUID, at: datetime) -> None:
    owner = User.objects.create_user("jana@example.org", "x")
    with transaction.atomic():
        operations.give_credit(owner.pk, Money("7.50", "EUR"), reason="Late", key="1", made_by=owner.pk, at=at)
    for begun in (None, User.objects.create_user("eve@example.org", "x")):
        CheckoutSession.objects.update(user=begun)
        with pytest.raises(CreditOfSomebodyElse), transaction.atomic():
            checkout.use_store_credit(session, expected_version=make.version(session), user_id=owner.pk, at=at)
        assert CheckoutSession.objects.get().credits == []
    CheckoutSession.objects.update(user=owner)
    with transaction.atomic():
        checkout.use_store_credit(session, expected_version=make.version(session), user_id=owner.pk, at=at)
    CheckoutSession.objects.update(user=None)

    with pytest.raises(CreditGone):
        cards.paid(session, at=at)

    assert not CreditHold.objects.exists()
    assert credits.balances_of(owner.pk)[0].available == Money("7.50", "EUR")


def test_store_credit_is_a_person_s_own(session: UUID, at: datetime) -> None:
    buyer, staff = begun_by("jana", session), User.objects.create_user("ada@example.org", "x")
    with transaction.atomic():
        operations.give_credit(buyer.pk, Money("7.50", "EUR"), reason="Late", key="1", made_by=staff.pk, at=at)
        operations.give_credit(buyer.pk, Money("7.50", "EUR"), reason="Late", key="1", made_by=staff.pk, at=at)
    with transaction.atomic():
        checkout.use_store_credit(session, expected_version=make.version(session), user_id=buyer.pk, at=at)

    settled = cards.paid(session, at=at)

    assert Purchase.objects.get(public_id=settled.purchase_id).credit == Decimal("7.5")
    assert credits.balances_of(buyer.pk)[0].available == zero("EUR")
    assert [one.kind.value for one in credits.movements_of(buyer.pk)] == ["spent", "goodwill"]
    assert ledger.balance(AccountCode.GOODWILL, "EUR") == Money("7.50", "EUR")
    assert credits.faults() == []
