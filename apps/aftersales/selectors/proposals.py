"""Aftersales · what settling a return or a claim would give back now, before it is done · vendor's schema."""

from __future__ import annotations

from dataclasses import dataclass, replace

from djmoney.money import Money

from apps.aftersales.models import Claim, Exchange, ReturnRequest
from apps.aftersales.rules import wishes
from apps.aftersales.types import ClaimKind, ExchangeStatus, ReturnReason
from apps.checkout import selectors as checkouts
from apps.checkout.errors import PaidElsewhere
from apps.checkout.selectors import refunds
from apps.checkout.types.refunds import Refundable, RefundPreview, RefundWish
from apps.common.errors import MarketError
from apps.common.tenancy import current_vendor_id
from apps.orders import selectors as orders
from apps.orders.types import OrderStatus


@dataclass(frozen=True)
class Proposal:
    """What the buyer would get; where nothing can be given from here, `hindrance` says why in the reader's language.

    `is_elsewhere`: the money has to be given back where it was paid. `charge` is what was paid besides for dearer goods
    that do not come.
    """

    preview: RefundPreview | None = None
    hindrance: str = ""
    is_elsewhere: bool = False
    charge: Money | None = None


def for_return(row: ReturnRequest, *, made_by: int | None) -> Proposal:
    """What settling a return would give back and post; nothing where no piece is accepted, or other goods are sent."""
    if row.settled_at is not None:
        wish = due_instead(row)
        proposal = _proposed(row, wish, made_by=made_by) if wish else Proposal()
        charged = unsent_charge(row)
        return replace(proposal, charge=charged.left) if charged else proposal
    places = {line.place: line.accepted for line in row.lines.all() if line.accepted}
    exchange = getattr(row, "exchange", None)
    if not places or (exchange is not None and exchange.status != ExchangeStatus.DROPPED):
        return Proposal()
    wish = wishes.of_return(ReturnReason(row.reason), places, with_shipping=row.with_shipping, number=row.number)
    return _proposed(row, wish, made_by=made_by)


def due_instead(row: ReturnRequest) -> RefundWish | None:
    """The money for pieces whose replacement does not come, less what was given for them already; None where nothing
    of them is left.
    """
    vendor_id = current_vendor_id()
    given = refunds.taken_of(row.refund_id).lines if row.refund_id else ()
    left = refunds.refundable(row.order_id, vendor_id=vendor_id).lines
    places = {}
    for line in row.lines.all():
        paid = given[line.place].quantity if given else 0
        if (pieces := min(line.accepted - paid, left[line.place].quantity_left)) > 0:
            places[line.place] = pieces
    if not places:
        return None
    wish = wishes.of_return(ReturnReason(row.reason), places, with_shipping=row.with_shipping, number=row.number)
    rest = refunds.rest_of(row.order_id, wish, after=f"exchange:{row.public_id}", vendor_id=vendor_id)
    return replace(wish, amount=rest) if rest.amount > 0 else None


def unsent_charge(row: ReturnRequest) -> Refundable | None:
    """The order of dearer goods that do not come, of which something that was paid is not given back; None where there
    is none. A cancelled order's money goes back by itself.
    """
    exchange = Exchange.objects.filter(request=row, status=ExchangeStatus.DROPPED, session_id__isnull=False).first()
    sold = checkouts.parts_of_session(exchange.session_id).get(current_vendor_id()) if exchange else None
    if sold is None or orders.order(sold.order_id).row.status == OrderStatus.CANCELLED:
        return None
    found = refunds.refundable(sold.order_id, vendor_id=current_vendor_id())
    return found if (found.left + found.held).amount else None


def for_claim(row: Claim, *, made_by: int | None) -> Proposal:
    """What a claim's buyer would get back for all of its pieces."""
    places = {line.place: line.quantity for line in row.lines.all()}
    return _proposed(row, wishes.of_claim(ClaimKind(row.kind), places, number=row.number), made_by=made_by)


def _proposed(row: ReturnRequest | Claim, wish: RefundWish, *, made_by: int | None) -> Proposal:
    try:
        return Proposal(refunds.preview(row.order_id, wish, vendor_id=current_vendor_id(), made_by=made_by))
    except PaidElsewhere as refused:
        return Proposal(hindrance=refused.text(), is_elsewhere=True)
    except MarketError as refused:
        return Proposal(hindrance=refused.text())
