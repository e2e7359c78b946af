"""Checkout · purchases as staff look for them · public schema."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.checkout.models import Purchase, PurchasePart
from apps.checkout.rules import states
from apps.checkout.types import PartStatus
from apps.checkout.types.records import PartRecord, PurchaseRecord
from apps.common.errors import NotFound


def purchases() -> QuerySet[Purchase]:
    """Every purchase with its parts, to be narrowed and cut by who shows them. Three queries a page."""
    return Purchase.objects.prefetch_related("parts__vendor")


def search(rows: QuerySet[Purchase], text: str) -> QuerySet[Purchase]:
    """Those whose id, checkout, payment or order has this id, or whose order number or address of mail this text."""
    try:
        wanted = UUID(text)
    except ValueError:
        by_number = PurchasePart.objects.filter(order_number__iexact=text).values("purchase_id")
        return rows.filter(Q(email__iexact=text) | Q(pk__in=by_number))
    by_order = PurchasePart.objects.filter(order_id=wanted).values("purchase_id")
    return rows.filter(Q(public_id=wanted) | Q(session_id=wanted) | Q(intent_id=wanted) | Q(pk__in=by_order))


def as_record(row: Purchase) -> PurchaseRecord:
    """A purchase as a value; its parts must have been fetched with it."""
    parts = list(row.parts.all())
    return PurchaseRecord(
        public_id=row.public_id,
        number=row.number,
        status=states.whole([PartStatus(part.status) for part in parts]).value if parts else "",
        placed_at=row.placed_at,
        buyer_name=row.buyer_name,
        email=row.email,
        ship_to=row.ship_to,
        market=row.market,
        total=row.totals.total,
        intent_id=row.intent_id,
        parts=tuple(
            PartRecord(part.vendor.slug, part.order_id, part.order_number, part.status, part.total, part.commission)
            for part in parts
        ),
    )


def vendor_of_order(order_id: UUID) -> Any:
    """The vendor whose part of a purchase has become this order.

    Raises:
        NotFound: no purchase has such a part.
    """
    part = PurchasePart.objects.select_related("vendor").filter(order_id=order_id).first()
    if part is None:
        raise NotFound()
    return part.vendor
