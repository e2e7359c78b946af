"""Demo · returns under way: what buyers of the past send back to the shops that are open to look at · vendors."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django_tenants.utils import tenant_context

from apps.aftersales import operations, selectors
from apps.aftersales.types import Findings, Pieces, ReturnReason, ReturnStatus, ReturnWish, Wanted
from apps.catalog.selectors.versions import versions
from apps.checkout import selectors as purchases
from apps.checkout.selectors import history as recorded
from apps.common.types import Actor, ActorKind
from apps.orders import selectors as orders
from apps.vendors import selectors as vendors

from .past import key_of

BUYER, VENDOR = Actor(ActorKind.BUYER), Actor(ActorKind.VENDOR)
_OF_EACH = (("It crackles when hot water is poured in.", False), ("The glaze has come off at the rim.", True))


def make(rows: Sequence[Mapping[str, Any]], shops: Collection[str], *, at: datetime) -> int:
    """For each shop one return that waits for its word, one on its way back, and an exchange for dearer goods whose
    difference is not paid yet, where it sells such; how many were made. Twice is once."""
    known = recorded.recorded([key_of(row["id"]) for row in rows])
    waiting = {slug: list(_OF_EACH) for slug in shops}
    exchanging = set(shops)
    made = 0
    for row in sorted(rows, key=lambda one: int(one["days_ago"])):
        public_id = known.get(key_of(row["id"]))
        for part in purchases.purchase(public_id).parts if public_id and row["stage"] == "delivered" else ():
            plans = waiting.get(part.vendor_slug)
            if plans:
                with transaction.atomic(), tenant_context(vendors.by_slug(part.vendor_slug)):
                    made += _ask(part.order_id, *plans.pop(), at=at)
            elif part.vendor_slug in exchanging:
                with transaction.atomic(), tenant_context(vendors.by_slug(part.vendor_slug)):
                    is_made = _exchange(part.order_id, at=at)
                    made += is_made
                    exchanging -= {part.vendor_slug} if is_made else set()
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


def _exchange(order_id: Any, *, at: datetime) -> int:
    """Have a piece come back for a dearer version, where its product has one; the buyer is asked for the difference."""
    options = selectors.options(order_id, at=at)
    if not options.may_return or any(selectors.of_order(order_id)[0]):
        return 0
    order = orders.order(order_id)
    for line in options.lines:
        known = versions(line.variant_id, currency=order.vendor_goods.currency.code)
        given = known.pop(line.variant_id, None)
        dearer = [one for one in known.values() if given is not None and one.price.amount > given.price.amount]
        if line.left and dearer:
            wish = ReturnWish(
                (Pieces(line.place, 1),), ReturnReason.DEFECTIVE, Wanted.EXCHANGE, "The larger one, please.",
                {line.place: dearer[0].variant_id},
            )  # fmt: skip
            row = operations.ask_for_return(order_id, wish=wish, at=at, by=BUYER)
            if row.status == ReturnStatus.REQUESTED:
                operations.approve(row.public_id, at=at, by=VENDOR)
            if row.status != ReturnStatus.SETTLED:
                operations.receive(row.public_id, at=at, by=VENDOR)
                operations.inspect(row.public_id, findings=[Findings(line.place, 1, 0, 0)], at=at, by=VENDOR)
                operations.settle(row.public_id, at=at, by=VENDOR)
            return 1
    return 0
