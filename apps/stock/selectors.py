"""Stock · reads · public schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from apps.common.prepared import execute

from . import rules
from .errors import InsufficientStock
from .models import Counter, HotShelf, LotDay, Reservation, Threshold
from .types import Availability, Demand, Holding, HotShelfInfo, LowShelf, ReservationState, ShelfLevel

Kept = tuple[UUID, str]
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

# What is for sale: on the counters and, of hot shelves, in their buckets. Nothing of what lies under bond.
_SHELVES = """
    SELECT c.id, c.vendor_id, c.variant_id, c.warehouse_id, c.warehouse_country, c.on_hand - c.reserved,
        (SELECT SUM(b.pieces)::int FROM stock_bucket b WHERE b.counter_id = c.id)
    FROM stock_counter c WHERE c.variant_id = ANY(%s::uuid[]) AND NOT c.is_bonded
"""
# Holds whose time is over, on shelves in the order in which they are locked.
_EXPIRED = """
    SELECT c.variant_id, c.warehouse_id, COALESCE((
        SELECT SUM(r.quantity)::int FROM stock_reservation r
        WHERE r.counter_id = c.id AND r.state = 'held' AND r.expires_at < %s), 0)
    FROM stock_counter c WHERE c.variant_id = ANY(%s::uuid[]) ORDER BY c.id
"""
_LEVELS = """
    SELECT c.variant_id, c.warehouse_id, c.on_hand, c.reserved - COALESCE(
        (SELECT SUM(b.pieces)::int FROM stock_bucket b WHERE b.counter_id = c.id), 0), c.is_bonded, COALESCE((
        SELECT SUM(r.quantity)::int FROM stock_reservation r WHERE r.counter_id = c.id AND r.state = 'blocked'), 0)
    FROM stock_counter c WHERE c.variant_id = ANY(%s::uuid[])
"""


def shelves(variant_ids: Collection[UUID]) -> list[rules.Shelf]:
    """What is sellable of these variants, warehouse by warehouse; one query, no lock."""
    with connection.cursor() as cursor:
        execute(cursor, _SHELVES, [list(variant_ids)])
        rows = cursor.fetchall()
    found = []
    for counter_id, vendor_id, variant_id, warehouse_id, country, sellable, in_buckets in rows:
        found.append(
            rules.Shelf(counter_id, vendor_id, variant_id, warehouse_id, country, sellable + (in_buckets or 0))
        )
    return found


def expired(variant_ids: Collection[UUID], *, at: datetime) -> dict[tuple[UUID, UUID], int]:
    """Pieces that holds whose time is over still keep, by (variant, warehouse), of all shelves of these variants in the
    order of their counters' keys; one query, no lock."""
    with connection.cursor() as cursor:
        execute(cursor, _EXPIRED, [at, list(variant_ids)])
        return {(variant_id, warehouse_id): pieces for variant_id, warehouse_id, pieces in cursor.fetchall()}


def on_hand(vendor_id: int) -> dict[tuple[UUID, UUID], int]:
    """Pieces on hand by (variant, warehouse) on every shelf of a vendor; one query."""
    rows = Counter.objects.filter(vendor_id=vendor_id).values_list("variant_id", "warehouse_id", "on_hand")
    return {(variant_id, warehouse_id): pieces for variant_id, warehouse_id, pieces in rows}


def lying_in(vendor_id: int, warehouse_id: UUID, *, limit: int) -> tuple[UUID, ...]:
    """Variants of which pieces lie in one of a vendor's houses, in the order in which they came there; one query."""
    rows = Counter.objects.filter(vendor_id=vendor_id, warehouse_id=warehouse_id, on_hand__gt=0).order_by("pk")
    return tuple(rows.values_list("variant_id", flat=True)[:limit])


def levels(variant_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], ShelfLevel]:
    """Pieces on hand, promised and not for sale by (variant, warehouse); one query, no lock."""
    found = {}
    with connection.cursor() as cursor:
        execute(cursor, _LEVELS, [list(variant_ids)])
        for variant_id, warehouse_id, on_hand, reserved, is_bonded, blocked in cursor.fetchall():
            kept = on_hand - reserved + blocked if is_bonded else blocked
            found[variant_id, warehouse_id] = ShelfLevel(on_hand, reserved - blocked, kept)
    return found


def availability(variant_ids: Collection[UUID]) -> dict[UUID, Availability]:
    """Sellable pieces by variant; a variant without a counter is absent."""
    by_variant: dict[UUID, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for shelf in shelves(variant_ids):
        by_variant[shelf.variant_id][shelf.warehouse_country] += shelf.sellable
    return {
        variant_id: Availability(variant_id, sum(countries.values()), tuple(sorted(countries.items())))
        for variant_id, countries in by_variant.items()
    }


def plan(demands: Iterable[Demand], *, ship_to: str, kept: Collection[Kept] = ()) -> tuple[Holding, ...]:
    """From which warehouse each piece would come now, without holding anything.

    `kept` are variants with a country that they may not leave for there: what lies in it is not counted.

    Raises:
        InsufficientStock: naming each variant that is short.
    """
    wanted = rules.merged(demands)
    known = _free(shelves([demand.variant_id for demand in wanted]), kept)
    missing = rules.short(wanted, known)
    if missing:
        raise InsufficientStock(variants=missing)
    planned = rules.plan(wanted, known, ship_to=ship_to, customs_union=EU_CUSTOMS_UNION)
    return tuple(holding for _, holding in planned)


def _free(known: Sequence[rules.Shelf], kept: Collection[Kept]) -> Sequence[rules.Shelf]:
    return [shelf for shelf in known if (shelf.variant_id, shelf.warehouse_country) not in kept] if kept else known


def ways(
    demands: Iterable[Demand], *, ship_to: str, kept: Collection[Kept] = ()
) -> dict[int, list[tuple[Holding, ...]]]:
    """By vendor, the ways in which its houses can serve the demands now, that of `plan` first; one query, no lock.

    Raises:
        InsufficientStock: naming each variant that is short.
    """
    wanted = rules.merged(demands)
    known = _free(shelves([demand.variant_id for demand in wanted]), kept)
    missing = rules.short(wanted, known)
    if missing:
        raise InsufficientStock(variants=missing)
    return rules.candidates(wanted, known, ship_to=ship_to, customs_union=EU_CUSTOMS_UNION)


def held_count() -> int:
    """How many reservations are held for checkouts under way."""
    return Reservation.objects.filter(state=ReservationState.HELD).count()


def hot_shelves() -> tuple[HotShelfInfo, ...]:
    """Every hot shelf with its buckets, by counter. Two queries."""
    rows = HotShelf.objects.select_related("counter").prefetch_related("counter__buckets").order_by("pk")
    return tuple(
        HotShelfInfo(
            counter_id=row.pk,
            vendor_id=row.counter.vendor_id,
            variant_id=row.counter.variant_id,
            warehouse_id=row.counter.warehouse_id,
            by_hand=row.by_hand,
            since=row.since,
            buckets=tuple(one.pieces for one in sorted(row.counter.buckets.all(), key=lambda one: one.number)),
        )
        for row in rows
    )


def thresholds(vendor_id: int, variant_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], int]:
    """Below how many sellable pieces the vendor wants to be told, by (variant, warehouse). One query."""
    rows = Threshold.objects.filter(vendor_id=vendor_id, variant_id__in=list(variant_ids))
    return {(row.variant_id, row.warehouse_id): row.pieces for row in rows}


def low_shelves(vendor_id: int, *, limit: int = 200) -> tuple[LowShelf, ...]:
    """The vendor's shelves that are low, those first that are so longest. Two queries."""
    rows = list(
        Threshold.objects.filter(vendor_id=vendor_id, low_since__isnull=False).order_by("low_since", "pk")[:limit]
    )
    known = levels({row.variant_id for row in rows}) if rows else {}
    return tuple(
        LowShelf(row.variant_id, row.warehouse_id, row.pieces, level.sellable, row.low_since)
        for row in rows
        if row.low_since is not None
        for level in [known.get((row.variant_id, row.warehouse_id), ShelfLevel(0, 0))]
    )


def vendors_with_expired_lots(*, today: date) -> tuple[int, ...]:
    """The vendors some of whose lots expired before today and were not looked over yet. One query."""
    rows = LotDay.objects.filter(expires_on__lt=today).values_list("vendor_id", flat=True).distinct()
    return tuple(rows.order_by("vendor_id"))
