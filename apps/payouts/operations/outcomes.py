"""Payouts · what became of a payment at the bank · public schema."""

from __future__ import annotations

from datetime import datetime

from apps.common.transactions import transaction_required
from apps.ledger import entries
from apps.ledger import operations as ledger
from apps.outbox import operations as outbox

from .. import events
from ..models import Payout
from ..rules import states
from ..rules.house import account_code
from ..types import PayoutStatus
from .breaks import close_break


@transaction_required
def pay(payout: Payout, *, at: datetime) -> None:
    """The bank has carried a locked payout out: the money has left our account.

    Raises:
        InvalidTransition: it cannot be paid from where it stands.
    """
    _move(payout, "pay", at=at)
    entry = entries.payout_paid(
        payout.public_id,
        payout.paid,
        vendor_id=payout.vendor_id,
        bank=account_code(payout.paid_currency),
        memo=payout.reference,
    )
    ledger.post(entry, at=at)
    outbox.emit(events.PayoutPaid(vendor_id=payout.vendor_id, payout_id=payout.public_id), at=at)


@transaction_required
def fail(payout: Payout, *, reason: str, at: datetime) -> None:
    """The bank refuses a locked payout before any money has left: the balance is open again.

    Raises:
        InvalidTransition: it is paid, or was never approved.
    """
    _move(payout, "fail", at=at, problem=reason)
    _reopen(payout, bank="", at=at)


@transaction_required
def give_back(payout: Payout, *, reason: str, at: datetime) -> None:
    """The receiving bank has returned a locked payout, after it was paid or before we knew: the balance is open again.

    Raises:
        InvalidTransition: it was never sent.
    """
    if payout.status == PayoutStatus.SENT:
        pay(payout, at=at)
    _move(payout, "return", at=at, problem=reason)
    _reopen(payout, bank=account_code(payout.paid_currency), at=at)


def _move(payout: Payout, event: str, *, at: datetime, problem: str = "") -> None:
    payout.status = states.PAYOUT.next(PayoutStatus(payout.status), event)
    payout.problem = problem[:200]
    payout.settled_at = at
    payout.save(update_fields=["status", "problem", "settled_at"])
    close_break(f"payout:{payout.pk}", note=payout.status, at=at)


def _reopen(payout: Payout, *, bank: str, at: datetime) -> None:
    """The vendor is owed again what it was: the posting is due at once, in the next payout."""
    sent = payout.paid if payout.paid_currency != payout.currency else None
    entry = entries.payout_returned(
        payout.public_id, payout.money, vendor_id=payout.vendor_id, sent=sent, bank=bank, memo=payout.reference
    )
    ledger.post(entry, at=at)
    failed = events.PayoutFailed(vendor_id=payout.vendor_id, payout_id=payout.public_id, reason=payout.problem)
    outbox.emit(failed, at=at)
