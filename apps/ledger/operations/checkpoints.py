"""Ledger · what accounts came to so far, so that nobody sums their whole history · public schema."""

from __future__ import annotations

import time
from datetime import datetime

from django.db import connection, transaction

# Every posting with an id up to the greatest one that is seen has its number from a transaction that was begun
# before the next number of a transaction: when all of those are over, none of the ids up to it can still appear.
_SEEN = "SELECT coalesce(max(id), 0), pg_snapshot_xmax(pg_current_snapshot())::text FROM ledger_posting"
_IS_SETTLED = "SELECT pg_snapshot_xmin(pg_current_snapshot()) >= %s::xid8"
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

    None moves while a transaction that was running at the beginning is still running after `patience_s`: what
    it posts could come before the checkpoint. The next run finds it.
    """
    with connection.cursor() as cursor:
        cursor.execute(_SEEN)
        up_to, ends = cursor.fetchone()
    if not up_to or not _settled(ends, patience_s):
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        # Two runs at once would add the same postings twice.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('ledger.checkpoints'))")
        cursor.execute(_KEEP, {"up_to": up_to, "at": at})
        return int(cursor.rowcount)


def _settled(ends: str, patience_s: int) -> bool:
    deadline = time.monotonic() + patience_s
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_IS_SETTLED, [ends])
            if cursor.fetchone()[0]:
                return True
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
