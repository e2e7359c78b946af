"""Buyers' transfers: found by reference however it is written, handed to the payments, sent back to their account."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction
from djmoney.money import Money

from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.payments.errors import Declined
from apps.payments.gateways.bank_reference import BankReference, creditor_reference
from apps.payments.models import Attempt, Callback, Intent
from apps.payments.types import IntentStatus
from apps.payouts.models import Break, StatementLine, TransferBack
from apps.payouts.operations.transfers import Book
from apps.payouts.types import LineMatch

pytestmark = pytest.mark.django_db
PAYER = "FR1420041010050500013M02606"


@pytest.fixture
def asked(at: datetime) -> Any:
    """Payments that wait for transfers of so many pounds; their references."""

    def run(amounts: list[int]) -> list[str]:
        intents = Intent.objects.bulk_create(
            Intent(session_id=uuid4(), idempotency_key=str(uuid4()), status=IntentStatus.PENDING, gateway="bank",
                   currency="GBP", amount=units, created_at=at, updated_at=at)
            for units in amounts
        )  # fmt: skip
        closes = at + timedelta(days=7)
        references = [creditor_reference(f"{intent.public_id}:authorise:0") for intent in intents]
        Attempt.objects.bulk_create(
            Attempt(
                intent=intent, gateway="bank", closes_at=closes, created_at=at,
                reference=BankReference(reference, intent.public_id, intent.money(intent.amount), closes).written(),
            )
            for intent, reference in zip(intents, references, strict=True)
        )  # fmt: skip
        return references

    return run


def _as_people_write(reference: str, dice: random.Random) -> str:
    grouped = " ".join(reference[place : place + 4] for place in range(0, len(reference), 4))
    shapes = [reference, grouped, grouped.lower(), f"Order {reference}", f"{grouped} / thank you", f"Ref. {grouped}."]
    return dice.choice(shapes)


def test_clean_lines_are_matched_however_the_reference_is_written(asked: Any, book: Any, line: Any) -> None:
    dice = random.Random(7)
    amounts = [dice.randint(100, 90_000) for _ in range(1_000)]
    references = asked(amounts)
    lines = [
        line(str(Money(units, "GBP").amount / 100), reference=_as_people_write(reference, dice), account=PAYER)
        for units, reference in zip(amounts, references, strict=True)
    ]
    counted = book(*lines)
    assert counted.lines == 1_000
    assert counted.matched >= 990
    found = dict(StatementLine.objects.filter(match=LineMatch.PAYMENT).values_list("matched_to", "amount"))
    assert all(
        found[reference] == units for reference, units in zip(references, amounts, strict=True) if reference in found
    )
    assert Callback.objects.filter(gateway="bank").count() == counted.matched
    assert ledger.balance(AccountCode.CASH, "GBP") == Money(sum(amounts), "GBP") / 100


def test_a_misspelt_reference_is_nobodys(asked: Any, book: Any, line: Any) -> None:
    [reference] = asked([1_000])
    swapped = reference[:-2] + reference[-1] + reference[-2]
    book(line("10.00", reference=swapped if swapped != reference else reference[:-1]))
    assert Break.objects.get().reason == "unknown_credit"
    assert not Callback.objects.exists()


def test_the_book_tells_what_came_in_and_sends_back_no_more_than_that(asked: Any, book: Any, line: Any) -> None:
    [reference] = asked([1_000])
    book(line("4.00", reference=reference, account=PAYER), line("6.00", reference=reference, account=PAYER))
    ours = Book()
    assert [entry.amount for entry in ours.entries(reference)] == [Money(4, "GBP"), Money(6, "GBP")]
    order = ours.send_back(reference, Money(7, "GBP"), key="refund-1")
    assert ours.send_back(reference, Money(7, "GBP"), key="refund-1") == order
    assert ours.sent_back("refund-1") == order
    with pytest.raises(Declined):
        ours.send_back(reference, Money("3.01", "GBP"), key="refund-2")
    assert TransferBack.objects.count() == 1
    book(line("-7.00", end_to_end=order))
    assert StatementLine.objects.get(amount=-700).match == LineMatch.REFUND
    assert ledger.balance(AccountCode.PSP_CLEARING, "GBP") == Money(-3, "GBP")
    book(line("7.00", end_to_end=order, returned=True, text="AC04"))
    assert ledger.balance(AccountCode.PSP_CLEARING, "GBP") == Money(-10, "GBP")
    assert ours.sent_back("refund-1") is None


def test_money_of_an_unknown_account_cannot_be_sent_back(asked: Any, book: Any, line: Any) -> None:
    [reference] = asked([1_000])
    book(line("10.00", reference=reference))
    with pytest.raises(Declined), transaction.atomic():
        Book().send_back(reference, Money(1, "GBP"), key="refund-1")
    assert not TransferBack.objects.exists()
