"""Tills · what a cashier's entries add up to, and closings · vendor's schema."""

from __future__ import annotations

from decimal import Decimal
from uuid import UUID

from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum
from djmoney.money import Money

from apps.common.money import rounded
from apps.common.tenancy import current_vendor_id
from apps.vendors import selectors as vendors

from ..errors import TillUnknown
from ..models import TillClosing, TillEntry
from ..types import ClosingView, EntryKind, Means, TillCount

_SALE, _REFUND = Q(kind=EntryKind.SALE), Q(kind=EntryKind.REFUND)


def count(till_id: UUID, cashier: UUID) -> TillCount:
    """What a cashier's entries at a till come to since that cashier closed it last. Three queries."""
    mine = TillEntry.objects.filter(till__public_id=till_id, cashier=cashier)
    last = TillClosing.objects.filter(till__public_id=till_id, cashier=cashier).aggregate(upto=Max("upto"))["upto"] or 0
    found = (
        mine.filter(pk__gt=last)
        .order_by()
        .aggregate(
            sales=Count("pk", filter=_SALE),
            refunds=Count("pk", filter=_REFUND),
            sold=Sum("amount", filter=_SALE),
            given_back=Sum("amount", filter=_REFUND),
            by_terminal=Sum(F("amount") + F("difference"), filter=Q(means=Means.TERMINAL)),
            moved=Sum("amount", filter=Q(kind=EntryKind.CASH_MOVED)),
            expected=Sum("drawer"),
            first_at=Min("recorded_at"),
            upto=Max("pk"),
        )
    )
    currency = vendors.card(current_vendor_id()).currency

    def money(name: str) -> Money:
        return rounded(Money(found[name] or Decimal(0), currency))

    return TillCount(
        currency=currency,
        sales=found["sales"],
        refunds=found["refunds"],
        sold=money("sold"),
        given_back=-money("given_back"),
        by_terminal=money("by_terminal"),
        moved=money("moved"),
        expected=money("expected"),
        first_at=found["first_at"],
        upto=found["upto"] or last,
    )


def closings() -> QuerySet[TillClosing]:
    """Every closing, newest first."""
    return TillClosing.objects.select_related("till").order_by("-pk")


def closing(public_id: UUID) -> ClosingView:
    """One closing.

    Raises:
        TillUnknown: the vendor has none of this id.
    """
    found = closings().filter(public_id=public_id).first()
    if found is None:
        raise TillUnknown()
    return as_closing(found)


def as_closing(found: TillClosing) -> ClosingView:
    """The value that others hold of a closing."""

    def money(amount: Decimal) -> Money:
        return rounded(Money(amount, found.currency))

    return ClosingView(
        public_id=found.public_id,
        number=found.number,
        till=found.till.name,
        cashier=found.cashier_name,
        count=TillCount(
            currency=found.currency,
            sales=found.sales,
            refunds=found.refunds,
            sold=money(found.sold),
            given_back=money(found.given_back),
            by_terminal=money(found.by_terminal),
            moved=money(found.moved),
            expected=money(found.expected),
            first_at=found.first_at,
            upto=found.upto,
        ),
        counted=money(found.counted),
        difference=money(found.counted - found.expected),
        note=found.note,
        closed_at=found.closed_at,
    )
