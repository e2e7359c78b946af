"""Itineraries · what is probably asked for an order or a transfer, for a person to correct · vendor's schema."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from apps.catalog import selectors as catalog
from apps.common.sphere import Point
from apps.logistics import selectors as logistics
from apps.orders import selectors as orders
from apps.orders.errors import OrderUnknown
from apps.reference import selectors as reference
from apps.shipping import selectors as shipping
from apps.warehouse import selectors as warehouses
from apps.warehouse.types import WarehouseInfo

from ..rules.nearest import nearest
from ..types import About, Subject

_TO_HUB = timedelta(days=2)  # from the house to the first hub
_LIGHTEST_KG, _SMALLEST_CBM = Decimal("0.1"), Decimal("0.001")


@dataclass(frozen=True)
class Wish:
    """What a plan would be about, and how its form begins; "" and None where nobody can know."""

    about: About
    origin: str
    destination: str
    weight_kg: Decimal | None
    volume_cbm: Decimal | None
    ready_at: datetime
    due_by: datetime | None


def for_order(order_id: UUID, *, at: datetime) -> Wish:
    """An order's goods from the house that sends most of them to the buyer's country, by the day that was promised.

    Raises:
        OrderUnknown: this vendor has none of this id.
    """
    row = orders.orders().filter(public_id=order_id).first()
    if row is None:
        raise OrderUnknown()
    sent = shipping.for_orders([order_id]).get(order_id, [])
    lines = [line for one in sent for line in one.lines]
    houses = {house.public_id: house for house in warehouses.warehouses()}
    largest = max(sent, key=lambda one: sum(line.quantity for line in one.lines), default=None)
    house = houses.get(largest.warehouse_id) if largest else None
    ready_at = at + _TO_HUB
    due_by = row.placed_at + timedelta(days=row.delivery_max_days)
    return Wish(
        About(Subject.ORDER, row.number, row.public_id, row.purchase_id),
        *_ends(house, row.country, None),
        *_load((line.quantity, line) for line in lines),
        ready_at=ready_at,
        due_by=due_by if due_by > ready_at + timedelta(days=1) else None,
    )


def for_transfer(transfer_id: UUID, *, at: datetime) -> Wish:
    """A transfer's goods from house to house.

    Raises:
        TransferMissing: this vendor has none of this id.
    """
    row = warehouses.transfer(transfer_id)
    houses = {house.code: house for house in warehouses.warehouses()}
    target = houses[row.target]
    weights = {one.public_id: one for one in catalog.variants().filter(public_id__in=[x.variant_id for x in row.lines])}
    return Wish(
        About(Subject.TRANSFER, f"{row.source} → {row.target}", transfer_id),
        *_ends(houses[row.source], target.country, _point(target)),
        *_load((line.quantity, weights[line.variant_id]) for line in row.lines if line.variant_id in weights),
        ready_at=at + _TO_HUB,
        due_by=None,
    )


def _ends(house: WarehouseInfo | None, country: str, there: Point | None) -> tuple[str, str]:
    hubs, places = list(logistics.hubs().values()), reference.places()
    origin = nearest(hubs, country=house.country, point=_point(house) or places.get(house.country)) if house else ""
    return origin, nearest(hubs, country=country, point=there or places.get(country))


def _point(house: WarehouseInfo) -> Point | None:
    return (house.lat, house.lon) if house.lat is not None and house.lon is not None else None


def _load(pieces: Iterable[tuple[int, Any]]) -> tuple[Decimal | None, Decimal | None]:
    """Kilograms and cubic metres of pieces, each with its grams and millimetres."""
    grams, cubic_mm = 0, 0
    for count, one in pieces:
        grams += count * (one.weight_g or 0)
        cubic_mm += count * (one.length_mm or 0) * (one.width_mm or 0) * (one.height_mm or 0)
    weight = max(round(Decimal(grams) / 1000, 1), _LIGHTEST_KG) if grams else None
    volume = max(round(Decimal(cubic_mm) / 10**9, 3), _SMALLEST_CBM) if cubic_mm else None
    return weight, volume
