"""Payouts · what vendors are owed, what of it is due, and who is · public schema."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from apps.common.money import from_minor
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode, JournalKind

from ..models import Payout, PayoutTerms, ReserveHold, SaleDue
from ..rules import states
from ..types import Balance, PayoutStatus


def open_postings(vendor_id: int) -> QuerySet[Any]:
    """Postings to a vendor's account that no payout has paid, oldest first; a payout's own are not among them."""
    return (
        ledger.postings()
        .filter(account__code=AccountCode.VENDOR_PAYABLE, account__vendor_id=vendor_id, payout_item__isnull=True)
        .exclude(journal__kind=JournalKind.PAYOUT)
        .order_by("pk")
    )


def due_postings(vendor_id: int, *, at: datetime) -> QuerySet[Any]:
    """Those that may be paid now: of purchases that are due, and all that belong to no purchase."""
    due = SaleDue.objects.filter(vendor_id=vendor_id, purchase_id=OuterRef("journal__purchase_id"), due_at__lte=at)
    return open_postings(vendor_id).filter(Q(journal__purchase_id__isnull=True) | Exists(due))


def balances(vendor_id: int, *, at: datetime) -> list[Balance]:
    """What a vendor is owed, by currency. Four queries."""
    open_units = _sums(open_postings(vendor_id))
    due_units = _sums(due_postings(vendor_id, at=at))
    reserved = dict(
        ReserveHold.objects.filter(vendor_id=vendor_id, released_at__isnull=True)
        .order_by()
        .values_list("currency")
        .annotate(Sum("amount"))
    )
    under_way: dict[tuple[str, bool], int] = defaultdict(int)
    rows = Payout.objects.filter(vendor_id=vendor_id, status__in=[PayoutStatus.DRAFT, *states.UNDER_WAY])
    for currency, status, units in rows.order_by().values_list("currency", "status").annotate(Sum("amount")):
        under_way[currency, status == PayoutStatus.DRAFT] += units
    currencies = sorted({*open_units, *reserved, *(currency for currency, _ in under_way)})
    return [
        Balance(
            currency=currency,
            available=from_minor(due_units.get(currency, 0), currency),
            pending=from_minor(open_units.get(currency, 0) - due_units.get(currency, 0), currency),
            reserve=from_minor(reserved.get(currency, 0), currency),
            in_preparation=from_minor(under_way[currency, True], currency),
            in_transit=from_minor(under_way[currency, False], currency),
        )
        for currency in currencies
    ]


def vendors_with_due(*, at: datetime) -> list[int]:
    """The keys of vendors who may have something to be paid now, or a reserve to be released."""
    sales = SaleDue.objects.filter(due_at__lte=at).order_by().values_list("vendor_id", flat=True).distinct()
    reserves = ReserveHold.objects.filter(released_at__isnull=True, release_at__lte=at)
    held = PayoutTerms.objects.exclude(hold_reason="").values_list("vendor_id", flat=True)
    return sorted(({*sales, *reserves.values_list("vendor_id", flat=True)}) - set(held))


def _sums(postings: QuerySet[Any]) -> dict[str, int]:
    rows = postings.order_by().values_list("currency").annotate(Sum("amount"))
    return {currency: -int(units) for currency, units in rows}
