"""Ledger · balances, from checkpoints and the postings after them, and the trial balance · public schema."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import Q, Sum
from django.db.models.functions import Coalesce
from djmoney.money import Money

from apps.common.money import from_minor
from apps.ledger.models import Posting
from apps.ledger.types import AccountBalance, AccountCode, CheckpointFault, TrialRow

# What a checkpoint knows of an account, and the postings that came after it.
_STANDS = """
    coalesce(c.balance, 0) + coalesce((
        SELECT sum(p.amount) FROM ledger_posting p WHERE p.account_id = a.id AND p.id > coalesce(c.up_to, 0)
    ), 0)
"""
_BALANCE = f"""
    SELECT coalesce(sum({_STANDS}), 0) FROM ledger_account a LEFT JOIN ledger_checkpoint c ON c.account_id = a.id
    WHERE a.code = %s AND a.currency = %s AND a.vendor_id IS NOT DISTINCT FROM %s
"""  # noqa: S608
_STANDING = f"""
    SELECT {_STANDS} FROM ledger_account a LEFT JOIN ledger_checkpoint c ON c.account_id = a.id WHERE a.id = %s
"""  # noqa: S608
_BALANCES = f"""
    SELECT a.code, a.vendor_id, v.name, a.detail, {_STANDS}, a.currency
    FROM ledger_account a
    LEFT JOIN ledger_checkpoint c ON c.account_id = a.id
    LEFT JOIN vendors_vendor v ON v.id = a.vendor_id
    WHERE %(vendor)s::bigint IS NULL OR a.vendor_id = %(vendor)s::bigint
    ORDER BY a.code, a.currency, a.vendor_id NULLS FIRST, a.detail
"""  # noqa: S608
_FAULTS = """
    SELECT a.code, a.currency, a.vendor_id, a.detail, c.balance, sums.units
    FROM ledger_checkpoint c JOIN ledger_account a ON a.id = c.account_id
    CROSS JOIN LATERAL (
        SELECT coalesce(sum(p.amount), 0) AS units FROM ledger_posting p WHERE p.account_id = a.id AND p.id <= c.up_to
    ) sums
    WHERE sums.units <> c.balance
    ORDER BY a.code, a.currency, a.id
"""


def trial_balance() -> list[TrialRow]:
    """All debits against all credits, by currency, from the postings themselves."""
    rows = (
        Posting.objects.values("currency")
        .annotate(
            debit=Coalesce(Sum("amount", filter=Q(amount__gt=0)), 0),
            credit=Coalesce(Sum("amount", filter=Q(amount__lt=0)), 0),
        )
        .order_by("currency")
    )
    return [
        TrialRow(
            row["currency"],
            from_minor(int(row["debit"]), row["currency"]),
            from_minor(-int(row["credit"]), row["currency"]),
        )
        for row in rows
    ]


def balance(code: AccountCode, currency: str, vendor_id: int | None = None) -> Money:
    """What stands on an account, all its details together; debit is positive. One query, however old the account."""
    ((units,),) = _rows(_BALANCE, [code.value, currency, vendor_id])
    return from_minor(int(units), currency)


def standing(account_id: int, currency: str) -> Money:
    """What stands on one account of the chart, in its currency."""
    ((units,),) = _rows(_STANDING, [account_id])
    return from_minor(int(units), currency)


def balances(*, vendor_id: int | None = None) -> list[AccountBalance]:
    """What stands on every account, in the order of the chart; on one vendor's alone where it is named."""
    return [
        AccountBalance(AccountCode(code), vendor, name or "", detail, from_minor(int(units), currency))
        for code, vendor, name, detail, units, currency in _rows(_BALANCES, {"vendor": vendor_id})
    ]


def checkpoint_faults() -> list[CheckpointFault]:
    """The checkpoints that do not say what the postings before them come to. Reads the whole history."""
    return [
        CheckpointFault(AccountCode(code), vendor, detail, from_minor(kept, currency), from_minor(int(sums), currency))
        for code, currency, vendor, detail, kept, sums in _rows(_FAULTS, [])
    ]


def _rows(statement: str, values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
