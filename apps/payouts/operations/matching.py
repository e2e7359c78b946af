"""Payouts · what a line of a bank statement is: a payout, one that came back, a transfer, a provider's payout.

Each line has one journal that moves the bank's account as the line says. What
nobody knows goes to suspense, with a break; once it is known that is taken back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Func, TextField, Value

from apps.common.transactions import transaction_required
from apps.ledger import entries
from apps.ledger import operations as ledger
from apps.ledger.types import AccountCode, Entry, Leg
from apps.payments import operations as payments
from apps.payments import selectors as payment_reads
from apps.payments.gateways.bank_reference import references_in

from ..models import Payout, SettlementLine, StatementLine, TransferBack
from ..rules import states
from ..rules.house import account_code
from ..rules.reconciling import BANK_WINDOW, Wanted, find
from ..types import BreakReason, LineMatch, PayoutStatus, TransferStatus
from . import outcomes
from .breaks import close_break, open_break

BANK = "bank"  # the gateway of buyers' transfers


@dataclass(frozen=True)
class Known:
    """What is known of many lines at once: which creditor reference was given out for which payment."""

    intents: Mapping[str, UUID]


def known_of(lines: Sequence[StatementLine]) -> Known:
    """What is known of these lines; one query."""
    written = {reference for line in lines if line.amount > 0 for reference in _references(line)}
    if not written:
        return Known({})
    given_out = Func(F("reference"), Value(":"), Value(1), function="split_part", output_field=TextField())
    rows = payment_reads.attempts().filter(gateway=BANK).annotate(creditor=given_out).filter(creditor__in=written)
    return Known(dict(rows.values_list("creditor", "intent__public_id")))


@transaction_required
def match_line(line: StatementLine, *, at: datetime, known: Known | None = None) -> LineMatch:
    """Find out what a line is and post it, or put it in suspense with a break. A line that is matched stays so."""
    if line.match:
        return LineMatch(line.match)
    known = known if known is not None else known_of([line])
    for attempt in (_payout, _transfer, _provider, _refund):
        found = attempt(line, known, at=at)
        if found is not None:
            return _matched(line, *found, at=at)
    suspend(line, at=at)
    return LineMatch.NOTHING


@transaction_required
def match_again(*, at: datetime, limit: int = 2000) -> int:
    """Try once more what is in suspense, since reports and payouts may have come meanwhile; how many were found."""
    waiting = list(StatementLine.objects.select_for_update().filter(match="").order_by("pk")[:limit])
    known = known_of(waiting)
    return sum(match_line(line, at=at, known=known) != LineMatch.NOTHING for line in waiting)


def subject_of(line: StatementLine) -> str:
    """What a break of this line is called."""
    return f"bank:{line.pk}"


def suspend(line: StatementLine, *, at: datetime) -> None:
    """Book a line that nobody knows against suspense, and open a break. Twice is once."""
    if line.is_suspended:
        return
    ledger.post(_suspense(line, sign=1), at=at)
    line.is_suspended = True
    line.save(update_fields=["is_suspended"])
    reason = BreakReason.UNKNOWN_CREDIT if line.amount > 0 else BreakReason.UNKNOWN_DEBIT
    detail = " ".join(filter(None, (line.counterparty, line.reference, line.end_to_end)))
    open_break(subject_of(line), reason, line.money, line=line, detail=detail, at=at)


def take_out_of_suspense(line: StatementLine, *, at: datetime) -> None:
    """Undo `suspend`, where it was done, because it is known now what the line is."""
    if not line.is_suspended:
        return
    ledger.post(_suspense(line, sign=-1), at=at)
    line.is_suspended = False
    line.save(update_fields=["is_suspended"])
    close_break(subject_of(line), note="matched", at=at)


def _suspense(line: StatementLine, *, sign: int) -> Entry:
    key = f"bank:{line.pk}" if sign > 0 else f"bank:{line.pk}:known"
    debit = Leg(AccountCode.CASH, line.money * sign, detail=account_code(line.currency))
    return entries.adjustment(key, debit, AccountCode.SUSPENSE, memo=line.entry_ref)


def _matched(line: StatementLine, match: LineMatch, to: str, *, at: datetime) -> LineMatch:
    line.match, line.matched_to, line.matched_at = match, to[:64], at
    line.save(update_fields=["match", "matched_to", "matched_at"])
    return match


# --- what a line can be: each finds it and posts it, or gives None -----------------------


def _payout(line: StatementLine, known: Known, *, at: datetime) -> tuple[LineMatch, str] | None:
    comes_back = line.amount > 0
    open_states = (PayoutStatus.SENT, PayoutStatus.PAID) if comes_back else states.UNDER_WAY
    rows = Payout.objects.select_for_update().filter(status__in=open_states, paid_currency=line.currency)
    named = rows.filter(reference=line.end_to_end).first() if line.end_to_end else None
    if comes_back:
        if named is None or named.paid_amount != line.amount:
            return None
        take_out_of_suspense(line, at=at)
        outcomes.give_back(named, reason=line.text or line.code, at=at)
        return LineMatch.PAYOUT_RETURNED, named.reference
    if named is None:
        named = _payout_by_amount(line)
    if named is None or named.paid_amount != -line.amount:
        return None
    take_out_of_suspense(line, at=at)
    outcomes.pay(named, at=at)
    return LineMatch.PAYOUT, named.reference


def _payout_by_amount(line: StatementLine) -> Payout | None:
    if line.end_to_end:
        return None
    rows = Payout.objects.select_for_update().filter(
        status=PayoutStatus.SENT, paid_currency=line.currency, paid_amount=-line.amount, sent_at__isnull=False
    )
    by_key = {str(row.pk): row for row in rows}
    wanted = [
        Wanted(key, frozenset(), line.currency, -line.amount, row.sent_at.date())
        for key, row in by_key.items()
        if row.sent_at
    ]
    found = find(
        wanted, reference="", currency=line.currency, amount=-line.amount, day=line.booked_on, window=BANK_WINDOW
    )
    return by_key[found.key] if found else None


def _transfer(line: StatementLine, known: Known, *, at: datetime) -> tuple[LineMatch, str] | None:
    """A buyer's transfer, known by a reference that we gave out."""
    if line.amount <= 0:
        return None
    for reference in _references(line):
        intent_id = known.intents.get(reference)
        if intent_id is None:
            continue
        take_out_of_suspense(line, at=at)
        _settle(line, BANK, f"bank:{line.pk}", at=at)
        payments.note_credit(BANK, event_id=f"line:{line.pk}", intent_id=intent_id, amount=line.money, at=at)
        return LineMatch.PAYMENT, reference
    return None


def _references(line: StatementLine) -> list[str]:
    return references_in(f"{line.reference} {line.text} {line.end_to_end}")


def _provider(line: StatementLine, known: Known, *, at: datetime) -> tuple[LineMatch, str] | None:
    rows = SettlementLine.objects.select_for_update().filter(
        kind__in=["payout", "payout_failed"], matched_at__isnull=True, currency=line.currency, gross=-line.amount
    )
    by_key = {str(row.pk): row for row in rows}
    wanted = [Wanted(key, frozenset({row.reference}), row.currency, -row.gross, row.day) for key, row in by_key.items()]
    words = {line.end_to_end, *line.reference.split()}
    reference = next((row.reference for row in by_key.values() if row.reference and row.reference in words), "")
    found = find(
        wanted,
        reference=reference,
        currency=line.currency,
        amount=line.amount,
        day=line.booked_on,
        window=BANK_WINDOW,
    )
    if found is None:
        return None
    take_out_of_suspense(line, at=at)
    row = by_key[found.key]
    _settle(line, row.gateway, f"{row.gateway}:{row.line_id}", at=at)
    row.matched_at, row.journal_key = at, f"settlement:{row.gateway}:{row.line_id}"
    row.save(update_fields=["matched_at", "journal_key"])
    close_break(f"provider:{row.pk}", note="matched", at=at)
    return LineMatch.PROVIDER, f"{row.gateway} {row.reference}"


def _refund(line: StatementLine, known: Known, *, at: datetime) -> tuple[LineMatch, str] | None:
    """Money that we sent back to a buyer, known by the order's id, or that came back from there."""
    if not line.end_to_end:
        return None
    orders = TransferBack.objects.filter(order=line.end_to_end, currency=line.currency, amount=abs(line.amount))
    order = orders.exclude(status=TransferStatus.FAILED).first()
    if order is None:
        return None
    take_out_of_suspense(line, at=at)
    _settle(line, BANK, f"bank:{line.pk}", at=at)
    order.status, order.settled_at = TransferStatus.DONE, at
    if line.amount > 0:
        order.status, order.problem = TransferStatus.FAILED, (line.text or line.code)[:200]
        payments.refund_bounced(BANK, key=order.key, reference=order.order, at=at)
    order.save(update_fields=["status", "settled_at", "problem"])
    return LineMatch.REFUND, order.order


def _settle(line: StatementLine, gateway: str, key: str, *, at: datetime) -> None:
    entry = entries.settled(key, line.money, gateway=gateway, bank=account_code(line.currency), memo=line.entry_ref)
    ledger.post(entry, at=at)
