"""Charges and their balance transactions · sandbox gateway · no schema."""

from __future__ import annotations

from typing import Any

from apps.sandbox.base import fees, jobs
from apps.sandbox.gateway import currencies
from apps.sandbox.gateway.work import Document, Work, new_id

DISPUTE_JOB = "stripe_dispute"
DISPUTED_AFTER_S = 1
MESSAGES = {
    "generic_decline": "Your card was declined.",
    "insufficient_funds": "Your card has insufficient funds.",
    "lost_card": "Your card was declined.",
    "stolen_card": "Your card was declined.",
    "expired_card": "Your card has expired.",
    "incorrect_cvc": "Your card's security code is incorrect.",
    "processing_error": "An error occurred while processing your card. Try again in a little bit.",
}


def fee(amount: int, currency: str) -> int:
    """What Stripe keeps of a captured amount, in minor units that the currency can express."""
    found = fees.card(amount, currency, decimals=currencies.decimals(currency))
    return min(amount, currencies.whole(found, currency))


def method_details(method: Document, *, authenticated: bool, multicapture: bool) -> Document:
    """`payment_method_details` of a card."""
    card = dict(method["card"])
    card["multicapture"] = {"status": "available" if multicapture else "unavailable"}
    card["three_d_secure"] = {"result": "authenticated", "version": "2.2.0"} if authenticated else None
    return {"type": "card", "card": card}


def create(work: Work, intent: Document, method: Document, *, authenticated: bool) -> Document:
    """Try the card: a charge that succeeded (captured or not) or failed."""
    decline = method["_card"]["decline"]
    captured = decline is None and intent["capture_method"] != "manual"
    charge: Document = {
        "id": new_id("ch_"),
        "object": "charge",
        "amount": intent["amount"],
        "amount_captured": 0,
        "amount_refunded": 0,
        "application": None,
        "application_fee_amount": None,
        "balance_transaction": None,
        "billing_details": method["billing_details"],
        "calculated_statement_descriptor": intent["statement_descriptor"],
        "captured": captured,
        "created": work.now,
        "currency": intent["currency"],
        "customer": None,
        "description": intent["description"],
        "disputed": False,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "on_behalf_of": None,
        "outcome": outcome(decline),
        "paid": decline is None,
        "payment_intent": intent["id"],
        "payment_method": method["id"],
        "payment_method_details": method_details(
            method, authenticated=authenticated, multicapture=has_multicapture(intent)
        ),
        "receipt_email": intent["receipt_email"],
        "receipt_url": None,
        "refunded": False,
        "shipping": intent["shipping"],
        "statement_descriptor": intent["statement_descriptor"],
        "statement_descriptor_suffix": intent["statement_descriptor_suffix"],
        "status": "succeeded" if decline is None else "failed",
        "transfer_data": None,
        "transfer_group": intent["transfer_group"],
        "_dispute": method["_card"]["dispute"],
        "_fails_refunds": method["_card"]["fails_refunds"],
        "_released": 0,
    }
    if decline is not None:
        code, reason = decline
        charge |= {"failure_code": code, "failure_message": MESSAGES[reason or code]}
    if captured:
        _book(work, charge, intent["amount"])
    return work.put(charge)


def has_multicapture(intent: Document) -> bool:
    """Whether an intent may be captured in several parts."""
    asked = intent["payment_method_options"]["card"].get("request_multicapture")
    return intent["capture_method"] == "manual" and asked == "if_available"


def refundable(charge: Document) -> int:
    """What was taken and not given back: what was merely released does not count as either."""
    return int(charge["amount_captured"] - (charge["amount_refunded"] - charge["_released"]))


def outcome(decline: Any) -> Document:
    """What the network said."""
    if decline is None:
        return {
            "network_status": "approved_by_network",
            "reason": None,
            "risk_level": "normal",
            "seller_message": "Payment complete.",
            "type": "authorized",
        }
    return {
        "network_status": "declined_by_network",
        "reason": decline[1] or decline[0],
        "risk_level": "normal",
        "seller_message": "The bank did not return any further details with this decline.",
        "type": "issuer_declined",
    }


def capture(work: Work, charge: Document, amount: int) -> None:
    """Take `amount` of an authorised charge."""
    charge["captured"] = True
    _book(work, charge, amount)
    work.put(charge)


def _book(work: Work, charge: Document, amount: int) -> None:
    if charge["_dispute"] and not charge["amount_captured"]:
        subject = {"charge": charge["id"], "reason": charge["_dispute"]}
        jobs.later(work.db, DISPUTE_JOB, subject, due=work.now + DISPUTED_AFTER_S)
    charge["amount_captured"] += amount
    charged = fee(amount, charge["currency"])
    charge["balance_transaction"] = transaction(work, charge, kind="charge", amount=amount, charged=charged)["id"]


def transaction(
    work: Work,
    source: Document,
    *,
    kind: str,
    amount: int,
    charged: int = 0,
    category: str = "",
    payout: str | None = None,
) -> Document:
    """A line of the balance: signed `amount`, fee and net in minor units of the source's currency.

    `category` is the reporting category where it is not the kind; `payout` is set on a payout's own line.
    """
    details = [
        {
            "amount": charged,
            "application": None,
            "currency": source["currency"],
            "description": "Stripe processing fees",
            "type": "stripe_fee",
        }
    ]
    return work.put(
        {
            "id": new_id("txn_"),
            "object": "balance_transaction",
            "amount": amount,
            "available_on": work.now,
            "balance_type": "payments",
            "created": work.now,
            "currency": source["currency"],
            "description": source.get("description"),
            "exchange_rate": None,
            "fee": charged,
            "fee_details": details if charged else [],
            "net": amount - charged,
            "reporting_category": category or kind,
            "source": source["id"],
            "status": "available",
            "type": kind,
            "_payout": payout,
        }
    )


def balance(work: Work) -> Document:
    """What is on the account, per currency. A sum over all transactions."""
    rows = work.db.execute(
        "SELECT json_extract(body, '$.currency') AS currency, sum(json_extract(body, '$.net')) AS net"
        " FROM documents WHERE kind = 'balance_transaction' GROUP BY 1 ORDER BY 1"
    ).fetchall()
    available = [
        {"amount": row["net"], "currency": row["currency"], "source_types": {"card": row["net"]}} for row in rows
    ]
    pending = [{"amount": 0, "currency": row["currency"], "source_types": {"card": 0}} for row in rows]
    return {"object": "balance", "available": available, "livemode": False, "pending": pending}
