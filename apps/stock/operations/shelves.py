"""Stock · what lies on shelves: pieces that leave, come and are counted · public schema.

Whoever changes what is on hand locks the shelf's counter first, in the order of primary keys, and has the pieces of
a hot shelf back from its buckets.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from apps.common.transactions import transaction_required
from apps.outbox import operations as outbox

from ..errors import Shortage
from ..events import LevelChanged
from ..models import Counter, Reservation
from ..types import Holding, ReservationState, ShelfLevel
from . import hot


@transaction_required
def ship(session_id: UUID, *, vendor_id: int, warehouse_id: UUID, at: datetime) -> tuple[Holding, ...]:
    """Take a vendor's allocated pieces off a warehouse's shelf: they leave the house.

    The caller writes the warehouse's movements in the same transaction.
    """
    rows = list(
        Reservation.objects.select_for_update(of=("self",))
        .filter(
            session_id=session_id,
            vendor_id=vendor_id,
            warehouse_id=warehouse_id,
            state=ReservationState.ALLOCATED,
        )
        .select_related("counter")
        .order_by("counter_id")
    )
    counters = {c.pk: c for c in Counter.objects.select_for_update(no_key=True).filter(
        pk__in=[row.counter_id for row in rows]).order_by("pk")}  # fmt: skip
    for row in rows:
        counter = counters[row.counter_id]
        counter.on_hand -= row.quantity
        counter.reserved -= row.quantity
        counter.updated_at = at
    Counter.objects.bulk_update(counters.values(), ["on_hand", "reserved", "updated_at"])
    Reservation.objects.filter(pk__in=[row.pk for row in rows]).update(state=ReservationState.SHIPPED)
    return tuple(
        Holding(row.vendor_id, row.variant_id, row.warehouse_id, row.counter.warehouse_country, row.quantity)
        for row in rows
    )


@transaction_required
def lock_allocated(session_ids: Collection[UUID], *, vendor_id: int) -> None:
    """Lock all that these purchases have allocated of a vendor, before their shipments leave one after the other.

    Each `ship` of its own would take the counters shipment by shipment, against a buyer who takes them in key order.
    """
    rows = Reservation.objects.select_for_update(of=("self",)).filter(
        session_id__in=session_ids, vendor_id=vendor_id, state=ReservationState.ALLOCATED
    )
    counters = [row.counter_id for row in rows.order_by("counter_id", "pk")]
    list(Counter.objects.select_for_update(no_key=True).filter(pk__in=counters).order_by("pk").values_list("pk"))


@transaction_required
def apply_movement(
    *,
    vendor_id: int,
    variant_id: UUID,
    warehouse_id: UUID,
    warehouse_country: str,
    delta: int,
    at: datetime,
    is_bonded: bool = False,
) -> int:
    """Add `delta` pieces (negative: remove) to a shelf; the pieces now on hand.

    Raises:
        Shortage: fewer would be left than are promised to buyers. Nothing changes.
    """
    Counter.objects.bulk_create(
        [
            Counter(
                vendor_id=vendor_id,
                variant_id=variant_id,
                warehouse_id=warehouse_id,
                warehouse_country=warehouse_country,
                is_bonded=is_bonded,
                updated_at=at,
            )
        ],
        ignore_conflicts=True,
    )
    counter = (
        Counter.objects.select_for_update(of=("self",), no_key=True)
        .select_related("hot")
        .get(variant_id=variant_id, warehouse_id=warehouse_id)
    )
    if delta < 0 and hasattr(counter, "hot"):
        counter.reserved -= hot.gather([counter.pk])
    if counter.on_hand + delta < counter.reserved:
        raise Shortage(field="quantity", reserved=counter.reserved, on_hand=max(counter.on_hand + delta, 0))
    counter.on_hand += delta
    counter.updated_at = at
    counter.save(update_fields=["on_hand", "updated_at"])
    outbox.emit(LevelChanged(variant_id=variant_id, vendor_id=vendor_id), at=at)
    return counter.on_hand


@transaction_required
def stock_shelves(
    shelves: Sequence[tuple[UUID, UUID, str, int]], *, vendor_id: int, at: datetime, bonded: Collection[UUID] = ()
) -> None:
    """Add pieces to many shelves at once: (variant, warehouse, warehouse's country, pieces to add).

    `bonded` are the warehouses whose goods lie under bond.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO stock_counter
                (vendor_id, variant_id, warehouse_id, warehouse_country, is_bonded, on_hand, reserved, updated_at)
            SELECT %s, s.variant_id, s.warehouse_id, s.country, s.warehouse_id = ANY(%s::uuid[]), s.pieces, 0, %s
            FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::int[])
                AS s(variant_id, warehouse_id, country, pieces)
            ORDER BY s.variant_id, s.warehouse_id
            ON CONFLICT (variant_id, warehouse_id)
                DO UPDATE SET on_hand = stock_counter.on_hand + EXCLUDED.on_hand, updated_at = EXCLUDED.updated_at
            """,
            [vendor_id, list(bonded), at, *(list(column) for column in zip(*shelves, strict=True))] if shelves
            else [vendor_id, [], at, [], [], [], []],
        )  # fmt: skip
    outbox.emit_many(
        [LevelChanged(variant_id=variant, vendor_id=vendor_id) for variant in dict.fromkeys(row[0] for row in shelves)],
        at=at,
    )


@transaction_required
def lock_shelves(
    shelves: Collection[tuple[UUID, UUID, str]], *, vendor_id: int, at: datetime, bonded: Collection[UUID] = ()
) -> dict[tuple[UUID, UUID], ShelfLevel]:
    """Lock the counters of (variant, warehouse, warehouse's country) in key order, made where missing; their levels.

    `bonded` are the warehouses whose goods lie under bond. What lies in buckets is taken back, so that it may be moved;
    what is not for sale counts as reserved.
    """
    ordered = sorted(shelves)
    Counter.objects.bulk_create(
        [
            Counter(
                vendor_id=vendor_id,
                variant_id=variant,
                warehouse_id=warehouse,
                warehouse_country=country,
                is_bonded=warehouse in bonded,
                updated_at=at,
            )
            for variant, warehouse, country in ordered
        ],
        ignore_conflicts=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.variant_id, c.warehouse_id, c.on_hand, c.reserved,
                CASE WHEN EXISTS (SELECT FROM stock_hotshelf h WHERE h.counter_id = c.id) THEN c.id END
            FROM stock_counter c
            JOIN unnest(%s::uuid[], %s::uuid[]) AS s(variant_id, warehouse_id) USING (variant_id, warehouse_id)
            WHERE c.vendor_id = %s ORDER BY c.id FOR NO KEY UPDATE OF c
            """,
            [[row[0] for row in ordered], [row[1] for row in ordered], vendor_id],
        )
        rows = cursor.fetchall()
    back = {counter: hot.gather([counter]) for *_, counter in rows if counter is not None}
    return {
        (variant, warehouse): ShelfLevel(on_hand, reserved - back.get(counter, 0))
        for variant, warehouse, on_hand, reserved, counter in rows
    }


@transaction_required
def move_shelves(moves: Sequence[tuple[UUID, UUID, int]], *, vendor_id: int, at: datetime) -> None:
    """Add pieces (negative: remove) to shelves that `lock_shelves` has locked: (variant, warehouse, pieces).

    The caller has seen to it that none falls below what is promised; the database holds it too.
    """
    if not moves:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE stock_counter c SET on_hand = c.on_hand + s.delta, updated_at = %s
            FROM (
                SELECT variant_id, warehouse_id, SUM(delta) AS delta
                FROM unnest(%s::uuid[], %s::uuid[], %s::int[]) AS m(variant_id, warehouse_id, delta)
                GROUP BY variant_id, warehouse_id
            ) s
            WHERE c.variant_id = s.variant_id AND c.warehouse_id = s.warehouse_id AND c.vendor_id = %s
            """,
            [at, *(list(column) for column in zip(*moves, strict=True)), vendor_id],
        )
    outbox.emit_many(
        [LevelChanged(variant_id=variant, vendor_id=vendor_id) for variant in dict.fromkeys(m[0] for m in moves)],
        at=at,
    )
