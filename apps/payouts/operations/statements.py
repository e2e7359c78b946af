"""Payouts · bank statements enter the books: each line has one journal, matched or in suspense · public schema."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from apps.common.money import from_minor, to_minor
from apps.common.sealing import seal
from apps.common.transactions import transaction_required

from ..errors import BadFile
from ..models import BankStatement, StatementLine
from ..rules.house import currency_of
from ..types import BreakReason, LineMatch, MatchCount, Statement
from .breaks import open_break
from .matching import known_of, match_line


@transaction_required
def import_statements(raw: bytes, *, at: datetime) -> MatchCount:
    """Take in a camt.053 file: how many lines were new, and how many of them found what they are. Twice is once.

    Raises:
        BadFile: it is no such file, does not add up, or is of an account that is not ours. Nothing is kept.
    """
    from ..bank import camt053

    counted = MatchCount(0, 0)
    for statement in camt053.read(raw):
        counted += import_statement(statement, at=at)
    return counted


@transaction_required
def import_statement(statement: Statement, *, at: datetime) -> MatchCount:
    """As `import_statements`, for one that was read.

    Raises:
        BadFile: the account is not ours, or in another currency than we think.
    """
    if currency_of(statement.iban, settings.BANK["iban_by_currency"]) != statement.currency:
        raise BadFile(
            field="file",
            problem=_("%(iban)s in %(currency)s is none of the marketplace's accounts."),
            iban=statement.iban,
            currency=statement.currency,
        )
    row, is_new = BankStatement.objects.get_or_create(
        account=statement.iban,
        statement_id=statement.statement_id,
        defaults={
            "currency": statement.currency,
            "opening": to_minor(statement.opening),
            "closing": to_minor(statement.closing),
            "until": statement.until,
            "imported_at": at,
        },
    )
    if is_new:
        _require_no_gap(row, at=at)
    known = set(
        StatementLine.objects.filter(
            account=statement.iban, entry_ref__in=[line.entry_ref for line in statement.lines]
        ).values_list("entry_ref", flat=True)
    )
    new = StatementLine.objects.bulk_create(
        StatementLine(
            statement=row,
            account=statement.iban,
            entry_ref=line.entry_ref,
            currency=statement.currency,
            amount=to_minor(line.amount),
            booked_on=line.booked_on,
            valued_on=line.valued_on,
            end_to_end=line.end_to_end[:64],
            reference=line.reference[:140],
            counterparty=line.counterparty[:140],
            sealed_account=seal(line.account) if line.account and line.amount.amount > 0 else "",
            code=line.code[:40],
            text=line.text[:200],
            returned=line.returned,
        )
        for line in statement.lines
        if line.entry_ref not in known and line.amount.amount
    )
    found = known_of(new)
    matched = [match_line(line, at=at, known=found) for line in new]
    return MatchCount(len(new), sum(match != LineMatch.NOTHING for match in matched))


def _require_no_gap(row: BankStatement, *, at: datetime) -> None:
    before = BankStatement.objects.filter(account=row.account, until__lte=row.until, pk__lt=row.pk).first()
    if before is not None and before.closing != row.opening:
        open_break(
            f"statement:{row.pk}",
            BreakReason.STATEMENT_GAP,
            from_minor(row.opening - before.closing, row.currency),
            detail=f"{before.statement_id} → {row.statement_id}",
            at=at,
        )
