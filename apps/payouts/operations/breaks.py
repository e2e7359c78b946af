"""Payouts · differences between books, providers and banks: opened, owned, resolved · public schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.errors import InvalidInput
from apps.common.money import to_minor
from apps.common.transactions import transaction_required
from apps.ledger import entries
from apps.ledger import operations as ledger
from apps.ledger.types import AccountCode, Leg

from ..errors import AlreadyResolved, PayoutUnknown, SecondPersonNeeded
from ..models import Break, SettlementLine, StatementLine
from ..types import BreakReason, BreakStatus, LineMatch

IN_SUSPENSE = (BreakReason.UNKNOWN_CREDIT, BreakReason.UNKNOWN_DEBIT)
ADJUSTABLE = (
    AccountCode.PSP_FEES, AccountCode.PSP_CLEARING, AccountCode.GOODWILL, AccountCode.CHARGEBACK_LOSS,
    AccountCode.FX_GAIN_LOSS, AccountCode.ROUNDING, AccountCode.BUYER_RECEIVABLE,
)  # fmt: skip


@transaction_required
def open_break(
    subject: str,
    reason: BreakReason,
    amount: Money,
    *,
    at: datetime,
    line: StatementLine | None = None,
    settlement_line: SettlementLine | None = None,
    detail: str = "",
) -> None:
    """Put a difference in the queue. One that is there keeps its age and owner; a resolved one stays resolved."""
    Break.objects.get_or_create(
        subject=subject,
        defaults={
            "reason": reason,
            "currency": amount.currency.code,
            "amount": to_minor(amount),
            "detail": detail[:200],
            "line": line,
            "settlement_line": settlement_line,
            "opened_at": at,
        },
    )


@transaction_required
def close_break(subject: str, *, note: str, at: datetime) -> None:
    """Take a difference out of the queue because both sides have been found; nothing where there is none."""
    Break.objects.filter(subject=subject).exclude(status=BreakStatus.RESOLVED).update(
        status=BreakStatus.RESOLVED, resolved_at=at, note=note
    )


@transaction_required
def assign(break_id: UUID, *, owner: int | None) -> None:
    """Say who looks into a difference.

    Raises:
        PayoutUnknown, AlreadyResolved: there is none, or nothing is left to look into.
    """
    row = _open(break_id)
    row.owner_id = owner
    row.save(update_fields=["owner"])


@transaction_required
def resolve(break_id: UUID, *, note: str, by: int, at: datetime) -> None:
    """Close a difference that needs no journal, with the reason.

    Raises:
        PayoutUnknown, AlreadyResolved: there is none, or it is closed.
        InvalidInput: money is in suspense, which only an adjustment takes out; or no reason is given.
    """
    row = _open(break_id)
    if row.reason in IN_SUSPENSE:
        raise InvalidInput(field="note", problem=_("This money is in suspense: propose an account to book it to."))
    row.note, row.made_by_id = _reason(note), by
    row.status, row.resolved_at = BreakStatus.RESOLVED, at
    row.save()


@transaction_required
def propose(break_id: UUID, *, account: str, note: str, by: int) -> None:
    """Propose to book what is in suspense to an account, for another person to approve.

    Raises:
        PayoutUnknown, AlreadyResolved: there is none, or it is closed.
        InvalidInput: nothing is in suspense, the account is none of those, or no reason is given.
    """
    row = _open(break_id)
    if row.reason not in IN_SUSPENSE:
        raise InvalidInput(field="account", problem=_("Nothing is in suspense for this one: resolve it with a note."))
    if account not in ADJUSTABLE:
        raise InvalidInput(field="account", problem=_("Choose one of the accounts in the list."))
    row.adjust_to, row.note, row.made_by_id = account, _reason(note), by
    row.status = BreakStatus.PROPOSED
    row.save()


@transaction_required
def decide(break_id: UUID, *, approve: bool, by: int, at: datetime) -> None:
    """Post a proposed adjustment, or send it back.

    Raises:
        PayoutUnknown, AlreadyResolved: there is none, or it is closed.
        InvalidInput: nothing is proposed.
        SecondPersonNeeded: `by` proposed it.
    """
    row = _open(break_id)
    if row.status != BreakStatus.PROPOSED:
        raise InvalidInput(field="account", problem=_("Nothing is proposed yet."))
    if row.made_by_id == by:
        raise SecondPersonNeeded()
    if not approve:
        row.status, row.adjust_to = BreakStatus.OPEN, ""
        row.save()
        return
    detail = "bank" if row.adjust_to in (AccountCode.PSP_FEES, AccountCode.PSP_CLEARING) else ""
    entry = entries.adjustment(
        f"break:{row.public_id}",
        Leg(AccountCode.SUSPENSE, row.money),
        AccountCode(row.adjust_to),
        detail=detail,
        memo=row.note[:200],
    )
    ledger.post(entry, at=at)
    row.checked_by_id, row.checked_at = by, at
    row.status, row.resolved_at = BreakStatus.RESOLVED, at
    row.save()
    if row.line is not None:
        row.line.match, row.line.matched_to, row.line.matched_at = LineMatch.MANUAL, row.adjust_to, at
        row.line.is_suspended = False
        row.line.save(update_fields=["match", "matched_to", "matched_at", "is_suspended"])


def _open(break_id: UUID) -> Break:
    row = Break.objects.select_for_update(of=("self",)).select_related("line").filter(public_id=break_id).first()
    if row is None:
        raise PayoutUnknown()
    if row.status == BreakStatus.RESOLVED:
        raise AlreadyResolved()
    return row


def _reason(note: str) -> str:
    text = " ".join(note.split())
    if not text:
        raise InvalidInput(field="note", problem=_("Write down why."))
    return text[:400]
