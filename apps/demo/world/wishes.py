"""Demo · what buyers ask of orders that wait to be packed: a wish, a greeting, another version · vendors' schemas."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db import transaction
from django_tenants.utils import tenant_context

from apps.checkout import operations
from apps.checkout import selectors as purchases
from apps.checkout.selectors import history as recorded
from apps.common.errors import MarketError
from apps.common.types import Actor, ActorKind
from apps.orders import selectors as orders
from apps.vendors import selectors as vendors

from .past import key_of

BUYER = Actor(ActorKind.BUYER)
_NOTE, _GREETING = "Please pack it without plastic.", "Happy birthday, dear Mia! Drink your tea while it is hot."


def make(rows: Sequence[Mapping[str, Any]], shops: Collection[str], *, at: datetime) -> int:
    """For each shop one order that waits, with a wish and a greeting, and one of another version where it sells such
    at the same price; how many were asked for. Twice is once."""
    known = recorded.recorded([key_of(row["id"]) for row in rows])
    waiting, swapping, made = set(shops), set(shops), 0
    for row in rows:
        public_id = known.get(key_of(row["id"])) if row["stage"] == "open" else None
        for part in purchases.purchase(public_id).parts if public_id else ():
            if part.vendor_slug in waiting:
                waiting.discard(part.vendor_slug)
                made += _ask(part.order_id, part.vendor_slug, at=at)
            if part.vendor_slug in swapping:
                is_sent, is_new = _other(part.order_id, part.vendor_slug, at=at)
                made += is_new
                swapping -= {part.vendor_slug} if is_sent else set()
    return made


def _other(order_id: Any, slug: str, *, at: datetime) -> tuple[bool, bool]:
    """Whether an order sends another version, and whether that is new."""
    with tenant_context(vendors.by_slug(slug)):
        order = orders.order(order_id)
        lines = orders.to_swap(order, BUYER.kind, language="en")
    if any(entry.code == "swapped" for entry in order.timeline):
        return True, False
    for line in lines:
        for version in line.versions:
            with suppress(MarketError), transaction.atomic():
                if not version.less:
                    operations.swap_line(order_id, place=line.place, variant_id=version.variant_id, at=at, by=BUYER)
                    return True, True
    return False, False


def _ask(order_id: Any, slug: str, *, at: datetime) -> int:
    with tenant_context(vendors.by_slug(slug)):
        order = orders.order(order_id)
    if order.note or not order.is_open:
        return 0
    with transaction.atomic():
        operations.change_wishes(order_id, note=_NOTE, gift_message=_GREETING, at=at, by=BUYER)
    return 1
