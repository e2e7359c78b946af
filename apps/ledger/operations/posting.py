"""Ledger · posting · public schema. The only writer of journals."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from apps.common.ids import new_id
from apps.common.prepared import execute
from apps.common.remember import Remembered
from apps.common.transactions import transaction_required
from apps.ledger import rules
from apps.ledger.types import Entry

_opened: Remembered[int] = Remembered(seconds=3600, most=20_000)

# Finds the accounts and opens those that are missing; one that another transaction opens meanwhile is not returned.
_ACCOUNTS = """
    WITH wanted AS (
        SELECT * FROM unnest(%(codes)s::text[], %(currencies)s::text[], %(vendors)s::bigint[], %(details)s::text[])
            AS w(code, currency, vendor_id, detail)
    ), known AS (
        SELECT a.id, a.code, a.currency, a.vendor_id, a.detail FROM ledger_account a JOIN wanted w
            ON a.code = w.code AND a.currency = w.currency AND a.detail = w.detail
            AND a.vendor_id IS NOT DISTINCT FROM w.vendor_id
    ), opened AS (
        INSERT INTO ledger_account (code, currency, vendor_id, detail)
        SELECT w.code, w.currency, w.vendor_id, w.detail FROM wanted w
        WHERE NOT EXISTS (
            SELECT 1 FROM known k WHERE k.code = w.code AND k.currency = w.currency AND k.detail = w.detail
                AND k.vendor_id IS NOT DISTINCT FROM w.vendor_id
        )
        ON CONFLICT DO NOTHING
        RETURNING id, code, currency, vendor_id, detail
    )
    SELECT * FROM known UNION ALL SELECT * FROM opened
"""

_POST = """
    WITH journal AS (
        INSERT INTO ledger_journal (public_id, kind, idempotency_key, purchase_id, memo, occurred_at, posted_at)
        VALUES (%(public_id)s, %(kind)s, %(key)s, %(purchase)s, %(memo)s, %(at)s, %(at)s)
        ON CONFLICT (idempotency_key) DO NOTHING
        RETURNING id
    ), legs AS (
        INSERT INTO ledger_posting (journal_id, account_id, currency, amount)
        SELECT journal.id, leg.account_id, leg.currency, leg.amount
        FROM journal, unnest(%(accounts)s::bigint[], %(currencies)s::text[], %(amounts)s::bigint[])
            AS leg(account_id, currency, amount)
    )
    SELECT id FROM journal
"""

# Journals of many entries at once, then their legs, which name them by their place in the list.
_POST_JOURNALS = """
    INSERT INTO ledger_journal (public_id, kind, idempotency_key, purchase_id, memo, occurred_at, posted_at)
    SELECT j.*, %(at)s FROM unnest(%(ids)s::uuid[], %(kinds)s::text[], %(keys)s::text[], %(purchases)s::uuid[],
        %(memos)s::text[], %(occurred)s::timestamptz[]) AS j
    ON CONFLICT (idempotency_key) DO NOTHING
    RETURNING idempotency_key, id
"""
_POST_LEGS = """
    INSERT INTO ledger_posting (journal_id, account_id, currency, amount)
    SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[])
"""


@transaction_required
def post(entry: Entry, *, at: datetime) -> UUID:
    """Write one money fact as a balanced journal; its public id. The same key posts once.

    `at` is when the fact happened, aware UTC. Legs on the same account are added,
    legs of zero are left out.

    Raises:
        Unbalanced: debits and credits differ in a currency. Nothing is written.
        NothingToPost: every amount is zero.
    """
    amounts = rules.postings_of(entry)
    accounts = _accounts(amounts)
    public_id = new_id()
    with connection.cursor() as cursor:
        execute(
            cursor,
            _POST,
            {
                "public_id": str(public_id),
                "kind": entry.kind.value,
                "key": entry.idempotency_key,
                "purchase": str(entry.purchase_id) if entry.purchase_id else None,
                "memo": entry.memo,
                "at": at,
                "accounts": _array(accounts[key] for key in amounts),
                "currencies": _array(currency for _, currency, _, _ in amounts),
                "amounts": _array(amounts.values()),
            },
        )
        if cursor.fetchone() is None:
            cursor.execute("SELECT public_id FROM ledger_journal WHERE idempotency_key = %s", [entry.idempotency_key])
            (posted,) = cursor.fetchone()
            return UUID(str(posted))
    return public_id


@transaction_required
def post_many(entries: Sequence[tuple[Entry, datetime]], *, at: datetime) -> int:
    """Write many money facts, each with the instant at which it happened; how many were new. Four statements.

    `at` is when they are entered into the books. Keys that were posted before are left out.

    Raises:
        Unbalanced, NothingToPost: as `post` does, for the first that is wrong. Nothing is written.
    """
    amounts = {entry.idempotency_key: rules.postings_of(entry) for entry, _ in entries}
    if not amounts:
        return 0
    accounts = _accounts({key for legs in amounts.values() for key in legs})
    with connection.cursor() as cursor:
        cursor.execute(
            _POST_JOURNALS,
            {
                "ids": _array(new_id() for _ in entries),
                "kinds": _array(entry.kind.value for entry, _ in entries),
                "keys": [entry.idempotency_key for entry, _ in entries],
                "purchases": _array(entry.purchase_id or "NULL" for entry, _ in entries),
                "memos": [entry.memo for entry, _ in entries],
                "occurred": [occurred_at for _, occurred_at in entries],
                "at": at,
            },
        )
        journals: dict[str, int] = dict(cursor.fetchall())
        legs = [
            (journal, accounts[key], key[1], units)
            for posted, journal in journals.items()
            for key, units in amounts[posted].items()
        ]
        cursor.execute(_POST_LEGS, [_array(column) for column in zip(*legs, strict=True)] or ["{}"] * 4)
    return len(journals)


def _array(values: Iterable[object]) -> str:
    """Numbers, ids or codes as PostgreSQL writes an array, which nothing has to quote one by one; "NULL" is none."""
    return f"{{{','.join(map(str, values))}}}"


def _accounts(keys: Collection[rules.AccountKey]) -> dict[rules.AccountKey, int]:
    """The accounts' keys, opening those that are missing. Accounts stay for ever: committed ones are remembered."""
    database = connection.settings_dict["NAME"]
    known = {key: pk for key in keys if (pk := _opened.get((database, key))) is not None}
    if len(known) == len(keys):
        return known
    found = _found_or_opened(keys)
    transaction.on_commit(lambda: _remember(database, found))
    return found


def _remember(database: str, found: dict[rules.AccountKey, int]) -> None:
    for key, pk in found.items():
        _opened.put((database, key), pk)


def _found_or_opened(keys: Collection[rules.AccountKey]) -> dict[rules.AccountKey, int]:
    wanted = list(keys)
    found: dict[tuple[str, str, int | None, str], int] = {}
    while len(found) < len(wanted):
        with connection.cursor() as cursor:
            cursor.execute(
                _ACCOUNTS,
                {
                    "codes": [str(code) for code, _, _, _ in wanted],
                    "currencies": [currency for _, currency, _, _ in wanted],
                    "vendors": [vendor for _, _, vendor, _ in wanted],
                    "details": [detail for _, _, _, detail in wanted],
                },
            )
            found = {(code, currency, vendor, detail): pk for pk, code, currency, vendor, detail in cursor.fetchall()}
    return {key: found[str(key[0]), key[1], key[2], key[3]] for key in wanted}
