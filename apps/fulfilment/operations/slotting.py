"""Fulfilment · proposals of better slots, worked out by a worker and kept for a day · vendor's schema."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from celery import current_app
from django.core.cache import cache

from apps.catalog import selectors as catalog
from apps.shipping import selectors as shipping
from apps.warehouse import selectors as warehouses

from ..rules import slots
from ..selectors.slotting import KEPT, SlotPlan, key_of

PAST_DAYS = 180
MOST_LINES = 20_000
SEARCH_S = 5.0


def ask(warehouse_id: UUID, *, vendor_id: int, at: datetime) -> None:
    """Have a worker look for better slots in a house."""
    cache.set(key_of(vendor_id, warehouse_id), SlotPlan(asked_at=at), KEPT.total_seconds())
    current_app.tasks["fulfilment.propose_slots"].delay(str(warehouse_id), vendor_id=vendor_id)


def work_out(warehouse_id: UUID, *, vendor_id: int, at: datetime, search_s: float = SEARCH_S) -> SlotPlan:
    """Learn from what left the house in the last half year where goods should lie; kept for a day.

    Raises:
        WarehouseMissing: there is no such house.
    """
    house = warehouses.warehouse(warehouse_id)
    bins = warehouses.bins(house.code, limit=5_000)
    pieces: dict[UUID, tuple[int, str]] = {}
    for one in warehouses.stowed(warehouse=house.code, limit=10_000):
        if one.bin and one.pieces > pieces.get(one.variant_id, (0, ""))[0]:
            pieces[one.variant_id] = (one.pieces, one.bin)
    lying = {variant_id: code for variant_id, (_, code) in pieces.items()}
    past = _past(warehouse_id, since=at - timedelta(days=PAST_DAYS))
    found = slots.proposals(bins, lying, past, catalog.variant_names(lying), cpu_s=search_s) if bins else []
    asked: dict[str, int] = {}
    for order in past:
        for variant_id in order.variant_ids:
            if variant_id in lying:
                asked[lying[variant_id]] = asked.get(lying[variant_id], 0) + 1
    plan = SlotPlan(asked_at=at, done_at=at, proposals=tuple(found), asked=asked, orders=len(past))
    cache.set(key_of(vendor_id, warehouse_id), plan, KEPT.total_seconds())
    return plan


def _past(warehouse_id: UUID, *, since: datetime) -> list[slots.Past]:
    rows = shipping.fulfilments().prefetch_related(None).filter(warehouse_id=warehouse_id, created_at__gte=since)
    lines: dict[int, tuple[datetime, list[UUID]]] = {}
    for key, at, variant_id in rows.order_by("-pk").values_list("pk", "created_at", "lines__variant_id")[:MOST_LINES]:
        if variant_id is not None:
            lines.setdefault(key, (at, []))[1].append(variant_id)
    return [slots.Past(at, tuple(variant_ids)) for at, variant_ids in lines.values()]
