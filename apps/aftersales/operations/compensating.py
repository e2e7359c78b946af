"""Aftersales · what the carrier says to a claim, told by the marketplace, whose contract it is · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.aftersales.errors import TooMuchClaimed
from apps.aftersales.models import Claim
from apps.aftersales.rules.machines import CLAIM
from apps.aftersales.types import ClaimStatus
from apps.common.money import is_at_exponent, rounded
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import Actor
from apps.ledger import entries
from apps.ledger import operations as ledger
from apps.orders import selectors as orders

from .telling import locked_claim, save_claim


@transaction_required
def accept_claim(claim_id: UUID, *, amount: Money, at: datetime, by: Actor) -> Claim:
    """The carrier will pay `amount` (charge currency): the seller is owed it from now on, at the rate of the sale.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or not with the carrier.
        TooMuchClaimed: nothing, more than the goods were sold for, or no amount of this currency. Nothing is posted.
    """
    row = locked_claim(claim_id)
    row.status = CLAIM.next(ClaimStatus(row.status), "accept")
    if amount.currency.code != row.currency or not is_at_exponent(amount) or not 0 < amount.amount <= row.worth:
        raise TooMuchClaimed(
            field="amount",
            problem=_("Give an amount of at most %(worth)s: that is what the goods were sold for."),
            worth=str(rounded(Money(row.worth, row.currency))),
        )
    rate, own = orders.vendor_rate_of(row.order_id)
    owed = amount if own == row.currency else rounded(Money(amount.amount * rate, own))
    row.compensation, row.owed, row.owed_currency = amount.amount, owed.amount, own
    ledger.post(
        entries.claim_accepted(
            row.public_id,
            amount,
            carrier=row.carrier_code,
            vendor_id=current_vendor_id(),
            owed=owed,
            memo=row.number,
        ),
        at=at,
    )
    save_claim(row, news=row.status, by=by, at=at)
    return row


@transaction_required
def note_paid(claim_id: UUID, *, at: datetime, by: Actor) -> Claim:
    """The carrier has paid what it agreed to.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or not agreed to. Nothing is posted.
    """
    row = locked_claim(claim_id)
    row.status = CLAIM.next(ClaimStatus(row.status), "pay")
    row.settled_at = at
    paid = Money(row.compensation, row.currency)
    ledger.post(entries.claim_paid(row.public_id, paid, carrier=row.carrier_code, memo=row.number), at=at)
    save_claim(row, news=row.status, by=by, at=at)
    return row


@transaction_required
def reject_claim(claim_id: UUID, *, ruling: str, at: datetime, by: Actor) -> Claim:
    """The carrier pays nothing, for the reason that it gave; the seller may hand the claim in once more.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or not with the carrier.
    """
    return _told(claim_id, "reject", ruling, at=at, by=by)


@transaction_required
def ask_for_more(claim_id: UUID, *, ruling: str, at: datetime, by: Actor) -> Claim:
    """The carrier wants to see more before it decides.

    Raises:
        CaseUnknown, InvalidTransition: not this vendor's, or not with the carrier.
    """
    return _told(claim_id, "ask", ruling, at=at, by=by)


def _told(claim_id: UUID, event: str, ruling: str, *, at: datetime, by: Actor) -> Claim:
    row = locked_claim(claim_id)
    row.status = CLAIM.next(ClaimStatus(row.status), event)
    row.ruling = ruling.strip()[:1000]
    save_claim(row, news=row.status, by=by, at=at)
    return row
