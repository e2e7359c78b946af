"""Payments · gateways · what Stripe's objects say, in our words: pure."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from apps.common.money import zero

from .port import (
    CardFacts,
    DisputeStatus,
    RemoteDispute,
    RemotePayment,
    RemoteStatus,
    SettledKind,
    SettledLine,
)
from .stripe_amounts import from_stripe

_STATUS = {
    "requires_capture": RemoteStatus.AUTHORISED,
    "succeeded": RemoteStatus.CAPTURED,
    "canceled": RemoteStatus.RELEASED,
}

# Source: Stripe documentation, "Reporting categories".
_SETTLED = {
    "charge": SettledKind.PAYMENT,
    "refund": SettledKind.REFUND,
    "refund_failure": SettledKind.REFUND_FAILED,
    "dispute": SettledKind.DISPUTE,
    "dispute_reversal": SettledKind.DISPUTE_WON,
    "fee": SettledKind.FEE,
    "payout": SettledKind.PAYOUT,
    "payout_reversal": SettledKind.PAYOUT_FAILED,
}


def payment_of(session: dict[str, Any]) -> RemotePayment:
    """A checkout session with its payment intent and latest charge."""
    intent = session.get("payment_intent")
    ours = str(session.get("client_reference_id") or "")
    if not isinstance(intent, dict):
        status = RemoteStatus.OPEN if session["status"] == "open" else RemoteStatus.CLOSED
        amount = from_stripe(session["amount_total"], session["currency"])
        nothing = zero(amount.currency.code)
        return RemotePayment(status, ours, amount, nothing, nothing, "")
    waiting = RemoteStatus.CLOSED if session["status"] == "expired" else RemoteStatus.OPEN
    refusal = intent.get("last_payment_error") or {}
    return RemotePayment(
        status=_STATUS.get(intent["status"], waiting),
        our_reference=ours,
        amount=from_stripe(intent["amount"], intent["currency"]),
        captured=from_stripe(intent.get("amount_received") or 0, intent["currency"]),
        refunded=from_stripe(_given_back(intent.get("latest_charge")), intent["currency"]),
        payment_reference=intent["id"],
        problem=str(refusal.get("decline_code") or refusal.get("code") or ""),
        card=_card(intent.get("latest_charge")),
    )


def _card(charge: Any) -> CardFacts | None:
    details = (charge.get("payment_method_details") or {}) if isinstance(charge, dict) else {}
    card = details.get("card")
    if not isinstance(card, dict):
        return None
    told = {name: str(card.get(name) or "") for name in ("fingerprint", "brand", "country", "last4")}
    return CardFacts(**told, bin=str(card.get("iin") or ""))


def dispute_of(dispute: dict[str, Any]) -> RemoteDispute:
    """Source: Stripe documentation, "The Dispute object". The caller leaves out inquiries, which take no money."""
    moves = [one for one in dispute.get("balance_transactions") or () if one.get("fee")]
    due = (dispute.get("evidence_details") or {}).get("due_by")
    return RemoteDispute(
        reference=dispute["id"],
        status={"won": DisputeStatus.WON, "lost": DisputeStatus.LOST}.get(dispute["status"], DisputeStatus.OPEN),
        amount=from_stripe(dispute["amount"], dispute["currency"]),
        reason=str(dispute.get("reason") or ""),
        fee=from_stripe(moves[0]["fee"], moves[0]["currency"]) if moves else None,
        answer_by=datetime.fromtimestamp(due, UTC) if due else None,
    )


def settled_of(transaction: dict[str, Any]) -> SettledLine:
    """A balance transaction with its source: payments go by the payment intent's id, all else by their own."""
    source = transaction.get("source")
    known: dict[str, Any] = source if isinstance(source, dict) else {"id": str(source or "")}
    metadata = known.get("metadata") or {}
    is_payment = known.get("object") == "charge"
    disputed = known.get("payment_intent") if known.get("object") == "dispute" else ""
    return SettledLine(
        kind=_SETTLED.get(str(transaction.get("reporting_category")), SettledKind.ADJUSTMENT),
        line_id=transaction["id"],
        reference=str(known["payment_intent"] if is_payment and known.get("payment_intent") else known["id"]),
        our_reference=str(metadata.get("key") or metadata.get("intent") or disputed or ""),
        gross=from_stripe(transaction["amount"], transaction["currency"]),
        fee=from_stripe(transaction["fee"], transaction["currency"]),
        occurred_at=datetime.fromtimestamp(transaction["created"], UTC),
    )


def _given_back(charge: Any) -> int:
    """Refunds of captured money: the part of an authorisation that was never captured counts as refunded at Stripe."""
    if not isinstance(charge, dict) or not charge.get("captured"):
        return 0
    never_taken = int(charge["amount"]) - int(charge.get("amount_captured") or 0)
    return int(charge.get("amount_refunded") or 0) - never_taken
