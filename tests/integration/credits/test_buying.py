"""Credits · a gift card bought in the shop: paid, issued once, mailed, given back, disputed, always in the books."""

from __future__ import annotations

import logging
import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import transaction
from djmoney.money import Money

from apps.accounts.models import User
from apps.common.money import zero
from apps.credits import operations, selectors
from apps.credits.errors import (
    CardsNotSold,
    CardUnknown,
    DayNotOffered,
    NotReturnable,
    NotSendable,
    RecipientStays,
    SaleNotFound,
    SalePaid,
    SentTooOften,
    ValueNotOffered,
)
from apps.credits.models import CardSale, CardTerms, CreditEntry, GiftCard
from apps.credits.types import CardState, SaleStatus, Tender
from apps.ledger import selectors as ledger
from apps.ledger.models import Journal
from apps.ledger.types import AccountCode
from apps.outbox.models import OutboxEvent
from apps.payments.models import Intent, Operation
from apps.payments.types import IntentStatus, OperationKind
from apps.risk.errors import NotUndoable, PaymentNotTaken
from apps.risk.models import Case
from apps.risk.types import CaseStatus
from tests.factories import gift_cards as gifts

pytestmark = pytest.mark.django_db
FIFTY = Money("50.00", "EUR")


@pytest.fixture
def buyer() -> User:
    return gifts.person("jana@example.org")


def on(code: AccountCode) -> Money:
    return ledger.balance(code, "EUR")


@pytest.mark.parametrize("hour", [0, 7, 8, 23])
def test_a_card_for_today_goes_out_at_once_at_any_hour_and_one_for_later_in_the_morning(
    buyer: User, at: datetime, hour: int
) -> None:
    at = at.replace(hour=hour, minute=30)
    assert gifts.row(gifts.ordered(buyer, at=at)).send_at == at
    later = at.date() + timedelta(days=2)
    assert gifts.row(gifts.ordered(buyer, at=at, on=later)).send_at == datetime.combine(later, time(8, tzinfo=UTC))


def code_in_mail(number: int = -1) -> str:
    letter = [one for one in mail.outbox if "codes" not in one.subject and re.search(r"\w{4}-\w{4}-", str(one.body))]
    found = re.search(r"\w{4}-\w{4}-\w{4}-\w{4}", str(letter[number].body))
    assert found
    return found[0]


def send_due(at: datetime) -> int:
    return operations.send_due_cards(at=at)


def test_a_paid_card_is_issued_mailed_once_and_owed(
    buyer: User, at: datetime, drain: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sale = gifts.begun(buyer, at=at)
    assert (on(AccountCode.STORE_CREDIT), GiftCard.objects.count()) == (zero("EUR"), 0)

    operations.settle_card(sale, at=at)
    drain()
    assert gifts.row(sale).status == SaleStatus.PROMISED
    assert GiftCard.objects.count() == 0, "not before the money is taken"
    gifts.captured(sale, at=at)
    drain()

    row = gifts.row(sale)
    assert (row.status, row.card.account.balance, row.card.expires_at) == (SaleStatus.ISSUED, 5000, None)
    assert (on(AccountCode.STORE_CREDIT), on(AccountCode.BUYER_RECEIVABLE)) == (-FIFTY, zero("EUR"))
    assert [journal.idempotency_key for journal in Journal.objects.filter(kind="gift_card_sold")] == [
        f"gift_card_sold:{sale}"
    ]
    assert mail.outbox[-1].to == ["jana@example.org"], "the receipt"
    assert (send_due(at), send_due(at)) == (1, 0)
    assert mail.outbox[-1].to == [gifts.RECIPIENT]
    code = code_in_mail()
    assert selectors.usable_card(code, currency="EUR", at=at).available == FIFTY
    assert code not in caplog.text
    assert code.replace("-", "") not in caplog.text
    assert selectors.faults() == []


def test_the_same_news_twice_and_a_crash_in_between_issue_one_card(
    buyer: User, at: datetime, drain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sale = gifts.begun(buyer, at=at)
    operations.settle_card(sale, at=at)
    operations.settle_card(sale, at=at)
    drain()
    gifts.captured(sale, at=at)

    def dies(*args: Any, **facts: Any) -> None:
        raise RuntimeError("killed")

    with monkeypatch.context() as crash:
        crash.setattr("apps.credits.operations.bought.enter", dies)
        drain()
    assert (GiftCard.objects.count(), gifts.row(sale).status) == (0, SaleStatus.PROMISED)
    assert on(AccountCode.STORE_CREDIT) == zero("EUR")

    OutboxEvent.objects.filter(sent_at__isnull=True).update(available_at=at - timedelta(days=9000))
    drain()
    with transaction.atomic():
        assert operations.issue_bought(sale, at=at) is False
    assert (GiftCard.objects.count(), CreditEntry.objects.count()) == (1, 1)
    assert on(AccountCode.STORE_CREDIT) == -FIFTY


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"amount": "9.99"}, ValueNotOffered),
        ({"amount": "500.01"}, ValueNotOffered),
        ({"amount": "50.005"}, ValueNotOffered),
        ({"currency": "SEK"}, CardsNotSold),
        ({"on": timedelta(days=-1)}, DayNotOffered),
        ({"on": timedelta(days=181)}, DayNotOffered),
    ],
)
def test_what_is_not_offered_is_not_ordered(
    buyer: User, at: datetime, said: dict[str, Any], refusal: type[Exception]
) -> None:
    facts = {**said, "on": at.date() + said.get("on", timedelta(0))}
    with pytest.raises(refusal):
        gifts.ordered(buyer, at=at, **facts)
    assert CardSale.objects.count() == 0


def test_none_are_sold_where_staff_switch_them_off(buyer: User, at: datetime) -> None:
    CardTerms.objects.filter(currency="EUR").update(is_on=False)
    with pytest.raises(CardsNotSold):
        gifts.ordered(buyer, at=at)
    assert "EUR" not in [one.least.currency.code for one in selectors.card_offers()]


def test_who_buys_too_many_within_a_day_is_stopped_by_the_rule_and_nothing_is_opened(buyer: User, at: datetime) -> None:
    for _nth in range(5):
        gifts.begun(buyer, at=at, amount="10.00")
    sale = gifts.ordered(buyer, at=at, amount="10.00")

    with pytest.raises(PaymentNotTaken):
        operations.pay_card(sale, back="http://portolan.localhost/back", visit=gifts.VISIT, at=at)

    assert Intent.objects.filter(session_id=sale).count() == 0
    assert gifts.row(sale).intent_id is None


def test_cards_of_great_worth_wait_for_a_person_and_refusing_gives_the_money_back(
    buyer: User, at: datetime, drain: Any
) -> None:
    from apps.risk import operations as risk

    for _nth in range(2):
        gifts.begun(buyer, at=at, amount="500.00")
    sale = gifts.bought(buyer, at=at, drain=drain, amount="100.00")
    case = Case.objects.get()
    assert (gifts.row(sale).status, GiftCard.objects.count()) == (SaleStatus.PROMISED, 0)

    with transaction.atomic():
        risk.refuse(case.public_id, person_id=gifts.person().pk, note="no", at=at)
    gifts.captured(sale, at=at)
    drain()
    assert gifts.row(sale).status == SaleStatus.OVER
    assert Intent.objects.get(session_id=sale).status == IntentStatus.VOIDED
    assert GiftCard.objects.count() == 0


def test_letting_a_card_be_issued_is_not_taken_back_as_if_it_were_held(buyer: User, at: datetime, drain: Any) -> None:
    from apps.risk import operations as risk

    for _nth in range(2):
        gifts.begun(buyer, at=at, amount="500.00")
    sale = gifts.bought(buyer, at=at, drain=drain, amount="100.00")
    case, person = Case.objects.get(), gifts.person()
    with transaction.atomic():
        risk.release(case.public_id, person_id=person.pk, note="", at=at)
    drain()
    gifts.captured(sale, at=at)
    drain()
    assert gifts.row(sale).status == SaleStatus.ISSUED

    with pytest.raises(NotUndoable), transaction.atomic():
        risk.reopen(case.public_id, person_id=person.pk, note="", at=at)
    case.refresh_from_db()
    assert case.status == CaseStatus.RELEASED


def test_the_recipient_is_written_to_on_the_chosen_day(buyer: User, at: datetime, drain: Any) -> None:
    sale = gifts.bought(buyer, at=at, drain=drain, on=at.date() + timedelta(days=3))
    assert send_due(at + timedelta(days=2)) == 0
    with pytest.raises(NotSendable), transaction.atomic():
        operations.send_card_again(sale, buyer_id=buyer.pk, at=at)
    assert send_due(at + timedelta(days=3, hours=12)) == 1


def test_sending_again_makes_a_new_code_and_ends_the_one_before(buyer: User, at: datetime, drain: Any) -> None:
    sale = gifts.bought(buyer, at=at, drain=drain)
    send_due(at)
    before = code_in_mail()
    with pytest.raises(SentTooOften), transaction.atomic():
        operations.send_card_again(sale, buyer_id=buyer.pk, at=at)
    later = at + timedelta(minutes=11)
    with transaction.atomic():
        operations.send_card_again(sale, buyer_id=buyer.pk, at=later)

    assert selectors.usable_card(code_in_mail(), at=later).available == FIFTY
    with pytest.raises(CardUnknown):
        selectors.usable_card(before, at=later)
    with pytest.raises(SaleNotFound), transaction.atomic():
        operations.send_card_again(sale, buyer_id=gifts.person().pk, at=later + timedelta(hours=1))


def test_the_recipient_can_be_corrected_until_the_card_is_used(buyer: User, at: datetime, drain: Any) -> None:
    sale = gifts.bought(buyer, at=at, drain=drain)
    later = at + timedelta(minutes=11)
    send_due(at)
    with transaction.atomic():
        operations.change_recipient(sale, name="Mila", email="Mila@example.net", buyer_id=buyer.pk, at=later)
    assert mail.outbox[-1].to == ["mila@example.net"]
    gifts.used(sale, "1.00", at=later)

    with pytest.raises(RecipientStays), transaction.atomic():
        operations.change_recipient(sale, name="I", email="jana@example.org", buyer_id=buyer.pk, at=later)
    assert gifts.row(sale).recipient_email == "mila@example.net"
    assert selectors.received_by(["MILA@example.net"])[0].left == Money("49.00", "EUR")


def test_an_unused_card_is_blocked_and_paid_back_together(buyer: User, at: datetime, drain: Any) -> None:
    sale = gifts.bought(buyer, at=at, drain=drain)
    send_due(at)
    with transaction.atomic():
        operations.give_card_back(sale, buyer_id=buyer.pk, at=at + timedelta(days=13))
    gifts.captured(sale, at=at)

    row = gifts.row(sale)
    assert (row.status, row.card.state, row.card.account.balance) == (SaleStatus.RETURNED, CardState.BLOCKED, 0)
    refund = Operation.objects.get(kind=OperationKind.REFUND)
    assert (refund.state, refund.amount) == ("succeeded", 5000)
    for code in (AccountCode.STORE_CREDIT, AccountCode.BUYER_RECEIVABLE, AccountCode.PSP_CLEARING):
        assert on(code) == zero("EUR")
    assert selectors.faults() == []
    with pytest.raises(NotReturnable), transaction.atomic():
        operations.give_card_back(sale, buyer_id=buyer.pk, at=at)
    assert Operation.objects.filter(kind=OperationKind.REFUND).count() == 1


def test_used_held_late_or_somebody_elses_it_is_not_given_back(buyer: User, at: datetime, drain: Any) -> None:
    sale = gifts.bought(buyer, at=at, drain=drain)

    def refused(refusal: type[Exception] = NotReturnable, *, when: datetime = at, who: int = buyer.pk) -> None:
        with pytest.raises(refusal), transaction.atomic():
            operations.give_card_back(sale, buyer_id=who, at=when)
        assert not Operation.objects.filter(kind=OperationKind.REFUND).exists()
        assert gifts.row(sale).card.state == CardState.ACTIVE

    refused(when=at + timedelta(days=14, hours=1))
    refused(SaleNotFound, who=gifts.person().pk)
    account = gifts.row(sale).card.account
    tender = [Tender(account.public_id, Money("5.00", "EUR"))]
    with transaction.atomic():
        operations.hold(tender, session_id=sale, user_id=None, expires_at=at + timedelta(hours=1), at=at)
    refused()
    with transaction.atomic():
        operations.release(sale)
    gifts.used(sale, "1.00", at=at)
    refused()
    with transaction.atomic():
        operations.give_back(gifts.row(sale).card.public_id, Money("1.00", "EUR"), key="k", at=at)
    refused()
    assert gifts.row(sale).card.account.balance == 5000


def test_what_is_not_paid_in_time_is_over_and_can_be_paid_no_more(buyer: User, at: datetime, drain: Any) -> None:
    sale = gifts.ordered(buyer, at=at)
    later = at + timedelta(hours=2)
    assert operations.expire_sales(at=later) == 1
    assert gifts.row(sale).status == SaleStatus.OVER
    assert selectors.sales_of(buyer.pk, at=later) == ()
    paid = gifts.begun(buyer, at=at)
    operations.settle_card(paid, at=at)
    assert operations.expire_sales(at=later) == 0
    with pytest.raises(SalePaid):
        operations.pay_card(paid, back="http://portolan.localhost/", visit=gifts.VISIT, at=at)
