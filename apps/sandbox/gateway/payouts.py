"""Stripe's payouts to the bank account, a currency each · sandbox gateway · no schema."""

from __future__ import annotations

from apps.sandbox.bank import book
from apps.sandbox.base.faults import Faults
from apps.sandbox.gateway import charges, currencies
from apps.sandbox.gateway.purse import PAYOUT_FAULTS
from apps.sandbox.gateway.work import Document, Work, new_id

DESTINATION = "ba_sandbox_bank"


def pay_out(work: Work, faults: Faults, *, before: int | None = None) -> list[Document]:
    """Send what lies on the balance to the bank, for each currency with something above zero.

    `before` (unix seconds) keeps back what is as young or younger. A `payout_fails` fault lets a payout fail: the
    amount is on the balance again.
    """
    sql = (
        "SELECT currency, sum(json_extract(body, '$.net')) AS net FROM documents"
        " WHERE kind = 'balance_transaction' AND payout IS NULL AND created < ? GROUP BY currency ORDER BY currency"
    )
    until = work.now + 1 if before is None else before
    sums = [(row["currency"], row["net"]) for row in work.db.execute(sql, (until,)).fetchall()]
    return [_pay(work, faults, currency, net, until) for currency, net in sums if net > 0]


def _pay(work: Work, faults: Faults, currency: str, amount: int, until: int) -> Document:
    payout: Document = {
        "id": new_id("po_"),
        "object": "payout",
        "amount": amount,
        "application_fee": None,
        "application_fee_amount": None,
        "arrival_date": work.now,
        "automatic": True,
        "balance_transaction": None,
        "created": work.now,
        "currency": currency,
        "description": "STRIPE PAYOUT",
        "destination": DESTINATION,
        "failure_balance_transaction": None,
        "failure_code": None,
        "failure_message": None,
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "original_payout": None,
        "reconciliation_status": "completed",
        "reversed_by": None,
        "source_type": "card",
        "statement_descriptor": None,
        "status": "pending",
        "type": "bank_account",
    }
    ident = payout["id"]
    work.db.execute(
        "UPDATE documents SET payout = ?, body = json_set(body, '$._payout', ?)"
        " WHERE kind = 'balance_transaction' AND payout IS NULL AND currency = ? AND created < ?",
        (ident, ident, currency, until),
    )
    sent = charges.transaction(work, payout, kind="payout", amount=-amount, payout=ident)
    payout["balance_transaction"] = sent["id"]
    work.emit("payout.created", work.put(payout))
    if faults.take_in(work.db, PAYOUT_FAULTS, f"stripe {currency}"):
        back = charges.transaction(work, payout, kind="payout_failure", amount=amount, category="payout_reversal")
        payout |= {
            "status": "failed",
            "failure_balance_transaction": back["id"],
            "failure_code": "account_closed",
            "failure_message": "The bank account has been closed.",
        }
        work.emit("payout.failed", work.put(payout))
    else:
        payout["status"] = "paid"
        code = currency.upper()
        book.settle(work.db, "stripe", code, currencies.major(amount, currency), ident, at=work.now)
        work.emit("payout.paid", work.put(payout))
    return payout
