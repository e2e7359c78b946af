"""Checkout · until when vendors have to confirm their parts, and which nobody confirmed · public schema."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db.models import Q

from apps.checkout.models import Purchase, PurchasePart
from apps.checkout.types import PartStatus

Place = tuple[datetime, int]


def confirm_by(order_id: UUID) -> datetime | None:
    """Until when a vendor has to confirm an order that is new; None where nobody said, or it is not new. One query."""
    if not settings.ORDER_CONFIRM_HOURS:
        return None
    rows = PurchasePart.objects.filter(order_id=order_id, status=PartStatus.PLACED)
    found = rows.values_list("purchase__market", "purchase__placed_at").first()
    hours = _hours(found[0]) if found else None
    return None if found is None or hours is None else found[1] + timedelta(hours=hours)


def deadline(purchase_id: UUID, *, since: datetime) -> datetime | None:
    """Until when a vendor has to confirm what it sends in place of a purchase's goods since then. One query."""
    if not settings.ORDER_CONFIRM_HOURS:
        return None
    market = Purchase.objects.filter(public_id=purchase_id).values_list("market", flat=True).first()
    hours = _hours(market) if market is not None else None
    return None if hours is None else since + timedelta(hours=hours)


def unconfirmed(*, at: datetime, limit: int, after: Place | None = None) -> list[tuple[UUID, Place]]:
    """Orders that their vendors have not confirmed in time, the oldest first, each with its place in that row.

    `after` is the place of the last one that was looked at: what the marketplace holds stays in the row, and must not
    stand before the others for ever. One query.
    """
    own = settings.ORDER_CONFIRM_HOURS
    late = Q(pk__in=[])
    for market, hours in own.items():
        there = ~Q(purchase__market__in=[*own]) if market == "*" else Q(purchase__market=market)
        late |= there & Q(purchase__placed_at__lt=at - timedelta(hours=hours))
    rows = PurchasePart.objects.filter(late, status=PartStatus.PLACED).order_by("purchase__placed_at", "pk")
    if after is not None:
        instant, key = after
        rows = rows.filter(Q(purchase__placed_at__gt=instant) | Q(purchase__placed_at=instant, pk__gt=key))
    found = rows.values_list("order_id", "purchase__placed_at", "pk")[:limit]
    return [(order_id, (placed_at, key)) for order_id, placed_at, key in found]


def _hours(market: str) -> int | None:
    known: int | None = settings.ORDER_CONFIRM_HOURS.get(market, settings.ORDER_CONFIRM_HOURS.get("*"))
    return known
