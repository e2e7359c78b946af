"""What is due is paid once, minimum, reserve, holds and losses heeded; two people stand behind each file."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.db.utils import InternalError
from djmoney.money import Money

from apps.common.errors import InvalidTransition
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode, JournalKind
from apps.payouts import operations, selectors
from apps.payouts.errors import NothingToPay, SecondPersonNeeded
from apps.payouts.models import Payout, PayoutBatch, PayoutItem, PayoutMinimum, PayoutTerms
from apps.payouts.types import BatchStatus, PayoutStatus

pytestmark = pytest.mark.django_db


def _due(vendor: Any, at: datetime, *, payday: bool = False) -> list[Payout]:
    with transaction.atomic():
        return operations.make_due(vendor.pk, at=at, only_on_payday=payday)


def _balance(vendor: Any, at: datetime) -> Any:
    return selectors.balances(vendor.pk, at=at)[0]


def test_only_what_was_delivered_long_enough_ago_is_paid(loom: Any, sell: Any, at: datetime) -> None:
    sell(loom, 10_000)
    sell(loom, 5_000, delivered=False)
    [payout] = _due(loom, at)
    assert payout.money == Money("100.00", "GBP")
    balance = _balance(loom, at)
    assert (balance.available, balance.pending, balance.in_preparation) == (
        Money(0, "GBP"), Money(50, "GBP"), Money(100, "GBP"),
    )  # fmt: skip
    assert balance.owed == -ledger.balance(AccountCode.VENDOR_PAYABLE, "GBP", loom.pk)


def test_every_posting_is_in_exactly_one_payout_and_the_items_add_up(loom: Any, sell: Any, at: datetime) -> None:
    for units in (10_000, 2_501, 33):
        sell(loom, units)
    [payout] = _due(loom, at)
    assert [item.amount.amount for item in selectors.items(payout)] == [100, Decimal("25.01"), Decimal("0.33")]
    assert _due(loom, at) == []
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutItem.objects.create(payout=payout, posting_id=payout.items.first().posting_id, amount=1)


def test_a_loss_is_netted_and_waits_until_sales_make_up_for_it(loom: Any, sell: Any, at: datetime) -> None:
    sell(loom, 10_000)
    sell(loom, -12_000, kind=JournalKind.RETURN)
    assert _due(loom, at) == []
    assert _balance(loom, at).available == Money(-20, "GBP")
    sell(loom, 5_000)
    [payout] = _due(loom, at)
    assert payout.money == Money(30, "GBP")
    assert len(selectors.items(payout)) == 3


def test_a_balance_below_the_minimum_waits(loom: Any, sell: Any, at: datetime) -> None:
    PayoutMinimum.objects.create(currency="GBP", amount=2_000)
    sell(loom, 1_999)
    assert _due(loom, at) == []
    sell(loom, 1)
    assert [one.amount for one in _due(loom, at)] == [2_000]


def test_the_reserve_is_kept_and_comes_back_on_its_day(loom: Any, sell: Any, at: datetime) -> None:
    PayoutTerms.objects.create(vendor_id=loom.pk, reserve_percent=Decimal("10"), reserve_days=30)
    sell(loom, 9_999)
    [payout] = _due(loom, at)
    assert payout.money == Money("90.00", "GBP")
    assert _balance(loom, at).reserve == Money("9.99", "GBP")
    assert ledger.balance(AccountCode.VENDOR_RESERVE, "GBP", loom.pk) == Money("-9.99", "GBP")
    assert _due(loom, at + timedelta(days=29)) == []
    [released] = _due(loom, at + timedelta(days=30))
    assert released.money == Money("9.99", "GBP")
    assert [item.kind for item in selectors.items(released)] == [JournalKind.RESERVE_RELEASED]
    assert ledger.balance(AccountCode.VENDOR_RESERVE, "GBP", loom.pk) == Money(0, "GBP")


def test_a_withdrawn_draft_frees_its_postings_and_its_reserve(loom: Any, sell: Any, at: datetime) -> None:
    PayoutTerms.objects.create(vendor_id=loom.pk, reserve_percent=Decimal("10"), reserve_days=30)
    sell(loom, 10_000)
    [payout] = _due(loom, at)
    with transaction.atomic():
        operations.cancel(payout, at=at)
    assert _balance(loom, at).available == Money(100, "GBP")
    assert _balance(loom, at).reserve == Money(0, "GBP")
    [again] = _due(loom, at)
    assert again.money == Money(90, "GBP")


def test_a_held_vendor_gets_nothing_and_a_payday_is_kept(loom: Any, sell: Any, people: Any, at: datetime) -> None:
    sell(loom, 10_000)
    with transaction.atomic():
        operations.hold(loom.pk, reason="papers", by=people[0], at=at)
    assert _due(loom, at) == []
    with transaction.atomic():
        operations.release_hold(loom.pk)
    tuesday = at + timedelta(days=(1 - at.weekday()) % 7)
    PayoutTerms.objects.filter(vendor_id=loom.pk).update(run_on=(tuesday - timedelta(days=1)).date())
    assert _due(loom, tuesday, payday=True) == []
    assert len(_due(loom, tuesday + timedelta(days=6), payday=True)) == 1


def test_whoever_made_a_file_may_not_approve_it(
    loom: Any, sell: Any, account: Any, people: tuple[int, int], at: datetime
) -> None:
    sell(loom, 10_000)
    account(loom)
    [payout] = _due(loom, at)
    with transaction.atomic():
        [batch] = operations.make_batches([payout.public_id], execute_on=at.date(), by=people[0], at=at)
    with pytest.raises(SecondPersonNeeded), transaction.atomic():
        operations.approve_batch(batch.public_id, by=people[0], at=at)
    assert ledger.balance(AccountCode.PAYOUT_CLEARING, "GBP", loom.pk) == Money(0, "GBP")
    with pytest.raises(IntegrityError), transaction.atomic():
        PayoutBatch.objects.filter(pk=batch.pk).update(checked_by=people[0])
    with transaction.atomic():
        approved = operations.approve_batch(batch.public_id, by=people[1], at=at)
    assert approved.file.count("<EndToEndId>") == 1
    assert payout.reference in approved.file
    assert ledger.balance(AccountCode.PAYOUT_CLEARING, "GBP", loom.pk) == Money(-100, "GBP")
    assert ledger.balance(AccountCode.VENDOR_PAYABLE, "GBP", loom.pk) == Money(0, "GBP")
    with pytest.raises(InvalidTransition), transaction.atomic():
        operations.approve_batch(batch.public_id, by=people[1], at=at)


def test_a_new_account_cools_down_before_anything_is_paid_to_it(
    loom: Any, sell: Any, account: Any, people: Any, at: datetime
) -> None:
    from tests.integration.payouts.conftest import THEIRS

    sell(loom, 10_000)
    account(loom)
    with transaction.atomic():
        operations.set_account(
            loom.pk, type(THEIRS)("Loom Ltd", "", "GBP", iban="GB82WEST12345698765432"), by=None, at=at
        )
    [payout] = _due(loom, at)
    with pytest.raises(NothingToPay), transaction.atomic():
        operations.make_batches([payout.public_id], execute_on=at.date(), by=people[0], at=at)
    later = at + timedelta(hours=48)
    with transaction.atomic():
        [batch] = operations.make_batches([payout.public_id], execute_on=later.date(), by=people[0], at=later)
    assert batch.status == BatchStatus.MADE


def test_an_account_changed_after_the_file_was_made_stops_its_approval(
    loom: Any, sell: Any, account: Any, people: Any, at: datetime
) -> None:
    from tests.integration.payouts.conftest import THEIRS

    sell(loom, 10_000)
    account(loom)
    [payout] = _due(loom, at)
    with transaction.atomic():
        [batch] = operations.make_batches([payout.public_id], execute_on=at.date(), by=people[0], at=at)
        operations.set_account(loom.pk, type(THEIRS)("Thief", "", "GBP", iban="GB82WEST12345698765432"), by=None, at=at)
    with pytest.raises(NothingToPay), transaction.atomic():
        operations.approve_batch(batch.public_id, by=people[1], at=at)
    payout.refresh_from_db()
    assert payout.status == PayoutStatus.DRAFT
    assert ledger.balance(AccountCode.PAYOUT_CLEARING, "GBP", loom.pk) == Money(0, "GBP")


def test_the_database_refuses_a_step_that_the_table_does_not_know(loom: Any, paid_out: Any) -> None:
    payout = paid_out(loom)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        Payout.objects.filter(pk=payout.pk).update(status=PayoutStatus.DRAFT)
    with pytest.raises((IntegrityError, InternalError)), transaction.atomic():
        Payout.objects.filter(pk=payout.pk).update(amount=1)


def test_numbers_of_an_account_are_sealed_and_owners_are_told(
    loom: Any, account: Any, drain: Any, mailoutbox: list[Any]
) -> None:
    from apps.accounts.models import User
    from apps.payouts.models import PayoutAccount
    from apps.vendors.models import TeamMember
    from apps.vendors.types import TeamRole

    owner = User.objects.create_user(email="owner@loom.example", password="x")
    TeamMember.objects.create(vendor_id=loom.pk, user=owner, role=TeamRole.OWNER)
    account(loom)
    row = PayoutAccount.objects.get()
    assert "5555" not in row.sealed
    assert row.masked == "GB•••• 5555"
    drain()
    [mail] = [one for one in mailoutbox if owner.email in one.to]
    assert "GB•••• 5555" in mail.body
    assert "GB33BUKB" not in mail.body
