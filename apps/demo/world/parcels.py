"""Demo · parcels under way: what vendors do with the open purchases of the plan · vendors' schemas.

Everything goes through the ordinary operations and the carrier that answers: its own
clock moves the parcels once they are handed over.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import requests
from django.conf import settings
from django.db import transaction
from django_tenants.utils import tenant_context

from apps.checkout import selectors as purchases
from apps.checkout.selectors import history as recorded
from apps.common.types import Actor, ActorKind
from apps.orders import operations as orders
from apps.orders import selectors as order_reads
from apps.shipping import selectors as shipping
from apps.shipping.operations import labelling, packing, sending
from apps.shipping.types import FulfilmentStatus
from apps.vendors import selectors as vendors

from .past import key_of

VENDOR = Actor(ActorKind.VENDOR)
_STEPS = {"paid": 0, "packing": 1, "label_printed": 2}
_HANDED_OVER = 3
# What befalls a parcel of these stages, in turn, and for how many days of the carrier's time.
_MISHAPS: dict[str, tuple[tuple[str, float], ...]] = {
    "exception": (("lost", 0.2), ("damaged", 0.2)),
    "import_customs": (("held", 120), ("held", 20)),
    "export_customs": (("late", 30), ("attempt_failed", 1)),
}


def expect_inspection() -> bool:
    """Have the sandbox's customs inspect the next parcel to Germany; whether it listens."""
    order = {"kind": "inspect", "match": "declaration DE *"}
    base = settings.CUSTOMS_AUTHORITIES["*"]["api_base"]
    try:
        return requests.post(f"{base}/_sandbox/faults", json=order, timeout=5).ok
    except requests.RequestException:
        return False


def befall(numbers: Sequence[str], stage: str, turn: int) -> None:
    """Have the sandbox's carrier, where it listens, lose, damage, hold or delay a parcel as the plan's stage says."""
    mishaps = _MISHAPS.get(stage, ())
    if not mishaps or not numbers:
        return
    kind, days = mishaps[turn % len(mishaps)]
    order = {"kind": kind, "tracking_number": numbers[0], "days": days}
    with suppress(requests.RequestException):
        requests.post(f"{settings.MERIDIAN['api_base']}/_sandbox/faults", json=order, timeout=5)


def advance(rows: list[dict[str, Any]], *, at: datetime, done: Callable[[], None]) -> int:
    """Bring each vendor's part to the stage of the plan, or as far as a vendor can; how many shipments moved.

    Twice is once: a shipment that is as far, or further, stays where it is.

    Raises:
        CarrierUnavailable: the carrier does not answer. What was done before stays.
    """
    moved = 0
    turns: Counter[str] = Counter()
    known = recorded.recorded([key_of(row["id"]) for row in rows])
    for row in rows:
        public_id = known.get(key_of(row["id"]))
        parts = purchases.purchase(public_id).parts if public_id else ()
        plans = {parcel["vendor"]: parcel for parcel in row["parcels"]}
        for part in parts:
            if plan := plans.get(part.vendor_slug):
                with tenant_context(vendors.by_slug(part.vendor_slug)):
                    since = at - timedelta(days=plan["days_in_stage"])
                    sent = _advance(part.order_id, _STEPS.get(plan["stage"], _HANDED_OVER), at=since)
                    moved += sent
                    if sent:
                        befall(_numbers(part.order_id), plan["stage"], turns[plan["stage"]])
                        turns[plan["stage"]] += 1
        done()
    return moved


def _numbers(order_id: UUID) -> list[str]:
    sent = shipping.for_orders([order_id])[order_id]
    return [parcel.tracking_number for one in sent for parcel in one.parcels if parcel.tracking_number]


def _advance(order_id: UUID, step: int, *, at: datetime) -> int:
    if step < 1:
        return 0
    if "confirm" in order_reads.order(order_id).events:
        with transaction.atomic():
            orders.confirm(order_id, at=at, by=VENDOR)
    moved = 0
    for fulfilment in shipping.for_orders([order_id])[order_id]:
        moved += _send(fulfilment.public_id, FulfilmentStatus(fulfilment.status), step, at=at)
    return moved


def _send(public_id: UUID, status: FulfilmentStatus, step: int, *, at: datetime) -> bool:
    begun = status
    if step >= 2 and status == FulfilmentStatus.PENDING:
        with transaction.atomic():
            status = FulfilmentStatus(packing.pack(public_id, at=at, by=VENDOR).status)
    if step >= 2 and status == FulfilmentStatus.PACKED:
        status = FulfilmentStatus(labelling.print_label(public_id, at=at, by=VENDOR).status)
    if step >= _HANDED_OVER and status == FulfilmentStatus.LABELLED:
        status = FulfilmentStatus(sending.hand_over(public_id, at=at, by=VENDOR).status)
    return status != begun
