"""Payments · payments that were made before these books began · public schema.

No gateway is asked and nobody is told: the money has changed hands long ago.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Case, F, Value, When
from djmoney.money import Money

from apps.common.copying import copy_rows
from apps.common.ids import new_id
from apps.common.money import to_minor
from apps.common.transactions import transaction_required
from apps.ledger import operations as ledger
from apps.ledger.types import AccountCode, Entry, JournalKind, Leg
from apps.payments.models import Intent
from apps.payments.types import IntentStatus

GATEWAY = "history"


@dataclass(frozen=True)
class PastPayment:
    """A purchase's whole amount, paid at an instant."""

    session_id: UUID
    purchase_id: UUID
    amount: Money
    paid_at: datetime


@dataclass(frozen=True)
class PastRefund:
    """Money of a past payment that went back to the buyer. The same key is recorded once."""

    intent_id: UUID
    purchase_id: UUID
    key: str
    amount: Money
    refunded_at: datetime


@transaction_required
def record_past_payments(paid: Sequence[PastPayment], *, at: datetime) -> dict[UUID, UUID]:
    """Captured intents with their postings; the intent of each session. Six statements, however many."""
    intents = {one.session_id: new_id() for one in paid}
    copy_rows(
        Intent,
        ("public_id", "session_id", "idempotency_key", "status", "gateway", "currency", "amount", "authorised",
         "captured", "voided", "refunded", "problem", "purchase_id", "version", "created_at", "updated_at"),
        (
            (intents[one.session_id], one.session_id, f"past:{one.session_id}", IntentStatus.CAPTURED.value, GATEWAY,
             one.amount.currency.code, units, units, units, 0, 0, "", one.purchase_id, 1, one.paid_at, one.paid_at)
            for one in paid
            for units in (to_minor(one.amount),)
        ),
    )  # fmt: skip
    ledger.post_many(
        [
            (_cash(JournalKind.CAPTURE, f"capture:past:{one.session_id}", one.amount, one.purchase_id), one.paid_at)
            for one in paid
        ],
        at=at,
    )
    return intents


@transaction_required
def record_past_refunds(refunds: Sequence[PastRefund], *, at: datetime) -> None:
    """Add refunds to past payments, with their postings.

    Raises:
        IntegrityError: more would go back than was paid. Nothing is written.
    """
    if not refunds:
        return
    units: dict[UUID, int] = {}
    for one in refunds:
        units[one.intent_id] = units.get(one.intent_id, 0) + to_minor(one.amount)
    more = Case(*(When(public_id=intent, then=Value(added)) for intent, added in units.items()))
    Intent.objects.filter(public_id__in=units).update(
        refunded=F("refunded") + more, version=F("version") + 1, updated_at=at
    )
    ledger.post_many(
        [
            (_cash(JournalKind.REFUND, f"refund:past:{one.key}", -one.amount, one.purchase_id), one.refunded_at)
            for one in refunds
        ],
        at=at,
    )


def _cash(kind: JournalKind, key: str, amount: Money, purchase_id: UUID) -> Entry:
    legs = (Leg(AccountCode.PSP_CLEARING, amount, detail=GATEWAY), Leg(AccountCode.BUYER_RECEIVABLE, -amount))
    return Entry(kind, key, legs, purchase_id, "paid before these books began")
