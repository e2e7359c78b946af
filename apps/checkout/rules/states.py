"""Checkout · the session's table, and what parts, parcels and the whole have come to: pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from apps.checkout.types import PartStatus, PurchaseStatus, SessionStatus
from apps.common.machines import Machine

S, P = SessionStatus, PartStatus

SESSION = Machine(
    "checkout",
    {
        (S.OPEN, "place"): S.PLACED,
        (S.OPEN, "expire"): S.EXPIRED,
        (S.PLACED, "complete"): S.COMPLETED,
        (S.PLACED, "reopen"): S.OPEN,
        (S.PLACED, "expire"): S.EXPIRED,
    },
)

# What an order's news says of its part.
ORDER_NEWS = {
    "orders.placed": P.PLACED,
    "orders.confirmed": P.CONFIRMED,
    "orders.packed": P.PACKED,
    "orders.shipped": P.SHIPPED,
    "orders.delivered": P.DELIVERED,
    "orders.cancelled": P.CANCELLED,
}


def whole(parts: Collection[PartStatus]) -> PurchaseStatus:
    """What the purchase has come to, from all of its parts; cancelled parts count only where all are.

    Raises:
        ValueError: no parts.
    """
    if not parts:
        raise ValueError("A purchase has parts.")
    alive = [part for part in parts if part is not P.CANCELLED]
    if not alive:
        return PurchaseStatus.CANCELLED
    if all(part is P.DELIVERED for part in alive):
        return PurchaseStatus.DELIVERED
    if any(part is P.DELIVERED for part in alive):
        return PurchaseStatus.PARTLY_DELIVERED
    if all(part is P.SHIPPED for part in alive):
        return PurchaseStatus.SHIPPED
    if any(part is P.SHIPPED for part in alive):
        return PurchaseStatus.PARTLY_SHIPPED
    return PurchaseStatus.PLACED if all(part is P.PLACED for part in alive) else PurchaseStatus.PREPARING


def parcel_after(known: Mapping[str, Any], news: Mapping[str, Any]) -> dict[str, Any]:
    """A shipment's last news after `news`, whichever arrived first: the later in event time stands.

    Both hold `occurred_at` as ISO text; delivery stays known whatever comes after.
    """
    if known and datetime.fromisoformat(known["occurred_at"]) > datetime.fromisoformat(news["occurred_at"]):
        older, newer = news, known
    else:
        older, newer = known, news
    merged = {**older, **{name: value for name, value in newer.items() if value not in (None, "")}}
    delivered = known.get("delivered_at") or news.get("delivered_at")
    return {**merged, "delivered_at": delivered} if delivered else merged
