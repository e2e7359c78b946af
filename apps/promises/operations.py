"""Promises · shipments that leave, arrive or fail, and learning from them · public schema."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from apps.common.transactions import transaction_required

from . import selectors
from .models import LaneFigure, Transit
from .rules import learning, windows
from .types import Basis, Departure, Outcome, Way

HISTORY_DAYS = 400
MOST = 50_000  # parcels that are learned from at once


@transaction_required
def depart(one: Departure, *, at: datetime) -> None:
    """Keep what was promised for a shipment that leaves its house now. Twice is once."""
    Transit.objects.bulk_create([_transit(one, at=at)], ignore_conflicts=True)


@transaction_required
def record_past(one: Departure, *, at: datetime, arrived_at: datetime, customs_h: int | None) -> None:
    """Keep a shipment that left at `at` and has arrived since. Twice is once."""
    row = _transit(one, at=at)
    row.outcome, row.arrived_at, row.customs_h = Outcome.DELIVERED, arrived_at, customs_h
    Transit.objects.bulk_create([row], ignore_conflicts=True)


@transaction_required
def arrive(shipment_id: UUID, *, arrived_at: datetime, customs_h: int | None) -> None:
    """A shipment is at the door; customs held it for `customs_h` hours (None: not at all)."""
    Transit.objects.filter(shipment_id=shipment_id).update(
        outcome=Outcome.DELIVERED, arrived_at=arrived_at, customs_h=customs_h
    )


@transaction_required
def fail(shipment_id: UUID, *, at: datetime) -> None:
    """A shipment will not arrive. What is found later arrives all the same."""
    Transit.objects.filter(shipment_id=shipment_id, outcome=Outcome.UNDER_WAY).update(
        outcome=Outcome.FAILED, arrived_at=at
    )


@transaction_required
def learn(*, at: datetime) -> int:
    """Learn from the parcels that arrived in the last 400 days what each way takes; the number of pools that tell.

    Pools of fewer than twenty parcels tell nothing.
    """
    since = at - timedelta(days=HISTORY_DAYS)
    arrived = Transit.objects.filter(outcome=Outcome.DELIVERED, arrived_at__gte=since)
    rows = list(arrived.order_by("-arrived_at")[:MOST])
    learner = learning.Learner()
    for _ in learner.replay([_past(row) for row in rows]):
        pass
    made = _made(learner, _customs(rows), at=at)
    LaneFigure.objects.all().delete()
    LaneFigure.objects.bulk_create(made)
    selectors.forget_figures()
    return len(made)


def _transit(one: Departure, *, at: datetime) -> Transit:
    promise = selectors.promise(one.table.way, table_days=one.table.days)
    day = at.date()
    return Transit(
        **vars(one.table.way),
        shipment_id=one.shipment_id,
        vendor_id=one.vendor_id,
        created_at=one.created_at,
        handed_over_at=at,
        due_on=day + timedelta(days=one.table.days[1]),
        promised_from=day + timedelta(days=promise.from_days),
        promised_until=day + timedelta(days=promise.until_days),
        weight_g=one.weight_g,
        cost=one.table.price.amount,
        currency=one.table.price.currency.code,
    )


def _made(learner: learning.Learner, customs: dict[str, int], *, at: datetime) -> list[LaneFigure]:
    made = []
    for key in learner.keys:
        ordered = learner.pool(key)
        if len(ordered) < learning.FEWEST:
            continue
        low, high = windows.window(ordered, 1 - learner.left_out)
        made.append(
            LaneFigure(
                key=key,
                basis=Basis(key.split(" ", 1)[0]),
                count=len(ordered),
                residuals=Counter(ordered),
                low=low,
                high=high,
                customs_h=customs.get(key),
                learned_at=at,
            )
        )
    return made


def _customs(rows: Sequence[Transit]) -> dict[str, int]:
    """By pool, for how long customs held nine of ten parcels that it held, in hours."""
    hours: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        if row.customs_h is not None:
            for key in _way(row).pools:
                hours[key].append(row.customs_h)
    return {key: sorted(held)[math.ceil(0.9 * len(held)) - 1] for key, held in hours.items()}


def _past(row: Transit) -> learning.Past:
    arrived_on = row.arrived_at.date() if row.arrived_at else row.due_on
    return learning.Past(row.handed_over_at.date(), row.due_on, arrived_on, _way(row).pools)


def _way(row: Transit) -> Way:
    return Way(row.carrier_code, row.service_code, row.ship_from, row.ship_to, row.from_zone, row.to_zone)
