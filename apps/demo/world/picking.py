"""Demo · bins filled, a walk under way, a shipment half packed, cartons and vans · vendor's schema."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, time
from decimal import Decimal
from uuid import uuid4

from django.db import transaction
from djmoney.money import Money

from apps.common.errors import MarketError
from apps.common.money import rounded
from apps.common.types import Actor, ActorKind
from apps.currencies import selectors as currencies
from apps.fulfilment import selectors
from apps.fulfilment.operations import cartons, planning, scanning, vehicles, waves
from apps.warehouse import operations as warehouse
from apps.warehouse import selectors as houses

from .entering import for_each

TEAM = Actor(ActorKind.VENDOR)
_AISLES = {"A": 2, "B": 5, "C": 8, "D": 11}
_ROWS = 6
_WALKED = 3


def make(slugs: Sequence[str], *, at: datetime) -> int:
    """Fill the pages of collecting and packing of these vendors; how many walks. Twice is once."""
    return for_each(slugs, lambda vendor: 0 if selectors.cartons() else _make(vendor.currency, at=at))


def _make(currency: str, *, at: datetime) -> int:
    cartons.add_usual(currency=currency, at=at)
    _keep_van(currency, at=at)
    _fill_bins(at=at)
    return _begin(at=at)


def _keep_van(currency: str, *, at: datetime) -> None:
    rates = currencies.rate_table(at.date())
    day, km = (rounded(rates.convert(Money(cost, "EUR"), currency)) for cost in ("95", "0.42"))
    vehicles.keep_vehicle(
        None, name="Van", warehouse_id=houses.warehouses()[0].public_id, count=2, most_weight_kg=700, most_litres=4_000,
        shift_from=time(8), shift_until=time(17), speed_kmh=28, day_cost=day, km_cost=km, at=at,
    )  # fmt: skip


def _fill_bins(*, at: datetime) -> None:
    """Bins in four aisles of the home, and everything that lies loose carried into one of them, a good a bin."""
    home = houses.warehouses()[0]
    known = {one.code for one in houses.bins(home.code)}
    free = []
    for row in range(1, _ROWS + 1):
        for aisle, x_m in _AISLES.items():
            code = f"{aisle}-{row:02}"
            if code not in known:
                warehouse.add_bin(home.code, code=code, aisle=aisle, x_m=Decimal(x_m), y_m=Decimal(1 + 2 * row), at=at)
                free.append(code)
    binned: dict[object, int] = {}
    for one in houses.stowed(warehouse=home.code):
        binned[one.variant_id] = binned.get(one.variant_id, 0) + one.pieces
    wanted = [line.variant_id for row in selectors.waiting() for line in row.lines.all()]
    lying = {variant: pieces for (variant, house), pieces in houses.shelves().items() if house == home.public_id}
    goods = [variant for variant in dict.fromkeys(wanted) if lying.get(variant, 0) > binned.get(variant, 0)]
    goods += [variant for variant in sorted(lying) if variant not in goods and lying[variant] > binned.get(variant, 0)]
    for variant, code in zip(goods, sorted(free, key=lambda code: code[::-1]), strict=False):
        loose = lying[variant] - binned.get(variant, 0)
        warehouse.put_away(variant_id=variant, warehouse=home.code, quantity=loose, to_bin=code, at=at)


def _begin(*, at: datetime) -> int:
    """A walk for the shipments that wait longest, its first place visited; one more shipment is half packed."""
    home = houses.warehouses()[0].public_id
    rows = [row for row in selectors.waiting() if row.warehouse_id == home]
    if not rows:
        return 0
    packing, walked = rows[0], rows[1 : 1 + _WALKED]
    with suppress(MarketError), transaction.atomic():
        planning.begin(packing.public_id, at=at)
        box = selectors.task(packing.public_id).boxes[0]
        line = next((line for line in box.lines if not line.by_serial), None)
        if line and box.missing > 1:
            scanning.scan(packing.public_id, line.sku, box=box.number, key=uuid4(), at=at, by=TEAM)
    if not walked:
        return 0
    wave_id = waves.open_wave([row.public_id for row in walked], at=at, by=TEAM)
    first = selectors.wave(wave_id).lines.first()
    if first:
        waves.pick(wave_id, first.place, pieces=first.wanted, at=at)
    return 1
