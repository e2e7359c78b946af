"""Risk · what follows from others' news · public schema."""

from __future__ import annotations

from uuid import UUID

from apps.common.clock import now
from apps.outbox.registry import subscribe
from apps.outbox.types import OutboxRecord
from apps.payments import selectors as payments

from . import operations, selectors
from .types import SignalOutcome


def register() -> None:
    """Listen to purchases, to what becomes of payments, and to what is to be paid out."""
    subscribe("checkout.purchase_completed", judge, name="risk.judge")
    subscribe("payments.failed", note_decline, name="risk.note_decline")
    subscribe("payments.refunded", note_refund, name="risk.note_refund")
    subscribe("payments.disputed", note_dispute, name="risk.note_dispute")
    subscribe("payouts.drafted", judge_payout, name="risk.judge_payout")


def judge(record: OutboxRecord) -> None:
    """A purchase stands and its money is promised: clear it for capture, or hold it for a person."""
    intent_id = UUID(record.payload["intent_id"])
    operations.judge_payment(
        intent_id, purchase_id=UUID(record.payload["purchase_id"]), card=selectors.card_of(intent_id), at=now()
    )


def note_decline(record: OutboxRecord) -> None:
    """A card was declined, or the buyer gave up: the former counts."""
    if record.payload.get("problem") not in ("", "closed", "cancelled", "expired", None):
        intent_id = UUID(record.payload["intent_id"])
        operations.note_decline(intent_id, card=selectors.card_of(intent_id), at=now())


def note_refund(record: OutboxRecord) -> None:
    """Most of a payment was given back."""
    intent_id = UUID(record.payload["intent_id"])
    view = payments.intent(intent_id)
    if view.captured.amount and view.refunded * 2 >= view.captured:
        operations.note_given_back(intent_id, outcome=SignalOutcome.REFUNDED, at=now())


def note_dispute(record: OutboxRecord) -> None:
    """A buyer contests a payment at the bank."""
    operations.note_given_back(UUID(record.payload["intent_id"]), outcome=SignalOutcome.DISPUTED, at=now())


def judge_payout(record: OutboxRecord) -> None:
    """Something is due to a vendor: look at it before two people let it go."""
    operations.judge_payout(UUID(record.payload["payout_id"]), at=now())
