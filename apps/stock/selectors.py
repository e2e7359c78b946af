"""Stock · reads · public schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import connection

from apps.common.prepared import execute

from . import rules
from .errors import InsufficientStock
from .models import Counter, Reservation
from .types import Availability, Demand, Holding, ReservationState, ShelfLevel

# Countries without customs borders between them. Source: Regulation (EU) 952/2013 art. 4 (customs
# territory of the Union), member states; special territories are the tariff engine's matter.
EU_CUSTOMS_UNION = frozenset(
    [
        "AT",
        "BE",
        "BG",
        "CY",
        "CZ",
        "DE",
        "DK",
        "EE",
        "ES",
        "FI",
        "FR",
        "GR",
        "HR",
        "HU",
        "IE",
        "IT",
        "LT",
        "LU",
        "LV",
        "MT",
        "NL",
        "PL",
        "PT",
        "RO",
        "SE",
        "SI",
        "SK",
        "MC",
    ]
)

_SHELVES = """
    SELECT id, vendor_id, variant_id, warehouse_id, warehouse_country, on_hand - reserved
    FROM stock_counter WHERE variant_id = ANY(%s::uuid[])
"""
_LEFT = """
    SELECT variant_id, SUM(on_hand - reserved)::int FROM stock_counter WHERE variant_id = ANY(%s::uuid[])
    GROUP BY variant_id
"""


def shelves(variant_ids: Collection[UUID]) -> list[rules.Shelf]:
    """What is sellable of these variants, warehouse by warehouse; one query, no lock."""
    with connection.cursor() as cursor:
        execute(cursor, _SHELVES, [list(variant_ids)])
        return [rules.Shelf(*row) for row in cursor.fetchall()]


def on_hand(vendor_id: int) -> dict[tuple[UUID, UUID], int]:
    """Pieces on hand by (variant, warehouse) on every shelf of a vendor; one query."""
    rows = Counter.objects.filter(vendor_id=vendor_id).values_list("variant_id", "warehouse_id", "on_hand")
    return {(variant_id, warehouse_id): pieces for variant_id, warehouse_id, pieces in rows}


def levels(variant_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], ShelfLevel]:
    """Pieces on hand and reserved by (variant, warehouse); one query, no lock."""
    rows = Counter.objects.filter(variant_id__in=list(variant_ids)).values_list(
        "variant_id", "warehouse_id", "on_hand", "reserved"
    )
    return {(variant, warehouse): ShelfLevel(on_hand, reserved) for variant, warehouse, on_hand, reserved in rows}


def availability(variant_ids: Collection[UUID]) -> dict[UUID, Availability]:
    """Sellable pieces by variant; a variant without a counter is absent."""
    by_variant: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for shelf in shelves(variant_ids):
        by_variant[shelf.variant_id][shelf.warehouse_country] += shelf.sellable
    return {
        variant_id: Availability(variant_id, sum(countries.values()), tuple(sorted(countries.items())))
        for variant_id, countries in by_variant.items()
    }


def plan(demands: Iterable[Demand], *, ship_to: str) -> tuple[Holding, ...]:
    """From which warehouse each piece would come now, without holding anything.

    Raises:
        InsufficientStock: naming each variant that is short.
    """
    wanted = rules.merged(demands)
    known = shelves([demand.variant_id for demand in wanted])
    missing = rules.short(wanted, known)
    if missing:
        raise InsufficientStock(variants=missing)
    planned = rules.plan(wanted, known, ship_to=ship_to, customs_union=EU_CUSTOMS_UNION)
    return tuple(holding for _, holding in planned)


def short(demands: Iterable[Demand]) -> dict[UUID, int]:
    """The variants of which there are fewer than demanded, each with the pieces that are left; one query, no lock."""
    wanted = rules.merged(demands)
    with connection.cursor() as cursor:
        execute(cursor, _LEFT, [[demand.variant_id for demand in wanted]])
        left = dict[UUID, int](cursor.fetchall())
    return {one.variant_id: left.get(one.variant_id, 0) for one in wanted if left.get(one.variant_id, 0) < one.quantity}


def held_count() -> int:
    """How many reservations are held for checkouts under way."""
    return Reservation.objects.filter(state=ReservationState.HELD).count()
