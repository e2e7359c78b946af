"""Ledger · what accounts came to so far, so that nobody sums their whole history · public schema."""

from __future__ import annotations

import time
from datetime import datetime

from django.db import connection, transaction

# Whoever has taken a number for a posting holds this lock until it is over. So once those are over that hold it after
# the greatest number was seen, no posting with a lesser one can still appear.
_SEEN = "SELECT coalesce(max(id), 0) FROM ledger_posting"
_WRITERS = """
    SELECT virtualtransaction FROM pg_locks
    WHERE locktype = 'relation' AND relation = 'ledger_posting'::regclass AND mode = 'RowExclusiveLock'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_KEEP = """
    INSERT INTO ledger_checkpoint (account_id, up_to, balance, made_at)
    SELECT a.id, %(up_to)s, coalesce(c.balance, 0) + added.units, %(at)s
    FROM ledger_account a
    LEFT JOIN ledger_checkpoint c ON c.account_id = a.id
    CROSS JOIN LATERAL (
        SELECT sum(p.amount) AS units, count(*) AS count FROM ledger_posting p
        WHERE p.account_id = a.id AND p.id > coalesce(c.up_to, 0) AND p.id <= %(up_to)s
    ) added
    WHERE added.count > 0
    ON CONFLICT (account_id) DO UPDATE
    SET up_to = excluded.up_to, balance = excluded.balance, made_at = excluded.made_at
"""


def make_checkpoints(*, at: datetime, patience_s: int = 2) -> int:
    """Carry the checkpoints on to the postings that are there; how many moved. Opens its own transactions.

    None moves while a transaction that was posting at the beginning is still running after `patience_s`: what
    it posts could come before the checkpoint. The next run finds it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SEEN)
        (up_to,) = cursor.fetchone()
    if not up_to or not _settled(patience_s):
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        # Two runs at once would add the same postings twice.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger.checkpoints'))")
        cursor.execute(_KEEP, {"up_to": up_to, "at": at})
        return int(cursor.rowcount)


def _settled(patience_s: int) -> bool:
    """Whether all who are posting now are over within some seconds."""
    deadline = time.monotonic() + patience_s
    waited_for = _writers()
    while waited_for & _writers():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def _writers() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute(_WRITERS)
        return {transaction_id for (transaction_id,) in cursor.fetchall()}
