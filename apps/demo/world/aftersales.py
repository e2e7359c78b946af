"""Demo · returns under way: what buyers of the past send back to the shops that are open to look at · vendors."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django_tenants.utils import tenant_context

from apps.aftersales import operations, selectors
from apps.aftersales.types import Pieces, ReturnReason, ReturnWish
from apps.checkout import selectors as purchases
from apps.checkout.selectors import history as recorded
from apps.common.types import Actor, ActorKind
from apps.vendors import selectors as vendors

from .past import key_of

BUYER, VENDOR = Actor(ActorKind.BUYER), Actor(ActorKind.VENDOR)
_OF_EACH = (("It crackles when hot water is poured in.", False), ("The glaze has come off at the rim.", True))


def make(rows: Sequence[Mapping[str, Any]], shops: Collection[str], *, at: datetime) -> int:
    """For each shop one return that waits for its word and one on its way back; how many were made. Twice is once."""
    known = recorded.recorded([key_of(row["id"]) for row in rows])
    waiting = {slug: list(_OF_EACH) for slug in shops}
    made = 0
    for row in sorted(rows, key=lambda one: int(one["days_ago"])):
        public_id = known.get(key_of(row["id"]))
        for part in purchases.purchase(public_id).parts if public_id and row["stage"] == "delivered" else ():
            plans = waiting.get(part.vendor_slug)
            if plans:
                with transaction.atomic(), tenant_context(vendors.by_slug(part.vendor_slug)):
                    made += _ask(part.order_id, *plans.pop(), at=at)
    return made


def _ask(order_id: Any, note: str, is_sent: bool, *, at: datetime) -> int:
    if any(selectors.of_order(order_id)):
        return 0
    wish = ReturnWish((Pieces(0, 1),), ReturnReason.DEFECTIVE, note=note)
    row = operations.ask_for_return(order_id, wish=wish, at=at, by=BUYER)
    if is_sent:
        operations.approve(row.public_id, at=at, by=VENDOR)
        operations.send_back(row.public_id, tracking_number="00340434161094021501", at=at, by=BUYER)
    return 1
