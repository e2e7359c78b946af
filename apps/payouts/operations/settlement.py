"""Payouts · providers' reports enter the books, and each of their lines is held against a journal · public schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from apps.common.money import from_minor, to_minor
from apps.common.transactions import transaction_required
from apps.ledger import entries
from apps.ledger import operations as ledger
from apps.ledger.types import Entry
from apps.payments import operations as payments
from apps.payments import selectors as payment_reads
from apps.payments.gateways.port import SettledKind, SettledLine
from apps.payments.types import OperationKind, OperationState

from ..models import Payout, SettlementLine, SettlementReport
from ..rules.reconciling import BANK_WINDOW, PROVIDER_WINDOW
from ..rules.settling import JOURNAL_OF, SIGN_OF, ReportedLine, Told, counterparts
from ..types import BreakReason, MatchCount, PayoutStatus
from .breaks import close_break, open_break
from .matching import match_again

LOOKED_BACK = timedelta(days=60)
WAITS_FOR_BANK = (SettledKind.PAYOUT, SettledKind.PAYOUT_FAILED)


@transaction_required
def record_report(gateway: str, day: date, lines: Sequence[SettledLine], *, at: datetime) -> MatchCount:
    """Take in a provider's report of a day: how many lines were new, and how many of all found their journal.

    Fees are posted as the report tells them. A refund that came back is given to
    the payments, which owe it again. The same report twice, longer, is no harm.
    """
    before = SettlementLine.objects.filter(gateway=gateway).count()
    SettlementLine.objects.bulk_create([_row(gateway, day, line) for line in lines], ignore_conflicts=True)
    SettlementReport.objects.update_or_create(
        gateway=gateway, day=day, defaults={"fetched_at": at, "line_count": len(lines)}
    )
    new = SettlementLine.objects.filter(gateway=gateway).count() - before
    taken = SettlementLine.objects.filter(gateway=gateway, day=day).exclude(fee=0)
    ledger.post_many([(_fee(row), at) for row in taken], at=at)
    return MatchCount(new, match_report(gateway, at=at))


@transaction_required
def match_report(gateway: str, *, at: datetime) -> int:
    """Hold every line of a provider that has none yet against the books; how many found their journal.

    What should be in the books by now and is not becomes a break; so does what
    differs. A break whose line finds its journal later closes by itself.
    """
    waiting = list(
        SettlementLine.objects.select_for_update()
        .filter(gateway=gateway, matched_at__isnull=True)
        .exclude(kind__in=WAITS_FOR_BANK)
        .order_by("pk")
    )
    if not waiting:
        return 0
    for row in waiting:
        if row.kind == SettledKind.REFUND_FAILED:
            payments.refund_bounced(gateway, key=row.our_reference, reference=row.reference, at=at)
    told = _told(gateway, since=min(row.occurred_at for row in waiting) - PROVIDER_WINDOW)
    reported = [
        ReportedLine(str(row.pk), row.kind, frozenset({row.reference, row.our_reference} - {""}), row.currency,
                     row.gross, row.occurred_at.date())
        for row in waiting
    ]  # fmt: skip
    found = counterparts(reported, told, window=PROVIDER_WINDOW)
    return sum(_hold_against(row, found.get(str(row.pk)), at=at) for row in waiting)


@transaction_required
def find_overdue(*, at: datetime) -> int:
    """Open breaks for what should have been reported or have reached the bank by now; how many are overdue."""
    overdue = 0
    for gateway, last in _reported_until().items():
        until = min(datetime.combine(last, datetime.min.time(), tzinfo=at.tzinfo), at) - PROVIDER_WINDOW
        for told in _told(gateway, since=until - LOOKED_BACK, until=until):
            amount = from_minor(told.amount, told.currency)
            detail = f"{gateway} {told.key}"
            open_break(f"books:{told.key}", BreakReason.NOT_AT_PROVIDER, amount, detail=detail, at=at)
            overdue += 1
    late = (at - BANK_WINDOW).date()
    for row in SettlementLine.objects.filter(kind=SettledKind.PAYOUT, matched_at__isnull=True, day__lt=late):
        detail = f"{row.gateway} {row.reference}"
        open_break(f"provider:{row.pk}", BreakReason.NOT_AT_BANK, -row.money, settlement_line=row, detail=detail, at=at)
        overdue += 1
    for payout in Payout.objects.filter(status=PayoutStatus.SENT, sent_at__lt=at - BANK_WINDOW):
        open_break(f"payout:{payout.pk}", BreakReason.NOT_AT_BANK, payout.paid, detail=payout.reference, at=at)
        overdue += 1
    return overdue


@transaction_required
def reconcile(*, at: datetime) -> int:
    """Try everything that is open once more, and find what is overdue; how many lines found their counterpart."""
    gateways = SettlementLine.objects.filter(matched_at__isnull=True).order_by().values_list("gateway", flat=True)
    found = sum(match_report(gateway, at=at) for gateway in sorted(set(gateways)))
    found += match_again(at=at)
    find_overdue(at=at)
    return found


def _hold_against(row: SettlementLine, told: Told | None, *, at: datetime) -> bool:
    subject = f"provider:{row.pk}"
    if row.kind == SettledKind.FEE:
        entry = entries.provider_fee(_key(row), -row.money, gateway=row.gateway, memo=row.reference)
        ledger.post(entry, at=at)
        journal = entry.idempotency_key
    elif told is None:
        detail = f"{row.gateway} {row.kind} {row.reference}"
        open_break(subject, BreakReason.NOT_IN_BOOKS, row.money, settlement_line=row, detail=detail, at=at)
        return False
    elif told.amount != row.gross:
        detail = f"{row.gateway} {row.reference}: {told.key}"
        open_break(subject, BreakReason.AMOUNT_DIFFERS, row.money, settlement_line=row, detail=detail, at=at)
        return False
    else:
        journal = told.key
        close_break(f"books:{journal}", note="reported", at=at)
    row.matched_at, row.journal_key = at, journal
    row.save(update_fields=["matched_at", "journal_key"])
    close_break(subject, note="matched", at=at)
    return True


def _told(gateway: str, *, since: datetime, until: datetime | None = None) -> list[Told]:
    """What the books say of a provider within that time and no line has been held against yet."""
    rows = payment_reads.operations().filter(
        attempt__gateway=gateway, state=OperationState.SUCCEEDED, kind__in=list(JOURNAL_OF), resolved_at__gte=since
    )
    if until is not None:
        rows = rows.filter(resolved_at__lt=until)
    told = [_of(one) for one in rows]
    taken = set(
        SettlementLine.objects.filter(journal_key__in=[one.key for one in told]).values_list("journal_key", flat=True)
    )
    return [one for one in told if one.key not in taken]


def _of(operation: Any) -> Told:
    kind = OperationKind(operation.kind)
    names = {operation.idempotency_key, operation.reference}
    if kind is OperationKind.CAPTURE:
        names |= {operation.attempt.payment_reference, str(operation.attempt.intent.public_id)}
    return Told(
        key=f"{JOURNAL_OF[kind]}:{operation.public_id}",
        kind=kind.value,
        references=frozenset(names - {""}),
        currency=operation.currency,
        amount=SIGN_OF[kind] * operation.amount,
        day=operation.resolved_at.date(),
    )


def _reported_until() -> dict[str, date]:
    rows = SettlementReport.objects.order_by("gateway", "day").values_list("gateway", "day")
    return dict(rows)


def _fee(row: SettlementLine) -> Entry:
    fee = from_minor(row.fee, row.currency)
    return entries.provider_fee(_key(row), fee, gateway=row.gateway, memo=row.reference)


def _key(row: SettlementLine) -> str:
    return f"{row.gateway}:{row.line_id}"[:100]


def _row(gateway: str, day: date, line: SettledLine) -> SettlementLine:
    return SettlementLine(
        gateway=gateway,
        line_id=line.line_id[:120],
        day=day,
        kind=line.kind.value,
        reference=line.reference[:120],
        our_reference=line.our_reference[:160],
        currency=line.gross.currency.code,
        gross=to_minor(line.gross),
        fee=to_minor(line.fee),
        occurred_at=line.occurred_at,
    )
