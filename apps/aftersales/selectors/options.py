"""Aftersales · what can be returned or claimed of an order today, by what right · vendor's schema."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import F, Q, Sum

from apps.aftersales.errors import NoReturns, NotSentYet, ReturnTooLate
from apps.aftersales.models import ClaimLine, ReturnLine, ReturnPolicy
from apps.aftersales.rules import terms as rules
from apps.aftersales.types import (
    ExchangeStatus,
    Options,
    Payer,
    RemedyStatus,
    Returnable,
    ReturnReason,
    ReturnStatus,
    Terms,
)
from apps.checkout.selectors import refunds
from apps.common.errors import NotFound
from apps.common.tenancy import current_vendor_id
from apps.orders import selectors as orders
from apps.orders.types import OrderStatus, OrderView
from apps.remedies import selectors as remedies

_SENT = (OrderStatus.SHIPPED, OrderStatus.DELIVERED)
# Returns whose pieces are free again, or were given back in the refunds already.
_ENDED = (ReturnStatus.REFUSED, ReturnStatus.CANCELLED, ReturnStatus.EXPIRED, ReturnStatus.CLOSED, ReturnStatus.SETTLED)
_CLAIMED = (RemedyStatus.PENDING, RemedyStatus.DISPUTED, RemedyStatus.RESENT)


def policy() -> ReturnPolicy:
    """The seller's own rule; where it never set one, the defaults, unsaved."""
    return ReturnPolicy.objects.first() or ReturnPolicy(pk=1)


def delivered_on(order: OrderView) -> date | None:
    """The day on which the last parcel of an order came, None before; of history without parcels the last promised."""
    told = [entry.occurred_at.date() for entry in order.timeline if entry.code == "delivered"]
    if told:
        return max(told)
    if order.row.status != OrderStatus.DELIVERED:
        return None
    return order.row.placed_at.date() + timedelta(days=order.delivery_days[1])


def terms_for(order: OrderView, reason: ReturnReason, *, on: date) -> Terms:
    """By what right an order's goods can come back for a reason on a day."""
    own = policy()
    return rules.terms(
        reason,
        right=remedies.right_in(order.row.country, order.row.placed_at.date()),
        policy=rules.Policy(own.days, Payer(own.payer)),
        delivered_on=delivered_on(order),
        on=on,
        is_business=order.business is not None,
    )


def returnable(order: OrderView) -> tuple[Returnable, ...]:
    """An order's lines with the pieces that are sent, and neither given back nor in a case already.

    Raises:
        NotFound: no purchase of ours paid for it: it replaces goods of another.
    """
    if order.replaces is not None:
        raise NotFound()
    known = refunds.refundable(order.row.public_id, vendor_id=current_vendor_id())
    used = _in_cases(order.row.public_id)
    return tuple(
        Returnable(
            place=line.place,
            variant_id=order.lines[line.place].variant_id,
            sku=line.sku,
            title=line.title,
            option_label=line.option_label,
            quantity=line.quantity,
            left=max(min(line.quantity_left, order.lines[line.place].left) - used[line.place], 0),
            unit_price=order.lines[line.place].unit_price,
            warehouse_id=order.lines[line.place].warehouse_id,
        )
        for line in known.lines
    )


def options(order_id: UUID, *, at: datetime, reason: ReturnReason = ReturnReason.CHANGED_MIND) -> Options:
    """What a buyer may do about an order now; where not, `why_not` says why in the reader's language.

    Raises:
        OrderUnknown, NotFound: this vendor has no such order, or no purchase paid for it.
    """
    order = orders.order(order_id)
    lines = returnable(order)
    terms = terms_for(order, reason, on=at.date())
    is_sent = order.row.status in _SENT
    has_left = any(line.left for line in lines)
    why_not = ""
    if not is_sent:
        why_not = NotSentYet().text()
    elif not terms.is_open:
        why_not = ReturnTooLate(until=terms.until).text() if terms.until else NoReturns().text()
    return Options(
        order_id=order_id,
        order_number=order.row.number,
        delivered_on=delivered_on(order),
        lines=lines,
        terms=terms,
        may_return=is_sent and has_left,
        may_claim=is_sent and has_left,
        why_not=why_not,
    )


def _in_cases(order_id: UUID) -> Counter[int]:
    """Pieces of each line that are under way back, claimed, or made good without a refund of ours. Five queries."""
    was_sent = Q(request__exchange__status=ExchangeStatus.SENT)
    open_returns = ReturnLine.objects.filter(request__order_id=order_id)
    # What is disputed once it was settled is about the pieces that were not accepted: the others have their money.
    was_settled = Q(request__status=ReturnStatus.DISPUTED, request__settled_at__isnull=False)
    on_way = open_returns.exclude(Q(request__status__in=_ENDED) | was_settled)
    moving = on_way.values_list("place").annotate(Sum("quantity"))
    objected = open_returns.filter(was_settled).values_list("place").annotate(Sum("refused"))
    ended = open_returns.filter(Q(request__status__in=(ReturnStatus.SETTLED, ReturnStatus.CLOSED)) | was_settled)
    done = ended.filter(was_sent | Q(request__refund_id=None))
    swapped = done.values_list("place").annotate(sum=Sum(F("restocked") + F("disposed")))
    elsewhere = Q(claim__remedy=RemedyStatus.REFUNDED, claim__refund_id=None)
    claimed = ClaimLine.objects.filter(elsewhere | Q(claim__remedy__in=_CLAIMED), claim__order_id=order_id)
    used: Counter[int] = Counter()
    for rows in (moving, objected, swapped, claimed.values_list("place").annotate(Sum("quantity"))):
        for place, pieces in rows.order_by("place"):
            used[place] += pieces
    granted = ended.filter(was_sent, request__refund_id__isnull=False).values_list("request__refund_id", flat=True)
    for refund_id in set(granted.order_by()):  # refunds count these pieces, too
        for place, cells in enumerate(refunds.taken_of(refund_id).lines):
            used[place] -= cells.quantity
    return used
