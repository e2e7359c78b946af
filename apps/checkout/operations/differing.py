"""Checkout · asking for what goods cost more that are sent in place of others · public schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from djmoney.money import Money

from apps.checkout.errors import CartEmpty, DifferenceUnquotable
from apps.checkout.models import CheckoutSession
from apps.checkout.rules import states
from apps.checkout.selectors import refunds as reads
from apps.checkout.types import QuotedVendor, SessionStatus
from apps.checkout.types.differences import Difference
from apps.common.addresses import PostalAddress
from apps.common.transactions import transaction_required

from .placing import reopen
from .sessions import locked, requote, touch


@transaction_required
def ask_difference(
    difference: Difference, *, pieces: Mapping[UUID, int], vendor_id: int, address: PostalAddress, at: datetime
) -> tuple[UUID, Money]:
    """Open a checkout over what pieces of variants cost more than those that came back; its id and total.

    It is one like any other: the buyer of the first order pays it on the usual pages in any of the usual ways, duty and
    tax are quoted by the same rules, and once it is paid the goods are an order of their own. Nothing is held before.

    Raises:
        NotFound: no purchase has such an order. DifferenceUnquotable: not all of the pieces can be had. Nothing is
            written.
    """
    part = reads.part_of_order(difference.order_id, vendor_id=vendor_id)
    purchase, sold = part.purchase, QuotedVendor.from_json(part.frozen)
    session = CheckoutSession(
        user_id=purchase.user_id,
        market=purchase.market,
        language=purchase.language,
        currency=purchase.currency,
        ship_to=purchase.ship_to,
        email=purchase.email,
        address=address.as_json(),
        business=purchase.business,
        lines=[[vendor_id, str(variant), quantity] for variant, quantity in pieces.items()],
        choices={one.key: one.chosen.code for one in sold.consignments},
        difference=difference.as_json(),
        created_at=at,
    )
    try:
        requote(session, at=at)
    except CartEmpty as gone:
        raise DifferenceUnquotable() from gone
    if not session.frozen.totals.total.amount:
        raise DifferenceUnquotable()
    touch(session, at=at)
    return session.public_id, session.frozen.totals.total


@transaction_required
def withdraw_difference(session_id: UUID, *, at: datetime) -> bool:
    """Close a checkout over a difference, since the buyer wants no other goods any more; False where it is paid."""
    reopen(session_id, at=at)
    return lapse_difference(session_id, at=at)


@transaction_required
def lapse_difference(session_id: UUID, *, at: datetime) -> bool:
    """Close a checkout over a difference that nobody is just paying; False where somebody is, or it is paid."""
    session = locked(session_id)
    if session.status == SessionStatus.OPEN:
        session.status = states.SESSION.next(SessionStatus(session.status), "expire")
        session.version += 1
        session.updated_at = at
        session.save(update_fields=["status", "version", "updated_at"])
    return session.status == SessionStatus.EXPIRED
