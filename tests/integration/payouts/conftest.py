"""What payouts stand on: our accounts, staff, sales that are due, and statements of a bank."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from djmoney.money import Money

from apps.common.ids import new_id
from apps.ledger import operations as ledger
from apps.ledger.types import AccountCode, Entry, JournalKind, Leg
from apps.payouts import operations
from apps.payouts.types import AccountDetails, BankLine, Statement

OURS = {"EUR": "DE89370400440532013000", "GBP": "DE62370400440532013001", "CNY": "DE35370400440532013002"}
THEIRS = AccountDetails("Loom Ltd", "GB", "GBP", iban="GB33BUKB20201555555555")


@pytest.fixture(autouse=True)
def _bank(settings: Any) -> None:
    settings.BANK = {
        "beneficiary": "Portolan Marketplace", "iban_by_currency": OURS, "bic": "COBADEFFXXX",
        "bank_name": "Commerzbank", "statements_url": "",
    }  # fmt: skip
    settings.PAYOUT_COOLING_HOURS = 48


@pytest.fixture
def people(db: None) -> tuple[int, int]:
    """Two of the staff."""
    from apps.accounts.models import User

    return tuple(  # type: ignore[return-value]
        User.objects.create_user(email=f"{name}@portolan.example", password="x", is_staff=True).pk
        for name in ("maker", "checker")
    )


@pytest.fixture
def sell(at: datetime) -> Callable[..., UUID]:
    """Post a sale of so many minor units net to a vendor, and by default let it have been delivered long ago."""

    def run(
        vendor: Any, units: int, *, delivered: bool = True, currency: str = "", kind: Any = JournalKind.SALE
    ) -> UUID:
        purchase = new_id()
        amount = Money(units, currency or vendor.currency) / 100
        legs = (
            Leg(AccountCode.BUYER_RECEIVABLE, amount),
            Leg(AccountCode.VENDOR_PAYABLE, -amount, vendor_id=vendor.pk),
        )
        with transaction.atomic():
            ledger.post(Entry(kind, f"{kind}:{purchase}", legs, purchase, "P-1"), at=at - timedelta(days=30))
            if delivered:
                operations.note_delivered(vendor.pk, purchase, delivered_at=at - timedelta(days=20))
        return purchase

    return run


@pytest.fixture
def account(at: datetime) -> Callable[..., None]:
    """Give a vendor a bank account that has cooled down."""

    def run(vendor: Any, details: AccountDetails = THEIRS) -> None:
        with transaction.atomic():
            operations.set_account(vendor.pk, details, by=None, at=at - timedelta(days=10))

    return run


@pytest.fixture
def paid_out(sell: Any, account: Any, people: tuple[int, int], at: datetime) -> Callable[..., Any]:
    """A payout that the bank has: due, drafted, batched by one, approved by another, sent."""
    from apps.payouts.models import Payout

    def run(vendor: Any, units: int = 10_000, details: AccountDetails = THEIRS) -> Payout:
        sell(vendor, units)
        account(vendor, details)
        with transaction.atomic():
            [draft] = operations.make_due(vendor.pk, at=at, only_on_payday=False)
            [batch] = operations.make_batches([draft.public_id], execute_on=at.date(), by=people[0], at=at)
            operations.approve_batch(batch.public_id, by=people[1], at=at)
            operations.record_sent(batch.public_id, at=at)
        return Payout.objects.get(pk=draft.pk)

    return run


@pytest.fixture
def book(at: datetime) -> Callable[..., Any]:
    """Import a statement with these lines on our account of a currency; balances follow on each other."""
    number = itertools.count(1)
    closing: dict[str, Money] = {}

    def run(*lines: BankLine, currency: str = "GBP", opening: Money | None = None) -> Any:
        begin = opening if opening is not None else closing.get(currency, Money(0, currency))
        end = sum((line.amount for line in lines), begin)
        closing[currency] = end
        statement = Statement(OURS[currency], f"S{next(number)}", currency, begin, end, at.date(), lines)
        with transaction.atomic():
            return operations.import_statement(statement, at=at)

    return run


@pytest.fixture
def line(at: datetime) -> Callable[..., BankLine]:
    """A line of a statement."""
    number = itertools.count(1)

    def run(amount: str, currency: str = "GBP", day: date | None = None, **facts: Any) -> BankLine:
        on = day or at.date()
        return BankLine(f"E{next(number)}", Money(amount, currency), on, on, **facts)

    return run
