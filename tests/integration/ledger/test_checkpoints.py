"""Ledger · a balance from a checkpoint and what came after it is the sum of all postings, whoever posts meanwhile."""

from __future__ import annotations

from datetime import datetime
from io import StringIO
from typing import Any

import psycopg2
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from djmoney.money import Money

from apps.ledger import entries, operations, selectors
from apps.ledger.models import Checkpoint, Posting
from apps.ledger.types import AccountCode

TEN = Money("10.00", "EUR")


def post(key: str, at: datetime) -> None:
    with transaction.atomic():
        operations.post(entries.captured(key, TEN, gateway="stripe"), at=at)


def clearing() -> Money:
    return selectors.balance(AccountCode.PSP_CLEARING, "EUR")


def test_a_balance_reads_only_what_came_after_its_checkpoint(own_database: str, at: datetime) -> None:
    for number in range(3):
        post(str(number), at)
    assert operations.make_checkpoints(at=at) == 2
    assert clearing() == TEN * 3
    post("later", at)

    assert clearing() == TEN * 4
    assert [found.balance for found in selectors.balances()] == [TEN * -4, TEN * 4]
    assert operations.make_checkpoints(at=at) == 2
    assert operations.make_checkpoints(at=at) == 0
    assert Checkpoint.objects.get(account__code="psp_clearing").balance == 4000
    with connection.cursor() as cursor:
        cursor.execute("UPDATE ledger_checkpoint SET balance = balance + 500")
    assert clearing() == TEN * 4 + Money("5.00", "EUR")


def test_what_was_posted_first_and_commits_last_is_in_the_balance(own_database: str, at: datetime) -> None:
    """Ids are given out before the commit: a checkpoint must not pass one that is still on its way."""
    post("seen", at)
    late = psycopg2.connect(settings.DATABASE_OWNER_URL.rpartition("/")[0] + f"/{own_database}")
    with late.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ledger_journal (public_id, kind, idempotency_key, memo, occurred_at, posted_at)"
            " VALUES (gen_random_uuid(), 'capture', 'capture:late', '', now(), now()) RETURNING id"
        )
        (journal,) = cursor.fetchone()
        for account, units in Posting.objects.values_list("account_id", "amount"):
            cursor.execute(
                "INSERT INTO ledger_posting (journal_id, account_id, currency, amount) VALUES (%s, %s, 'EUR', %s)",
                [journal, account, units],
            )
        post("behind it", at)

        assert operations.make_checkpoints(at=at, patience_s=0) == 0
        assert not Checkpoint.objects.exists()
    late.commit()
    late.close()

    assert operations.make_checkpoints(at=at) == 2
    assert clearing() == TEN * 3
    assert selectors.checkpoint_faults() == []


def test_the_trial_balance_command_finds_a_wrong_checkpoint(own_database: str, at: datetime) -> None:
    post("one", at)
    operations.make_checkpoints(at=at)
    told: Any = StringIO()
    call_command("trial_balance", "--checkpoints", stdout=told)
    assert "Every checkpoint says what the postings come to." in told.getvalue()

    Checkpoint.objects.filter(account__code="psp_clearing").update(balance=999)
    refused: Any = StringIO()
    with pytest.raises(SystemExit):
        call_command("trial_balance", "--checkpoints", stdout=told, stderr=refused)
    assert "Checkpoints are wrong" in refused.getvalue()
