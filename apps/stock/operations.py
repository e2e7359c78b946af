"""Stock · setting goods aside, giving them back, moving them · public schema.

Counters are always locked in the order of their primary keys, and the check and
the write are one statement.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from apps.common import metrics
from apps.common.ids import new_id
from apps.common.prepared import execute
from apps.common.transactions import transaction_required
from apps.outbox import operations as outbox

from . import rules, selectors
from .errors import HoldExpired, InsufficientStock, Shortage
from .events import LevelChanged
from .models import Counter, Reservation
from .types import Demand, Holding, ReservationState, ShelfLevel

# One statement: lock the counters in key order, take only if every one has enough, record the holds.
_HOLD = """
    WITH wanted AS (
        SELECT * FROM unnest(%(variants)s::uuid[], %(warehouses)s::uuid[], %(quantities)s::int[], %(ids)s::uuid[])
            AS w(variant_id, warehouse_id, quantity, public_id)
    ), locked AS MATERIALIZED (
        SELECT c.id, c.variant_id, c.warehouse_id, c.on_hand, c.reserved FROM stock_counter c
        WHERE (c.variant_id, c.warehouse_id) IN (SELECT variant_id, warehouse_id FROM wanted)
        ORDER BY c.id FOR UPDATE
    ), enough AS MATERIALIZED (
        SELECT COUNT(*) = (SELECT COUNT(*) FROM wanted) AS ok
        FROM locked JOIN wanted USING (variant_id, warehouse_id)
        WHERE locked.on_hand - locked.reserved >= wanted.quantity
    ), taken AS (
        UPDATE stock_counter c SET reserved = c.reserved + w.quantity, updated_at = %(at)s::timestamptz
        FROM locked l JOIN wanted w USING (variant_id, warehouse_id) WHERE c.id = l.id AND (SELECT ok FROM enough)
        RETURNING c.id, c.vendor_id, c.variant_id, c.warehouse_id, c.on_hand - c.reserved AS sellable
    ), held AS (
        INSERT INTO stock_reservation
            (public_id, session_id, counter_id, vendor_id, variant_id, warehouse_id, quantity, state,
             expires_at, created_at)
        SELECT w.public_id, %(session)s::uuid, t.id, t.vendor_id, t.variant_id, t.warehouse_id, w.quantity, 'held',
               %(expires)s::timestamptz, %(at)s::timestamptz
        FROM taken t JOIN wanted w USING (variant_id, warehouse_id)
        ON CONFLICT (session_id, counter_id) DO UPDATE
            SET quantity = EXCLUDED.quantity, state = 'held', expires_at = EXCLUDED.expires_at
        RETURNING counter_id
    )
    SELECT t.variant_id, t.vendor_id, t.sellable FROM taken t JOIN held h ON h.counter_id = t.id
"""

# All held reservations of a session become allocated, unless one of them was let go by the clock or sold before.
_ALLOCATE = """
    WITH known AS MATERIALIZED (
        SELECT id, state FROM stock_reservation WHERE session_id = %(session)s ORDER BY counter_id FOR UPDATE
    )
    UPDATE stock_reservation r SET state = 'allocated'
    FROM known k WHERE r.id = k.id AND k.state = 'held'
        AND NOT EXISTS (SELECT 1 FROM known WHERE state NOT IN ('held', 'released'))
"""

# Ends the reservations that `condition` picks and gives their pieces back to the counters.
_GIVE_BACK = """
    WITH ended AS (
        UPDATE stock_reservation SET state = %(state)s
        WHERE id IN (
            SELECT id FROM stock_reservation WHERE {condition}
            ORDER BY counter_id, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        )
        RETURNING counter_id, quantity
    ), totals AS (
        SELECT counter_id, SUM(quantity) AS quantity FROM ended GROUP BY counter_id
    ), locked AS MATERIALIZED (
        SELECT id FROM stock_counter WHERE id IN (SELECT counter_id FROM totals) ORDER BY id FOR UPDATE
    )
    UPDATE stock_counter c SET reserved = c.reserved - t.quantity, updated_at = %(at)s
    FROM totals t JOIN locked l ON l.id = t.counter_id WHERE c.id = t.counter_id
    RETURNING c.variant_id, c.vendor_id, c.on_hand - c.reserved, t.quantity
"""


@transaction_required
def hold(
    demands: Iterable[Demand], *, session_id: UUID, ship_to: str, expires_at: datetime, at: datetime
) -> tuple[Holding, ...]:
    """Set aside all of the demands or nothing, and decide from which warehouse each piece comes.

    What the session held before is given back first. Where the shelves are
    short, expired holds on them are released and the plan is made once more.

    Raises:
        InsufficientStock: naming each variant that is short. Nothing is held.
    """
    wanted = rules.merged(demands)
    release(session_id, at=at)
    for attempt in range(4):
        try:
            planned = rules.plan(
                wanted,
                _shelves_for(wanted),
                ship_to=ship_to,
                customs_union=selectors.EU_CUSTOMS_UNION,
            )
        except InsufficientStock:
            if attempt or not _release_expired_on(wanted, at=at):
                metrics.STOCK_REFUSALS.labels("hold").inc()
                raise
            continue
        holdings = tuple(holding for _, holding in planned)
        if _take(holdings, session_id=session_id, expires_at=expires_at, at=at):
            return holdings
    metrics.STOCK_REFUSALS.labels("hold").inc()
    raise InsufficientStock(variants=rules.short(wanted, selectors.shelves([d.variant_id for d in wanted])))


@transaction_required
def hold_exactly(holdings: Sequence[Holding], *, session_id: UUID, expires_at: datetime, at: datetime) -> bool:
    """Set aside exactly these pieces in these very warehouses, or nothing; whether they are set aside. One statement.

    For a session that holds nothing. Shelf and piece are named once each. Where
    there are too few, expired holds on them are released and it is tried once more.
    """
    if _take(holdings, session_id=session_id, expires_at=expires_at, at=at):
        return True
    wanted = [Demand(one.vendor_id, one.variant_id, one.quantity) for one in holdings]
    return bool(_release_expired_on(wanted, at=at)) and _take(
        holdings, session_id=session_id, expires_at=expires_at, at=at
    )


@transaction_required
def release(session_id: UUID, *, at: datetime) -> None:
    """Give back whatever the session holds. Twice is once."""
    _give_back("session_id = %(session)s AND state = 'held'", ReservationState.RELEASED, at=at, session=session_id)


@transaction_required
def hold_until(session_id: UUID, *, expires_at: datetime) -> None:
    """Set what a session holds aside for longer; what was given back meanwhile stays so."""
    held = Reservation.objects.filter(session_id=session_id, state=ReservationState.HELD, expires_at__lt=expires_at)
    held.update(expires_at=expires_at)


@transaction_required
def release_allocation(session_id: UUID, *, vendor_id: int, at: datetime) -> None:
    """Give back what was allocated to one vendor's part of a purchase, when its order is cancelled."""
    _give_back(
        "session_id = %(session)s AND vendor_id = %(vendor)s AND state = 'allocated'",
        ReservationState.RELEASED,
        at=at,
        session=session_id,
        vendor=vendor_id,
    )


@transaction_required
def release_expired(*, at: datetime, limit: int = 500) -> int:
    """Give back up to `limit` holds whose time is over; the number of counters touched."""
    return _give_back("state = 'held' AND expires_at < %(at)s", ReservationState.EXPIRED, at=at, limit=limit)


@transaction_required
def allocate(session_id: UUID, *, at: datetime) -> None:
    """Turn the session's holds into allocations: the goods are sold and wait to be shipped. One statement.

    Raises:
        HoldExpired: the goods went back on sale, all or some of them. Nothing changes.
    """
    with connection.cursor() as cursor:
        execute(cursor, _ALLOCATE, {"session": str(session_id)})
        if not cursor.rowcount:
            raise HoldExpired()


@transaction_required
def ship(session_id: UUID, *, vendor_id: int, warehouse_id: UUID, at: datetime) -> tuple[Holding, ...]:
    """Take a vendor's allocated pieces off a warehouse's shelf: they leave the house.

    The caller writes the warehouse's movements in the same transaction.
    """
    rows = list(
        Reservation.objects.select_for_update()
        .filter(
            session_id=session_id,
            vendor_id=vendor_id,
            warehouse_id=warehouse_id,
            state=ReservationState.ALLOCATED,
        )
        .select_related("counter")
        .order_by("counter_id")
    )
    counters = {c.pk: c for c in Counter.objects.select_for_update().filter(
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
def apply_movement(
    *, vendor_id: int, variant_id: UUID, warehouse_id: UUID, warehouse_country: str, delta: int, at: datetime
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
                updated_at=at,
            )
        ],
        ignore_conflicts=True,
    )
    counter = Counter.objects.select_for_update().get(variant_id=variant_id, warehouse_id=warehouse_id)
    if counter.on_hand + delta < counter.reserved:
        raise Shortage(field="quantity", reserved=counter.reserved, on_hand=max(counter.on_hand + delta, 0))
    counter.on_hand += delta
    counter.updated_at = at
    counter.save(update_fields=["on_hand", "updated_at"])
    outbox.emit(LevelChanged(variant_id=variant_id, vendor_id=vendor_id), at=at)
    return counter.on_hand


@transaction_required
def stock_shelves(shelves: Sequence[tuple[UUID, UUID, str, int]], *, vendor_id: int, at: datetime) -> None:
    """Add pieces to many shelves at once: (variant, warehouse, warehouse's country, pieces to add)."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO stock_counter
                (vendor_id, variant_id, warehouse_id, warehouse_country, on_hand, reserved, updated_at)
            SELECT %s, s.variant_id, s.warehouse_id, s.country, s.pieces, 0, %s
            FROM unnest(%s::uuid[], %s::uuid[], %s::text[], %s::int[])
                AS s(variant_id, warehouse_id, country, pieces)
            ORDER BY s.variant_id, s.warehouse_id
            ON CONFLICT (variant_id, warehouse_id)
                DO UPDATE SET on_hand = stock_counter.on_hand + EXCLUDED.on_hand, updated_at = EXCLUDED.updated_at
            """,
            [vendor_id, at, *(list(column) for column in zip(*shelves, strict=True))] if shelves
            else [vendor_id, at, [], [], [], []],
        )  # fmt: skip
    outbox.emit_many(
        [LevelChanged(variant_id=variant, vendor_id=vendor_id) for variant in {row[0] for row in shelves}], at=at
    )


@transaction_required
def lock_shelves(
    shelves: Collection[tuple[UUID, UUID, str]], *, vendor_id: int, at: datetime
) -> dict[tuple[UUID, UUID], ShelfLevel]:
    """Lock the counters of (variant, warehouse, warehouse's country) in key order, made where missing; their levels."""
    ordered = sorted(shelves)
    Counter.objects.bulk_create(
        [
            Counter(
                vendor_id=vendor_id,
                variant_id=variant,
                warehouse_id=warehouse,
                warehouse_country=country,
                updated_at=at,
            )
            for variant, warehouse, country in ordered
        ],
        ignore_conflicts=True,
    )
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT c.variant_id, c.warehouse_id, c.on_hand, c.reserved FROM stock_counter c
            JOIN unnest(%s::uuid[], %s::uuid[]) AS s(variant_id, warehouse_id) USING (variant_id, warehouse_id)
            WHERE c.vendor_id = %s ORDER BY c.id FOR UPDATE OF c
            """,
            [[row[0] for row in ordered], [row[1] for row in ordered], vendor_id],
        )
        return {(variant, warehouse): ShelfLevel(*level) for variant, warehouse, *level in cursor.fetchall()}


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


def _shelves_for(wanted: Sequence[Demand]) -> list[rules.Shelf]:
    shelves = selectors.shelves([demand.variant_id for demand in wanted])
    missing = rules.short(wanted, shelves)
    if missing:
        raise InsufficientStock(variants=missing)
    return shelves


def _take(planned: Sequence[Holding], *, session_id: UUID, expires_at: datetime, at: datetime) -> bool:
    with connection.cursor() as cursor:
        execute(
            cursor,
            _HOLD,
            {
                "variants": [holding.variant_id for holding in planned],
                "warehouses": [holding.warehouse_id for holding in planned],
                "quantities": [holding.quantity for holding in planned],
                "ids": [new_id() for _ in planned],
                "session": str(session_id),
                "expires": expires_at,
                "at": at,
            },
        )
        rows = cursor.fetchall()
    _tell_sold_out([(variant, vendor) for variant, vendor, sellable in rows if sellable == 0], at=at)
    return len(rows) == len(planned)


def _release_expired_on(wanted: Sequence[Demand], *, at: datetime) -> int:
    return _give_back(
        "state = 'held' AND expires_at < %(at)s AND variant_id = ANY(%(variants)s::uuid[])",
        ReservationState.EXPIRED,
        at=at,
        variants=[demand.variant_id for demand in wanted],
    )


def _give_back(condition: str, state: ReservationState, *, at: datetime, limit: int = 10_000, **values: object) -> int:
    parameters: dict[str, Any] = {
        key: str(value) if isinstance(value, UUID) else value for key, value in values.items()
    }
    with connection.cursor() as cursor:
        execute(
            cursor,
            _GIVE_BACK.format(condition=condition),
            {"state": state.value, "at": at, "limit": limit, **parameters},
        )
        rows = cursor.fetchall()
    _tell_sold_out([(variant, vendor) for variant, vendor, sellable, back in rows if sellable == back], at=at)
    return len(rows)


def _tell_sold_out(crossed: Sequence[tuple[UUID, int]], *, at: datetime) -> None:
    if crossed:
        outbox.emit_many([LevelChanged(variant_id=v, vendor_id=vendor) for v, vendor in crossed], at=at)


def release_in_batches(*, at: datetime) -> int:
    """Release all expired holds, a transaction per 500; the number of counters touched."""
    touched = 0
    while True:
        with transaction.atomic():
            count = release_expired(at=at)
        touched += count
        if not count:
            return touched
