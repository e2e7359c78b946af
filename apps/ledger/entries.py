"""Ledger · one template for each money event: pure, from the event's amounts to the entry that posts it.

Debit is positive. `key` is the public id of the fact (an operation, a refund, a payout,
a line of a report): with the kind it makes the idempotency key, so that a fact posts once.
What a purchase sold and what a refund takes back is read off a quote: those two are in
`checkout.rules.postings`. Amounts are positive and at their currency's exponent.
"""

from __future__ import annotations

from uuid import UUID

from djmoney.money import Money

from .types import AccountCode, Entry, JournalKind, Leg

A, K = AccountCode, JournalKind

# Which function builds a kind of journal; a test holds it complete.
TEMPLATES = {
    K.SALE: "apps.checkout.rules.postings.sale",
    K.RETURN: "apps.checkout.rules.postings.taken_back",
    K.GOODWILL: "apps.checkout.rules.postings.goodwill",
    K.CAPTURE: "apps.ledger.entries.captured",
    K.REFUND: "apps.ledger.entries.refunded",
    K.DISPUTE_OPENED: "apps.ledger.entries.dispute_opened",
    K.DISPUTE_WON: "apps.ledger.entries.dispute_won",
    K.DISPUTE_LOST: "apps.ledger.entries.dispute_lost",
    K.SETTLEMENT: "apps.ledger.entries.settled",
    K.PROVIDER_FEE: "apps.ledger.entries.provider_fee",
    K.RESERVE_HELD: "apps.ledger.entries.reserve_held",
    K.RESERVE_RELEASED: "apps.ledger.entries.reserve_released",
    K.PAYOUT: "apps.ledger.entries.payout",
    K.PAYOUT_PAID: "apps.ledger.entries.payout_paid",
    K.PAYOUT_RETURNED: "apps.ledger.entries.payout_returned",
    K.FX_TRADE: "apps.ledger.entries.fx_trade",
    K.CUSTOMS_PAID: "apps.ledger.entries.customs_paid",
    K.STORE_CREDIT: "apps.ledger.entries.store_credit_issued",
    K.GIFT_CARD_SOLD: "apps.ledger.entries.gift_card_sold",
    K.CLAIM: "apps.ledger.entries.claim_accepted",
    K.COUNTER_TAKEN: "apps.ledger.entries.counter_taken",
    K.COUNTER_GIVEN: "apps.ledger.entries.counter_given",
    K.OPENING: "apps.ledger.entries.opening",
    K.ADJUSTMENT: "apps.ledger.entries.adjustment",
}


# --- what the provider did ---


def captured(key: UUID | str, amount: Money, *, gateway: str, purchase_id: UUID | None = None, memo: str = "") -> Entry:
    """The buyer's money has come to the provider."""
    legs = (Leg(A.PSP_CLEARING, amount, detail=gateway), Leg(A.BUYER_RECEIVABLE, -amount))
    return Entry(K.CAPTURE, f"capture:{key}", legs, purchase_id, memo)


def refunded(key: UUID | str, amount: Money, *, gateway: str, purchase_id: UUID | None = None, memo: str = "") -> Entry:
    """The provider has given money back to the buyer."""
    legs = (Leg(A.PSP_CLEARING, -amount, detail=gateway), Leg(A.BUYER_RECEIVABLE, amount))
    return Entry(K.REFUND, f"refund:{key}", legs, purchase_id, memo)


def dispute_opened(
    key: UUID | str, amount: Money, *, gateway: str, fee: Money | None = None, purchase_id: UUID | None = None
) -> Entry:
    """The provider has taken a disputed payment, and its own fee, out of our balance there."""
    legs = [Leg(A.DISPUTES, amount, detail=gateway), Leg(A.PSP_CLEARING, -amount, detail=gateway)]
    if fee is not None:
        legs += [Leg(A.PSP_FEES, fee, detail=gateway), Leg(A.PSP_CLEARING, -fee, detail=gateway)]
    return Entry(K.DISPUTE_OPENED, f"dispute_opened:{key}", tuple(legs), purchase_id)


def dispute_won(
    key: UUID | str, amount: Money, *, gateway: str, fee: Money | None = None, purchase_id: UUID | None = None
) -> Entry:
    """The provider has put the disputed payment back; `fee` where it gives that back as well."""
    legs = [Leg(A.DISPUTES, -amount, detail=gateway), Leg(A.PSP_CLEARING, amount, detail=gateway)]
    if fee is not None:
        legs += [Leg(A.PSP_FEES, -fee, detail=gateway), Leg(A.PSP_CLEARING, fee, detail=gateway)]
    return Entry(K.DISPUTE_WON, f"dispute_won:{key}", tuple(legs), purchase_id)


def dispute_lost(
    key: UUID | str,
    amount: Money,
    *,
    gateway: str,
    absorbed: Money | None = None,
    purchase_id: UUID | None = None,
) -> Entry:
    """The buyer keeps the disputed payment. `absorbed` is the marketplace's loss, by default nothing.

    The rest counts as given back to the buyer: a refund of the chargeback kind takes it off the vendors' parts.
    """
    lost = absorbed if absorbed is not None else amount * 0
    legs = (
        Leg(A.DISPUTES, -amount, detail=gateway),
        Leg(A.BUYER_RECEIVABLE, amount - lost),
        Leg(A.CHARGEBACK_LOSS, lost),
    )
    return Entry(K.DISPUTE_LOST, f"dispute_lost:{key}", legs, purchase_id)


def chargeback_absorbed(key: UUID | str, amount: Money, *, purchase_id: UUID | None = None) -> Entry:
    """What a lost dispute took beyond what any vendor's part has left is the marketplace's loss."""
    legs = (Leg(A.CHARGEBACK_LOSS, amount), Leg(A.BUYER_RECEIVABLE, -amount))
    return Entry(K.DISPUTE_LOST, f"dispute_lost:{key}:absorbed", legs, purchase_id)


def provider_fee(key: UUID | str, fee: Money, *, gateway: str, memo: str = "") -> Entry:
    """What a provider kept for its service; a negative fee is one that it gave back."""
    legs = (Leg(A.PSP_FEES, fee, detail=gateway), Leg(A.PSP_CLEARING, -fee, detail=gateway))
    return Entry(K.PROVIDER_FEE, f"provider_fee:{key}", legs, memo=memo)


def settled(key: UUID | str, amount: Money, *, gateway: str, bank: str, memo: str = "") -> Entry:
    """The provider's payout has arrived on our bank account `bank`; a negative amount was taken from it."""
    legs = (Leg(A.CASH, amount, detail=bank), Leg(A.PSP_CLEARING, -amount, detail=gateway))
    return Entry(K.SETTLEMENT, f"settlement:{key}", legs, memo=memo)


# --- what vendors take and give in their own shops ---


def counter_taken(key: UUID | str, amount: Money, *, vendor_id: int, purchase_id: UUID | None = None) -> Entry:
    """A vendor has the buyer's money in its own till: it owes us what of it is not its own."""
    legs = (Leg(A.VENDOR_PAYABLE, amount, vendor_id), Leg(A.BUYER_RECEIVABLE, -amount))
    return Entry(K.COUNTER_TAKEN, f"counter_taken:{key}", legs, purchase_id)


def counter_given(key: UUID | str, amount: Money, *, vendor_id: int, purchase_id: UUID | None = None) -> Entry:
    """A vendor has given money back out of its own till."""
    legs = (Leg(A.VENDOR_PAYABLE, -amount, vendor_id), Leg(A.BUYER_RECEIVABLE, amount))
    return Entry(K.COUNTER_GIVEN, f"counter_given:{key}", legs, purchase_id)


# --- what vendors are owed and given ---


def reserve_held(key: UUID | str, amount: Money, *, vendor_id: int, memo: str = "") -> Entry:
    """A share of what a vendor is owed is kept back for a while."""
    legs = (Leg(A.VENDOR_PAYABLE, amount, vendor_id), Leg(A.VENDOR_RESERVE, -amount, vendor_id))
    return Entry(K.RESERVE_HELD, f"reserve_held:{key}", legs, memo=memo)


def reserve_released(key: UUID | str, amount: Money, *, vendor_id: int, memo: str = "") -> Entry:
    """What was kept back is owed again."""
    legs = (Leg(A.VENDOR_RESERVE, amount, vendor_id), Leg(A.VENDOR_PAYABLE, -amount, vendor_id))
    return Entry(K.RESERVE_RELEASED, f"reserve_released:{key}", legs, memo=memo)


def payout(key: UUID | str, owed: Money, *, vendor_id: int, sent: Money | None = None, memo: str = "") -> Entry:
    """What a vendor is owed is on its way. `sent` is what leaves where that is another currency than `owed`."""
    leaving = owed if sent is None else sent
    legs = (
        Leg(A.VENDOR_PAYABLE, owed, vendor_id),
        *_crossing(owed, leaving),
        Leg(A.PAYOUT_CLEARING, -leaving, vendor_id),
    )
    return Entry(K.PAYOUT, f"payout:{key}", legs, memo=memo)


def payout_paid(
    key: UUID | str, sent: Money, *, vendor_id: int, bank: str, fee: Money | None = None, memo: str = ""
) -> Entry:
    """The bank has carried a payout out from account `bank`, for a fee of its own in the same currency."""
    legs = [Leg(A.PAYOUT_CLEARING, sent, vendor_id), Leg(A.CASH, -sent, detail=bank)]
    if fee is not None:
        legs += [Leg(A.PSP_FEES, fee, detail=bank), Leg(A.CASH, -fee, detail=bank)]
    return Entry(K.PAYOUT_PAID, f"payout_paid:{key}", tuple(legs), memo=memo)


def payout_returned(
    key: UUID | str,
    owed: Money,
    *,
    vendor_id: int,
    sent: Money | None = None,
    bank: str = "",
    memo: str = "",
) -> Entry:
    """A payout did not arrive: the vendor is owed again what it was, at the payout's own rate.

    `owed` and `sent` are the payout's. `bank` names the account that the money came
    back to, where it had left; it is empty where the bank had not carried it out.
    """
    leaving = owed if sent is None else sent
    back = Leg(A.CASH, leaving, detail=bank) if bank else Leg(A.PAYOUT_CLEARING, leaving, vendor_id)
    legs = (back, *_crossing(leaving, owed), Leg(A.VENDOR_PAYABLE, -owed, vendor_id))
    return Entry(K.PAYOUT_RETURNED, f"payout_returned:{key}", legs, memo=memo)


def _crossing(given: Money, taken: Money) -> tuple[Leg, ...]:
    """The legs that close a journal of two currencies: they meet on the currency position."""
    if given.currency == taken.currency:
        if given != taken:
            raise ValueError(f"{given} and {taken} are one currency and differ.")
        return ()
    return (Leg(A.FX_POSITION, -given), Leg(A.FX_POSITION, taken))


# --- what authorities collect ---


def customs_paid(
    key: UUID | str, duty: Money, tax: Money, *, place: str, purchase_id: UUID | None = None, memo: str = ""
) -> Entry:
    """An authority at `place` has been paid, on account, what it assessed for a declaration, in its own currency.

    What buyers paid towards it stands on the same accounts since the sale: what is left there was collected and not
    asked for, or asked for and not collected. What is owed on account ends when the bank carries it out.
    """
    legs = (
        Leg(A.DUTY_PAYABLE, duty, detail=place),
        Leg(A.TAX_PAYABLE, tax, detail=place),
        Leg(A.CUSTOMS_DEFERMENT, -(duty + tax), detail=place),
    )
    return Entry(K.CUSTOMS_PAID, f"customs_paid:{key}", legs, purchase_id, memo)


# --- what carriers make good ---


def claim_accepted(
    key: UUID | str,
    amount: Money,
    *,
    carrier: str,
    vendor_id: int,
    owed: Money | None = None,
    purchase_id: UUID | None = None,
    memo: str = "",
) -> Entry:
    """A carrier owes `amount` for what it lost or damaged; the vendor is owed it, as `owed` in its own currency."""
    due = amount if owed is None else owed
    legs = (
        Leg(A.CARRIER_CLAIMS, amount, detail=carrier),
        *_crossing(amount, due),
        Leg(A.VENDOR_PAYABLE, -due, vendor_id),
    )
    return Entry(K.CLAIM, f"claim_accepted:{key}", legs, purchase_id, memo)


def claim_paid(key: UUID | str, amount: Money, *, carrier: str, memo: str = "") -> Entry:
    """A carrier says that it has paid a claim: in suspense, until the bank's own line meets it."""
    legs = (Leg(A.SUSPENSE, amount), Leg(A.CARRIER_CLAIMS, -amount, detail=carrier))
    return Entry(K.CLAIM, f"claim_paid:{key}", legs, memo=memo)


# --- currencies ---


def fx_trade(key: UUID | str, *, sold: Money, bought: Money, bank: str, memo: str = "") -> Entry:
    """A currency was sold for another at the bank."""
    legs = (
        Leg(A.CASH, -sold, detail=bank),
        Leg(A.FX_POSITION, sold),
        Leg(A.CASH, bought, detail=bank),
        Leg(A.FX_POSITION, -bought),
    )
    return Entry(K.FX_TRADE, f"fx_trade:{key}", legs, memo=memo)


def fx_result(key: UUID | str, gain: Money, *, memo: str = "") -> Entry:
    """What is left on the currency position once a trade has closed it is gain, or loss where negative."""
    legs = (Leg(A.FX_POSITION, gain), Leg(A.FX_GAIN_LOSS, -gain))
    return Entry(K.FX_TRADE, f"fx_result:{key}", legs, memo=memo)


# --- store credit ---


def store_credit_issued(
    key: UUID | str,
    amount: Money,
    *,
    given_for: AccountCode = AccountCode.BUYER_RECEIVABLE,
    purchase_id: UUID | None = None,
) -> Entry:
    """A buyer may spend this here: in place of money that was to go back, as GOODWILL, or paid for and not yet known
    at the bank (SUSPENSE), where the bank's own line meets it."""
    legs = (Leg(given_for, amount), Leg(A.STORE_CREDIT, -amount))
    return Entry(K.STORE_CREDIT, f"store_credit_issued:{key}", legs, purchase_id)


def store_credit_spent(key: UUID | str, amount: Money, *, purchase_id: UUID | None = None) -> Entry:
    """Store credit has paid for a part of a purchase."""
    legs = (Leg(A.STORE_CREDIT, amount), Leg(A.BUYER_RECEIVABLE, -amount))
    return Entry(K.STORE_CREDIT, f"store_credit_spent:{key}", legs, purchase_id)


def store_credit_expired(key: UUID | str, amount: Money, *, income: AccountCode = AccountCode.BREAKAGE) -> Entry:
    """Nobody has spent it in time: income, or GOODWILL that is not given after all."""
    legs = (Leg(A.STORE_CREDIT, amount), Leg(income, -amount))
    return Entry(K.STORE_CREDIT, f"store_credit_expired:{key}", legs)


def gift_card_sold(key: UUID | str, amount: Money, *, purchase_id: UUID | None = None) -> Entry:
    """What somebody has paid for a gift card is owed to whoever uses it; no tax before that.

    Source: Directive 2006/112/EC, article 30b(1), as inserted by Directive (EU) 2016/1065: multi-purpose vouchers.
    """
    legs = (Leg(A.BUYER_RECEIVABLE, amount), Leg(A.STORE_CREDIT, -amount))
    return Entry(K.GIFT_CARD_SOLD, f"gift_card_sold:{key}", legs, purchase_id)


def gift_card_returned(key: UUID | str, amount: Money, *, purchase_id: UUID | None = None) -> Entry:
    """What is on a gift card is owed to its buyer again: given back unused, or taken back by the buyer's bank."""
    legs = (Leg(A.STORE_CREDIT, amount), Leg(A.BUYER_RECEIVABLE, -amount))
    return Entry(K.GIFT_CARD_SOLD, f"gift_card_returned:{key}", legs, purchase_id)


# --- what a person enters ---


def opening(
    key: UUID | str, code: AccountCode, amount: Money, *, vendor_id: int | None = None, detail: str = ""
) -> Entry:
    """What stood on an account when these books began, against suspense."""
    legs = (Leg(code, amount, vendor_id, detail), Leg(A.SUSPENSE, -amount))
    return Entry(K.OPENING, f"opening:{key}", legs)


def adjustment(key: UUID | str, debit: Leg, credit: AccountCode, *, detail: str = "", memo: str) -> Entry:
    """A correction that two people have agreed on: `debit` against an account of the marketplace; `memo` says why."""
    return Entry(K.ADJUSTMENT, f"adjustment:{key}", (debit, Leg(credit, -debit.amount, detail=detail)), memo=memo)
