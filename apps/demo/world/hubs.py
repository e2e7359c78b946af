"""Demo · timetables, a consignment by sea that takes another way since a leg was closed, one left to its buyer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from apps.common.types import SYSTEM, Actor, ActorKind
from apps.itineraries import operations, selectors
from apps.itineraries.errors import NoWay
from apps.itineraries.types import About, Consignment, Ending, Subject
from apps.logistics import operations as logistics
from apps.logistics.types import LegMode
from apps.orders import selectors as orders
from apps.orders.types import OrderStatus

from .entering import for_each

TEAM = Actor(ActorKind.VENDOR)
_PALLETS = (Decimal("640"), Decimal("3.2"))
_LATER = timedelta(days=75)
_UNDER_WAY = (OrderStatus.PLACED, OrderStatus.CONFIRMED, OrderStatus.PACKED, OrderStatus.SHIPPED)
_STRIKE = "Strike at the port"


def make(slugs: Sequence[str], *, at: datetime) -> int:
    """Load the timetables and plan goods of these vendors over them; how many plans. Twice is once."""
    with transaction.atomic():
        logistics.load_legs((Path(settings.BASE_DIR) / "fixtures/demo/legs.csv").read_text(encoding="utf-8"))
    return for_each(slugs, lambda vendor: 0 if selectors.plans().exists() else _plan(vendor.currency, at=at))


def _plan(currency: str, *, at: datetime) -> int:
    """The largest open order by sea, the next one left to its buyer, pallets by sea, samples to choose a way for, and
    pallets that have arrived.

    The ships of the first and the third do not sail for a while, so that both are planned anew.
    """
    rows = list(orders.orders().filter(status__in=_UNDER_WAY, held_at=None).order_by("-piece_count", "pk"))
    plans = list(islice((plan for row in rows if (plan := _ask(row, at=at))), 2))
    if len(plans) == 2:
        operations.offer(plans[1], at=at)
    goods = []
    for reference in ("Pallets for the fair", "Samples for spring", "Pallets of last season"):
        asked = Consignment("CNSHA", "DEDUI", *_PALLETS, at + timedelta(days=2), at + timedelta(days=50), currency)
        goods.append(operations.ask(About(Subject.GOODS, reference), asked, at=at, by=TEAM))
    _by_sea(goods[2], at=at)
    operations.end(goods[2], why=Ending.ARRIVED, at=at)
    ships = [(_by_sea(plan, at=at), days) for plan, days in [*((plan, 14) for plan in plans[:1]), (goods[0], 40)]]
    for ship, days in ships:
        if ship:
            logistics.close_leg(ship, since=at, until=at + timedelta(days=days), reason=_STRIKE, at=at, by=SYSTEM)
    return len(plans) + len(goods)


def _ask(row: Any, *, at: datetime) -> Any:
    wish = selectors.for_order(row.public_id, at=at)
    if not wish.origin or not wish.destination or wish.origin == wish.destination:
        return None
    asked = Consignment(wish.origin, wish.destination, *_PALLETS, wish.ready_at, at + _LATER, row.vendor_currency)
    try:
        with transaction.atomic():
            return operations.ask(wish.about, asked, at=at, by=TEAM)
    except NoWay:
        return None


def _by_sea(plan_id: Any, *, at: datetime) -> str:
    """Choose the cheapest way with a leg by sea; the leg's code, "" where there is none."""
    for way in selectors.plan(plan_id).proposed:
        ship = next((leg for leg in way.legs if leg.mode == LegMode.SEA), None)
        if ship is not None:
            operations.choose(plan_id, way.row.public_id, at=at, by=TEAM)
            return ship.code
    return ""
