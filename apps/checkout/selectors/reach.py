"""Checkout · how much of a purchase can be paid back just now, by its provider and to credit · public schema."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet, Sum
from djmoney.money import Money

from apps.checkout.errors import RefundHeld
from apps.checkout.models import PurchasePart, Refund
from apps.checkout.types.refunds import RefundKind, RefundStatus
from apps.common.money import from_minor, to_minor
from apps.credits import selectors as credits
from apps.payments import selectors as payments
from apps.payments.operations.history import GATEWAY as HISTORY


def reach_of(part: PurchasePart) -> int:
    """How much more the buyer of a part's purchase may be owed so that it can be paid, in minor units.

    By the provider, and back to the gift cards and the store credit that paid. Two to four queries.
    """
    return provider_reach(part) + credit_left(part)


def credit_left(part: PurchasePart) -> int:
    """How much can still go back to the gift cards and the store credit that paid a part's purchase, in minor units.

    No query where none did.
    """
    if not part.purchase.credit:
        return 0
    return sum(to_minor(one.left) for one in credits.spent_on(part.purchase.public_id))


def provider_reach(part: PurchasePart) -> int:
    """How much more the buyer of a part's purchase may be owed so that the provider can pay it, in minor units.

    What has been released untaken needs no paying; what was asked for and failed is still to be paid. Two or three
    queries.
    """
    there = payments.reach(part.purchase.intent_id)
    owed, asked, failed = _promised(part)
    return to_minor(there.left) + to_minor(there.released) - (owed - asked) - failed


def untaken(part: PurchasePart) -> int:
    """How much of what the buyer of a part's purchase is owed next was released untaken, and so never paid, in minor
    units. Three queries."""
    owed, _, _ = _promised(part)
    return max(to_minor(payments.reach(part.purchase.intent_id).released) - owed, 0)


def within_reach(part: PurchasePart, units: int) -> int:
    """So much of an amount as can be given back now. What was paid elsewhere is not ours to judge."""
    if units <= 0 or payments.intent(part.purchase.intent_id).gateway == HISTORY:
        return units
    return min(units, max(reach_of(part), 0))


def require_within_reach(part: PurchasePart, units: int) -> int:
    """The reach of a part's refunds, see reach_of.

    Raises:
        RefundHeld: the provider would not pay an amount now: disputed, or not taken yet.
    """
    reach = reach_of(part)
    if units > reach:
        raise RefundHeld(left=str(from_minor(max(reach, 0), part.purchase.currency)))
    return reach


def carried_out(purchase_id: int) -> QuerySet[Refund]:
    """The refunds of a purchase that were booked and that the buyer is to get from the provider."""
    carried = (RefundStatus.REQUESTED, RefundStatus.PAID, RefundStatus.FAILED)
    return Refund.objects.filter(part__purchase=purchase_id, status__in=carried).exclude(kind=RefundKind.CHARGEBACK)


def _promised(part: PurchasePart) -> tuple[int, int, int]:
    """What a purchase's buyer is owed back by the provider, what of it that was asked for, and what of that failed."""
    sums = carried_out(part.purchase_id).aggregate(
        owed=Sum(F("amount") - F("credited")),
        asked=Sum("tendered"),
        failed=Sum("tendered", filter=Q(status=RefundStatus.FAILED)),
    )
    currency = part.purchase.currency
    owed, asked, failed = (to_minor(Money(sums[name] or 0, currency)) for name in ("owed", "asked", "failed"))
    return owed, asked, failed
