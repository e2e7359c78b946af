"""Credits · disputes over bought gift cards: what may be used meanwhile and afterwards, and the books."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from djmoney.money import Money

from apps.accounts.models import User
from apps.common.money import zero
from apps.credits import operations, selectors
from apps.credits.errors import CreditGone, PaymentTakenBack
from apps.credits.models import CreditEntry, GiftCard, StrandedRefund
from apps.credits.types import CardState, EntryKind, SaleStatus, Tender
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.payments.types import OperationKind
from tests.factories import gift_cards as gifts

pytestmark = pytest.mark.django_db


@pytest.fixture
def buyer() -> User:
    return gifts.person("jana@example.org")


def euros(amount: str) -> Money:
    return Money(amount, "EUR")


def on(code: AccountCode) -> Money:
    return ledger.balance(code, "EUR")


def stands(sale: UUID) -> tuple[str, str, int]:
    """Status, card's state and what is on it in cents."""
    row = gifts.row(sale)
    return row.status, row.card.state, row.card.account.balance


def back(sale: UUID, amount: str, *, key: str, at: datetime) -> None:
    """A part of what the card paid goes back to it."""
    with transaction.atomic():
        operations.give_back(gifts.row(sale).card.public_id, euros(amount), key=key, at=at)


def test_a_dispute_blocks_what_is_left_and_winning_it_opens_the_card_again(
    buyer: User, at: datetime, drain: Any
) -> None:
    sale = gifts.bought(buyer, at=at, drain=drain)
    gifts.used(sale, "20.00", at=at)
    gifts.disputed(sale, OperationKind.DISPUTE, at=at)
    drain()
    assert (gifts.row(sale).status, gifts.row(sale).card.state) == (SaleStatus.DISPUTED, CardState.BLOCKED)
    with pytest.raises(CreditGone):
        use_more(sale, at=at)

    gifts.disputed(sale, OperationKind.DISPUTE_WON, at=at)
    drain()
    assert (gifts.row(sale).status, gifts.row(sale).card.state) == (SaleStatus.ISSUED, CardState.ACTIVE)
    assert gifts.row(sale).card.account.balance == 3000


def use_more(sale: UUID, *, at: datetime) -> None:
    account = gifts.row(sale).card.account
    with transaction.atomic():
        operations.hold(
            [Tender(account.public_id, Money("1.00", "EUR"))], session_id=sale, user_id=None, expires_at=at, at=at
        )


def test_a_card_that_staff_blocked_before_the_dispute_stays_blocked_while_that_goes_on(
    buyer: User, at: datetime, drain: Any
) -> None:
    sale = gifts.bought(buyer, at=at, drain=drain)
    card_id = gifts.row(sale).card.public_id
    with transaction.atomic():
        operations.block_card(card_id, at=at)
    gifts.disputed(sale, OperationKind.DISPUTE, at=at)
    drain()
    with pytest.raises(PaymentTakenBack), transaction.atomic():
        operations.unblock_card(card_id, at=at)
    assert gifts.row(sale).card.state == CardState.BLOCKED

    gifts.disputed(sale, OperationKind.DISPUTE_WON, at=at)
    drain()
    with transaction.atomic():
        operations.unblock_card(card_id, at=at)
    assert gifts.row(sale).card.state == CardState.ACTIVE


def test_a_lost_dispute_takes_what_is_left_and_the_used_part_is_our_loss(buyer: User, at: datetime, drain: Any) -> None:
    sale = gifts.bought(buyer, at=at, drain=drain)
    gifts.used(sale, "20.00", at=at)
    gifts.disputed(sale, OperationKind.DISPUTE, at=at)
    gifts.disputed(sale, OperationKind.DISPUTE_LOST, at=at)
    drain()

    row = gifts.row(sale)
    assert (row.status, row.card.state, row.card.account.balance) == (SaleStatus.LOST, CardState.BLOCKED, 0)
    assert on(AccountCode.CHARGEBACK_LOSS) == Money("20.00", "EUR")
    # The twenty that paid for goods are a receivable's side that a purchase closes; there is none here.
    assert on(AccountCode.BUYER_RECEIVABLE) == Money("-20.00", "EUR")
    assert on(AccountCode.STORE_CREDIT) == zero("EUR")
    assert CreditEntry.objects.filter(kind=EntryKind.RETURNED).count() == 1


@pytest.mark.parametrize("staff_block_it", [False, True])
def test_what_a_lost_part_leaves_can_be_used_once_no_dispute_goes_on(
    buyer: User, at: datetime, drain: Any, staff_block_it: bool
) -> None:
    sale = gifts.bought(buyer, at=at, drain=drain)
    card_id = gifts.row(sale).card.public_id
    gifts.used(sale, "10.00", at=at)
    if staff_block_it:
        with transaction.atomic():
            operations.block_card(card_id, at=at)
    for _nth in range(2):
        gifts.disputed(sale, OperationKind.DISPUTE, amount=euros("15.00"), at=at)
    gifts.disputed(sale, OperationKind.DISPUTE_LOST, amount=euros("15.00"), at=at)
    drain()
    assert stands(sale)[1:] == (CardState.BLOCKED, 2500), "the other one goes on"
    with pytest.raises(PaymentTakenBack), transaction.atomic():
        operations.unblock_card(card_id, at=at)

    gifts.disputed(sale, OperationKind.DISPUTE_WON, amount=euros("15.00"), at=at)
    drain()
    if staff_block_it:
        assert stands(sale) == (SaleStatus.ISSUED, CardState.BLOCKED, 2500), "staff alone unblock it"
        with transaction.atomic():
            operations.unblock_card(card_id, at=at)
    assert stands(sale) == (SaleStatus.ISSUED, CardState.ACTIVE, 2500)
    gifts.used(sale, "25.00", purchase_id=uuid4(), at=at)
    assert on(AccountCode.CHARGEBACK_LOSS) == on(AccountCode.STORE_CREDIT) == zero("EUR")
    assert on(AccountCode.BUYER_RECEIVABLE) == euros("-35.00"), "what two purchases close"
    assert selectors.faults() == []


def test_parts_that_are_lost_one_after_the_other_end_the_card_with_the_last(
    buyer: User, at: datetime, drain: Any
) -> None:
    sale = gifts.bought(buyer, at=at, drain=drain)
    gifts.used(sale, "20.00", at=at)
    for amount, then in (
        ("35.00", (SaleStatus.ISSUED, CardState.ACTIVE, 0)),
        ("15.00", (SaleStatus.LOST, CardState.BLOCKED, 0)),
    ):
        gifts.disputed(sale, OperationKind.DISPUTE, amount=euros(amount), at=at)
        gifts.disputed(sale, OperationKind.DISPUTE_LOST, amount=euros(amount), at=at)
        drain()
        assert stands(sale) == then
    assert on(AccountCode.CHARGEBACK_LOSS) == euros("20.00")
    assert selectors.faults() == []


def test_what_a_checkout_holds_pays_for_a_lost_dispute_too(buyer: User, at: datetime, drain: Any) -> None:
    sale = gifts.bought(buyer, at=at, drain=drain)
    tender = [Tender(gifts.row(sale).card.account.public_id, euros("40.00"))]
    with transaction.atomic():
        operations.hold(tender, session_id=sale, user_id=None, expires_at=at + timedelta(hours=1), at=at)
    gifts.disputed(sale, OperationKind.DISPUTE, amount=euros("30.00"), at=at)
    gifts.disputed(sale, OperationKind.DISPUTE_LOST, amount=euros("30.00"), at=at)
    drain()
    with pytest.raises(CreditGone), transaction.atomic():
        operations.take(tender, session_id=sale, user_id=None, purchase_id=sale, at=at)
    assert stands(sale) == (SaleStatus.ISSUED, CardState.ACTIVE, 2000)
    assert on(AccountCode.CHARGEBACK_LOSS) == zero("EUR")
    assert selectors.faults() == []


def test_what_comes_back_to_a_disputed_card_is_given_to_nobody_until_the_dispute_ends(
    buyer: User, at: datetime, drain: Any
) -> None:
    sale = gifts.bought(buyer, at=at, drain=drain)
    gifts.used(sale, "20.00", at=at)
    gifts.disputed(sale, OperationKind.DISPUTE, at=at)
    drain()
    back(sale, "5.00", key="a", at=at)
    stranded, before = StrandedRefund.objects.get(), CreditEntry.objects.count()
    for act in (
        lambda: operations.give_stranded(stranded.public_id, user_id=buyer.pk, by=buyer.pk, at=at),
        lambda: operations.replace_stranded(stranded.public_id, by=buyer.pk, at=at),
    ):
        with pytest.raises(PaymentTakenBack), transaction.atomic():
            act()
    stranded.refresh_from_db()
    assert (stranded.closed_at, CreditEntry.objects.count(), GiftCard.objects.count()) == (None, before, 1)

    gifts.disputed(sale, OperationKind.DISPUTE_WON, at=at)
    drain()
    stranded.refresh_from_db()
    assert (stranded.went_to, stands(sale)) == ("unblocked", (SaleStatus.ISSUED, CardState.ACTIVE, 3500))
    assert selectors.faults() == []


def test_what_comes_back_to_a_lost_card_makes_up_for_our_loss_before_and_after(
    buyer: User, at: datetime, drain: Any
) -> None:
    sale = gifts.bought(buyer, at=at, drain=drain)
    gifts.used(sale, "20.00", at=at)
    gifts.disputed(sale, OperationKind.DISPUTE, at=at)
    drain()
    back(sale, "5.00", key="a", at=at)
    gifts.disputed(sale, OperationKind.DISPUTE_LOST, at=at)
    drain()
    assert (stands(sale)[2], on(AccountCode.CHARGEBACK_LOSS)) == (0, euros("15.00"))
    assert StrandedRefund.objects.get().went_to == "reclaimed"

    for _twice in range(2):
        back(sale, "9.00", key="b", at=at)
    assert (stands(sale)[2], on(AccountCode.CHARGEBACK_LOSS)) == (0, euros("6.00"))
    assert StrandedRefund.objects.count() == 1, "nobody has to say where it goes"
    assert on(AccountCode.STORE_CREDIT) == zero("EUR")
    assert selectors.faults() == []


def test_of_what_comes_back_to_a_card_that_lost_a_part_the_rest_is_the_holders(
    buyer: User, at: datetime, drain: Any
) -> None:
    sale = gifts.bought(buyer, at=at, drain=drain)
    gifts.used(sale, "40.00", at=at)
    gifts.disputed(sale, OperationKind.DISPUTE, amount=euros("25.00"), at=at)
    gifts.disputed(sale, OperationKind.DISPUTE_LOST, amount=euros("25.00"), at=at)
    drain()
    assert on(AccountCode.CHARGEBACK_LOSS) == euros("15.00")
    back(sale, "18.00", key="a", at=at)
    assert stands(sale) == (SaleStatus.ISSUED, CardState.ACTIVE, 300)

    with transaction.atomic():
        operations.block_card(gifts.row(sale).card.public_id, at=at)
    back(sale, "22.00", key="b", at=at)
    with transaction.atomic():
        operations.give_stranded(StrandedRefund.objects.get().public_id, user_id=buyer.pk, by=buyer.pk, at=at)
    assert selectors.balances_of(buyer.pk)[0].available == euros("22.00")
    assert on(AccountCode.CHARGEBACK_LOSS) == zero("EUR")
    assert selectors.faults() == []


def test_what_comes_back_before_the_news_of_a_lost_part_is_not_taken_twice(
    buyer: User, at: datetime, drain: Any
) -> None:
    sale = gifts.bought(buyer, at=at, drain=drain)
    gifts.used(sale, "20.00", at=at)
    gifts.disputed(sale, OperationKind.DISPUTE, amount=euros("25.00"), at=at)
    drain()
    gifts.disputed(sale, OperationKind.DISPUTE_LOST, amount=euros("25.00"), at=at)
    back(sale, "5.00", key="a", at=at)
    drain()
    assert stands(sale) == (SaleStatus.ISSUED, CardState.ACTIVE, 1000)
    assert on(AccountCode.CHARGEBACK_LOSS) == zero("EUR")
    assert selectors.faults() == []
