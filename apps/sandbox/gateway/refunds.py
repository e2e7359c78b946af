"""Refunds · sandbox gateway · no schema."""

from __future__ import annotations

import secrets
from typing import Any

from apps.sandbox.base import jobs
from apps.sandbox.base.faults import Faults
from apps.sandbox.gateway import charges, currencies
from apps.sandbox.gateway.errors import InvalidParameter, InvalidRequest
from apps.sandbox.gateway.work import Document, Work, new_id

FAIL_JOB = "stripe_refund_fails"
FAILS_AFTER_S = 1
FAULTS = frozenset({"refund_fails"})


def create(work: Work, params: dict[str, Any], faults: Faults) -> Document:
    """Give money back on a charge, the whole rest unless an amount is given.

    Raises:
        InvalidRequest: nothing captured, already refunded, or more than what is left.
        InvalidParameter: neither or both of charge and payment_intent, or no amount of the currency.
    """
    charge = _charge(work, params)
    left = charges.refundable(charge)
    if not charge["captured"]:
        raise InvalidRequest(
            f"This PaymentIntent ({charge['payment_intent']}) does not have a successful charge to refund.",
            code="payment_intent_unexpected_state",
        )
    if left == 0:
        raise InvalidRequest(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = params.get("amount", left)
    currencies.check_unit(amount, charge["currency"])
    if amount > left:
        currency = charge["currency"]
        raise InvalidRequest(
            f"Refund amount ({currencies.major(amount, currency)} {currency.upper()}) is greater than "
            f"unrefunded amount on charge ({currencies.major(left, currency)} {currency.upper()})",
            param="amount",
        )
    if charge["disputed"] and charge.get("_lost"):
        raise InvalidRequest(
            f"Charge {charge['id']} has been charged back; cannot issue a refund.", code="charge_disputed"
        )
    refund = _book(work, charge, amount, params)
    if charge["_fails_refunds"] or faults.take_in(work.db, FAULTS, f"stripe {refund['id']}"):
        jobs.later(work.db, FAIL_JOB, refund["id"], due=work.now + FAILS_AFTER_S)
    return refund


def fail(work: Work, ident: str) -> None:
    """The card's bank sends a refund back: what was given back is ours again."""
    refund = work.find("refund", ident)
    if refund is None or refund["status"] != "succeeded":
        return
    charge = work.get("charge", refund["charge"])
    returned = charges.transaction(work, refund, kind="refund_failure", amount=refund["amount"])
    refund |= {
        "status": "failed",
        "failure_reason": "expired_or_canceled_card",
        "failure_balance_transaction": returned["id"],
    }
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    work.put(charge)
    work.put(refund)
    work.emit("refund.updated", refund)
    work.emit("charge.refund.updated", refund)
    work.emit("refund.failed", refund)


def release(work: Work, charge: Document, amount: int) -> Document:
    """Let go what was authorised and not captured: as at Stripe, a refund that moves no money."""
    charge["_released"] += amount
    return _book(work, charge, amount, {}, moves_money=False)


def _charge(work: Work, params: dict[str, Any]) -> Document:
    if ("charge" in params) == ("payment_intent" in params):
        raise InvalidParameter("One of the following params should be provided: payment_intent or charge.")
    if "charge" in params:
        return work.get("charge", params["charge"], param="charge")
    intent = work.get("payment_intent", params["payment_intent"], param="payment_intent")
    charge = work.find("charge", intent["latest_charge"] or "")
    if charge is None or charge["status"] != "succeeded":
        raise InvalidRequest(
            f"This PaymentIntent ({intent['id']}) does not have a successful charge to refund.",
            code="payment_intent_unexpected_state",
        )
    return charge


def _book(work: Work, charge: Document, amount: int, params: dict[str, Any], *, moves_money: bool = True) -> Document:
    refund: Document = {
        "id": new_id("re_"),
        "object": "refund",
        "amount": amount,
        "balance_transaction": None,
        "charge": charge["id"],
        "created": work.now,
        "currency": charge["currency"],
        "description": None,
        "destination_details": {
            "card": {
                "reference_status": "pending",
                "reference_type": "acquirer_reference_number",
                "type": "refund",
            },
            "type": "card",
        },
        "metadata": params.get("metadata", {}),
        "payment_intent": charge["payment_intent"],
        "reason": params.get("reason"),
        "receipt_number": None,
        "source_transfer_reversal": None,
        "status": "succeeded",
        "transfer_reversal": None,
    }
    if moves_money:
        refund["balance_transaction"] = charges.transaction(work, refund, kind="refund", amount=-amount)["id"]
    work.put(refund)
    before = charge["amount_refunded"]
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount"]
    work.put(charge)
    work.emit("refund.created", refund)
    work.emit("charge.refunded", charge, amount_refunded=before)
    refund["destination_details"]["card"] |= {
        "reference": str(secrets.randbelow(10**23)),
        "reference_status": "available",
    }
    work.emit("refund.updated", work.put(refund))
    return refund


def update(work: Work, refund: Document, params: dict[str, Any]) -> Document:
    """Change the metadata."""
    refund["metadata"] = refund["metadata"] | params.get("metadata", {})
    work.emit("refund.updated", work.put(refund))
    return refund
