"""Ledger · what the database accepts and refuses."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from djmoney.money import Money

from apps.ledger import operations, selectors
from apps.ledger.errors import Unbalanced
from apps.ledger.models import Account, CommissionRule, Journal, Posting
from apps.ledger.types import AccountCode, Entry, JournalKind, Leg


@pytest.fixture(autouse=True)
def _database(request: pytest.FixtureRequest) -> None:
    if "own_database" not in request.fixturenames:
        request.getfixturevalue("db")


def entry(key: str = "sale:1", amount: str = "12.34", *, detail: str = "") -> Entry:
    money = Money(Decimal(amount), "EUR")
    return Entry(
        JournalKind.SALE,
        key,
        (Leg(AccountCode.BUYER_RECEIVABLE, money), Leg(AccountCode.COMMISSION_INCOME, -money, detail=detail)),
    )


def check_deferred() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_an_entry_is_posted_in_two_statements(at: datetime, django_assert_num_queries) -> None:
    operations.post(entry("first"), at=at)
    with django_assert_num_queries(2):
        operations.post(entry("second"), at=at)
    check_deferred()


def test_the_same_key_posts_once(at: datetime) -> None:
    first = operations.post(entry(), at=at)
    again = operations.post(entry(), at=at)

    assert first == again
    assert Journal.objects.count() == 1
    assert Posting.objects.count() == 2
    check_deferred()


def test_amounts_are_minor_units_of_the_currency(at: datetime) -> None:
    for currency, amount, units in (("JPY", "1500", 1500), ("KWD", "1.234", 1234), ("EUR", "0.05", 5)):
        money = Money(Decimal(amount), currency)
        operations.post(
            Entry(
                JournalKind.SALE,
                currency,
                (Leg(AccountCode.BUYER_RECEIVABLE, money), Leg(AccountCode.SUSPENSE, -money)),
            ),
            at=at,
        )
        assert Posting.objects.get(journal__idempotency_key=currency, amount__gt=0).amount == units
        assert selectors.balance(AccountCode.BUYER_RECEIVABLE, currency) == money
    check_deferred()


def test_an_unbalanced_entry_is_refused_before_anything_is_written(at: datetime) -> None:
    legs = (
        Leg(AccountCode.BUYER_RECEIVABLE, Money(1, "EUR")),
        Leg(AccountCode.FX_POSITION, Money(-1, "USD")),
    )
    with pytest.raises(Unbalanced):
        operations.post(Entry(JournalKind.SALE, "bad", legs), at=at)
    assert not Journal.objects.exists()
    assert not Account.objects.exists()


def test_the_database_refuses_an_unbalanced_journal_when_it_commits(at: datetime) -> None:
    account = Account.objects.create(code="suspense", currency="EUR")
    journal = Journal.objects.create(kind="sale", idempotency_key="k", occurred_at=at, posted_at=at)
    Posting.objects.create(journal=journal, account=account, currency="EUR", amount=5)
    with pytest.raises(DatabaseError, match="does not balance"):
        check_deferred()


def test_the_database_refuses_a_journal_without_postings(at: datetime) -> None:
    Journal.objects.create(kind="sale", idempotency_key="k", occurred_at=at, posted_at=at)
    with pytest.raises(DatabaseError, match="no postings"):
        check_deferred()


def test_the_database_refuses_a_posting_in_another_currency_than_its_accounts(at: datetime) -> None:
    account = Account.objects.create(code="suspense", currency="EUR")

    def post_dollars() -> None:
        with transaction.atomic():
            journal = Journal.objects.create(kind="sale", idempotency_key="k", occurred_at=at, posted_at=at)
            Posting.objects.create(journal=journal, account=account, currency="USD", amount=5)

    with pytest.raises(DatabaseError, match="in_its_accounts_currency"):
        post_dollars()
    assert not Journal.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_posting SET amount = 1",
        "DELETE FROM ledger_posting",
        "UPDATE ledger_journal SET memo = 'x'",
        "DELETE FROM ledger_journal",
    ],
)
def test_what_is_posted_is_never_changed_or_deleted(at: datetime, statement: str) -> None:
    operations.post(entry(), at=at)
    check_deferred()
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Posting.objects.count() == 2


def test_a_posted_journal_takes_no_more_postings(own_database: str, at: datetime) -> None:
    with transaction.atomic():
        operations.post(entry("closed"), at=at)
    posting = Posting.objects.first()
    with pytest.raises(DatabaseError, match="no more postings"):
        Posting.objects.bulk_create(
            [Posting(journal=posting.journal, account=posting.account, currency="EUR", amount=n) for n in (1, -1)]
        )


def test_the_trial_balance_has_equal_sides(at: datetime, capsys) -> None:
    operations.post(entry("a", "1.00"), at=at)
    operations.post(entry("b", "2.50", detail="x"), at=at)

    (row,) = selectors.trial_balance()

    assert (row.currency, row.debit, row.credit) == ("EUR", Money("3.50", "EUR"), Money("3.50", "EUR"))
    assert row.difference == Money(0, "EUR")
    call_command("trial_balance", "--accounts")
    assert "3.50" in capsys.readouterr().out


def test_the_first_commission_rule_that_matches_wins(at: datetime, kiln, loom) -> None:
    CommissionRule.objects.create(position=1, vendor=kiln, rate="0.05", valid_from="2020-01-01")

    found = selectors.commissions({kiln.pk, loom.pk}, market="DE", on=at.date())

    assert found[kiln.pk].rate == Decimal("0.05")
    assert found[loom.pk].rate == Decimal("0.10")
