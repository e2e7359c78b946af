"""Disputes: a buyer's bank takes the money back until the matter is decided · sandbox gateway · no schema."""

from __future__ import annotations

from typing import Any

from apps.sandbox.base import fees, jobs
from apps.sandbox.gateway import charges, currencies
from apps.sandbox.gateway.errors import InvalidParameter, InvalidRequest
from apps.sandbox.gateway.work import Document, Work, new_id, shown

EVIDENCE = (
    "access_activity_log", "billing_address", "cancellation_policy", "cancellation_policy_disclosure",
    "cancellation_rebuttal", "customer_communication", "customer_email_address", "customer_name",
    "customer_purchase_ip", "customer_signature", "duplicate_charge_documentation", "duplicate_charge_explanation",
    "duplicate_charge_id", "product_description", "receipt", "refund_policy", "refund_policy_disclosure",
    "refund_refusal_explanation", "service_date", "service_documentation", "shipping_address", "shipping_carrier",
    "shipping_date", "shipping_documentation", "shipping_tracking_number", "uncategorized_file",
    "uncategorized_text",
)  # fmt: skip
REASONS = (
    "credit_not_processed", "duplicate", "fraudulent", "general", "product_not_received", "product_unacceptable",
    "subscription_canceled", "unrecognized",
)  # fmt: skip
OPEN = frozenset({"needs_response", "under_review"})
# Source: Stripe documentation, «Testing», «Evidence».
DECIDING = {"winning_evidence": "won", "losing_evidence": "lost"}
END_JOB = "stripe_dispute_ends"
ANSWER_WITHIN_S = 7 * 86400
DECIDED_AFTER_S = 1


def create(work: Work, charge: Document, *, reason: str, amount: int | None = None) -> Document:
    """Open a dispute over a captured charge, the rest that is not refunded unless an amount is given. The amount and a
    fee leave the balance at once.

    Raises:
        InvalidRequest: nothing left to dispute, or disputed already.
        InvalidParameter: an unknown reason or more than what is left.
    """
    left = charges.refundable(charge)
    if charge["disputed"] or left <= 0:
        raise InvalidRequest(f"Charge {charge['id']} cannot be disputed.")
    amount = left if amount is None else amount
    if reason not in REASONS:
        raise InvalidParameter(f"Invalid reason: must be one of {', '.join(REASONS)}", param="reason")
    if not 1 <= amount <= left:
        raise InvalidParameter(f"Invalid amount: between 1 and {left}", param="amount")
    currency = charge["currency"]
    dispute: Document = {
        "id": new_id("du_"),
        "object": "dispute",
        "amount": amount,
        "balance_transaction": None,
        "balance_transactions": [],
        "charge": charge["id"],
        "created": work.now,
        "currency": currency,
        "enhanced_eligibility_types": [],
        "evidence": dict.fromkeys(EVIDENCE),
        "evidence_details": {
            "due_by": work.now + ANSWER_WITHIN_S,
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        "is_charge_refundable": False,
        "livemode": False,
        "metadata": {},
        "payment_intent": charge["payment_intent"],
        "payment_method_details": {
            "card": {"brand": charge["payment_method_details"]["card"]["brand"], "case_type": "chargeback"},
            "type": "card",
        },
        "reason": reason,
        "status": "needs_response",
    }
    charged = currencies.whole(fees.dispute(currency, decimals=currencies.decimals(currency)), currency)
    _move(work, dispute, -amount, charged=charged, category="dispute")
    charge["disputed"] = True
    work.put(charge)
    work.emit("charge.dispute.created", dispute)
    work.emit("charge.dispute.funds_withdrawn", dispute)
    return dispute


def _move(work: Work, dispute: Document, amount: int, *, category: str, charged: int = 0) -> None:
    moved = charges.transaction(work, dispute, kind="adjustment", amount=amount, charged=charged, category=category)
    dispute["balance_transaction"] = dispute["balance_transaction"] or moved["id"]
    dispute["balance_transactions"].append(shown(moved))
    work.put(dispute)


def open_due(work: Work, subject: dict[str, Any]) -> None:
    """The dispute that a test card brings about."""
    charge = work.find("charge", subject["charge"])
    if charge is not None and not charge["disputed"] and charges.refundable(charge) > 0:
        create(work, charge, reason=subject["reason"])


def update(work: Work, dispute: Document, params: dict[str, Any]) -> Document:
    """Add evidence; submitting it hands the matter to the bank, and Stripe's deciding words end it.

    Raises:
        InvalidRequest: it is decided.
    """
    _require_open(dispute)
    dispute["evidence"] |= params.get("evidence", {})
    dispute["metadata"] |= params.get("metadata", {})
    dispute["evidence_details"]["has_evidence"] = any(dispute["evidence"].values())
    if params.get("submit", True) and params.get("evidence"):
        dispute["status"] = "under_review"
        dispute["evidence_details"]["submission_count"] += 1
        outcome = DECIDING.get(dispute["evidence"]["uncategorized_text"] or "")
        if outcome:
            jobs.later(work.db, END_JOB, [dispute["id"], outcome], due=work.now + DECIDED_AFTER_S)
    work.emit("charge.dispute.updated", work.put(dispute))
    return dispute


def end(work: Work, dispute: Document, outcome: str) -> Document:
    """Decide it: `won` brings the amount back (the fee stays), `lost` changes nothing more.

    Raises:
        InvalidRequest: it is decided already.
    """
    _require_open(dispute)
    dispute["status"] = outcome
    if outcome == "won":
        _move(work, dispute, dispute["amount"], category="dispute_reversal")
        work.emit("charge.dispute.funds_reinstated", dispute)
    charge = work.get("charge", dispute["charge"])
    charge["_lost"] = outcome == "lost"
    work.put(charge)
    work.emit("charge.dispute.closed", work.put(dispute))
    return dispute


def end_due(work: Work, ident: str, outcome: str) -> None:
    """The bank's answer to submitted evidence."""
    dispute = work.find("dispute", ident)
    if dispute is not None and dispute["status"] in OPEN:
        end(work, dispute, outcome)


def _require_open(dispute: Document) -> None:
    if dispute["status"] not in OPEN:
        raise InvalidRequest(f"This dispute is already {dispute['status']}.")
