"""Stock · setting goods aside for buyers and giving them back · public schema.

Shelves are always locked in the order of their counters' primary keys, and the check and the write are one statement,
which finds out by itself whether a shelf is hot: no process need know.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from apps.common import metrics
from apps.common.ids import new_id
from apps.common.prepared import execute
from apps.common.transactions import transaction_required
from apps.outbox import operations as outbox

from .. import rules, selectors
from ..errors import HoldExpired, InsufficientStock
from ..events import LevelChanged
from ..models import Reservation
from ..types import Demand, Holding, ReservationState
from . import hot

# Takes from counters and buckets and writes the rows, all or nothing: migration 0004. Where nothing is taken: whether
# holds whose time is over still keep pieces there, and how many pieces of each variant can be sold at all.
_HOLD = """
    SELECT sold_out, sold_out IS NULL AND EXISTS (
        SELECT 1 FROM stock_counter c JOIN stock_reservation r ON r.counter_id = c.id
        WHERE c.variant_id = ANY(%(variants)s::uuid[]) AND r.state = 'held' AND r.expires_at < %(at)s::timestamptz
    ), CASE WHEN sold_out IS NULL THEN ARRAY(
        SELECT COALESCE((
            SELECT SUM(c.on_hand - c.reserved + COALESCE(
                (SELECT SUM(b.pieces)::int FROM stock_bucket b WHERE b.counter_id = c.id), 0))::int
            FROM stock_counter c WHERE c.variant_id = asked.variant_id AND NOT c.is_bonded), 0)
        FROM unnest(%(variants)s::uuid[]) WITH ORDINALITY AS asked(variant_id, place) ORDER BY place
    ) END
    FROM (
        SELECT public.stock_hold(%(session)s::uuid, %(variants)s::uuid[], %(warehouses)s::uuid[], %(quantities)s::int[],
            %(ids)s::uuid[], %(expires)s::timestamptz, %(at)s::timestamptz) AS sold_out OFFSET 0
    ) AS hold
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

# Ends the reservations that `condition` picks and gives their pieces back: migration 0004.
_GIVE_BACK = """
    WITH ended AS (
        UPDATE stock_reservation SET state = %(state)s
        WHERE id IN (
            SELECT id FROM stock_reservation WHERE {condition}
            ORDER BY counter_id, id LIMIT %(limit)s FOR UPDATE SKIP LOCKED
        )
        RETURNING counter_id, quantity
    ), totals AS MATERIALIZED (
        SELECT counter_id, SUM(quantity)::int AS quantity FROM ended GROUP BY counter_id ORDER BY counter_id
    )
    SELECT c.variant_id, c.vendor_id, back.was_empty
    FROM public.stock_put_back(
        ARRAY(SELECT counter_id FROM totals), ARRAY(SELECT quantity FROM totals), %(at)s::timestamptz
    ) back JOIN stock_counter c ON c.id = back.shelf
"""

_EXPIRED_ON = """state = 'held' AND expires_at < %(at)s AND counter_id = (
    SELECT id FROM stock_counter WHERE variant_id = %(variant)s AND warehouse_id = %(warehouse)s)"""

_PUT_BACK = """
    SELECT c.variant_id, c.vendor_id, back.was_empty
    FROM public.stock_put_back(%(shelves)s::bigint[], %(quantities)s::int[], %(at)s::timestamptz) back
    JOIN stock_counter c ON c.id = back.shelf
"""


@transaction_required
def hold(
    demands: Iterable[Demand], *, session_id: UUID, ship_to: str, expires_at: datetime, at: datetime
) -> tuple[Holding, ...]:
    """Set aside all of the demands or nothing, and decide from which warehouse each piece comes.

    What the session held before is given back first. Where the shelves are
    short, the plan is made once more with what expired holds on them keep.

    Raises:
        InsufficientStock: naming each variant that is short. Nothing is held.
    """
    wanted = rules.merged(demands)
    release(session_id, at=at)
    freed: Mapping[tuple[UUID, UUID], int] = {}
    for attempt in range(4):
        try:
            planned = rules.plan(
                wanted,
                _shelves_for(wanted, freed),
                ship_to=ship_to,
                customs_union=selectors.EU_CUSTOMS_UNION,
            )
        except InsufficientStock:
            freed = {} if attempt else selectors.expired([demand.variant_id for demand in wanted], at=at)
            if not any(freed.values()):
                metrics.STOCK_REFUSALS.labels("hold").inc()
                raise
            continue
        holdings = tuple(holding for _, holding in planned)
        if hold_exactly(holdings, session_id=session_id, expires_at=expires_at, at=at):
            return holdings
    metrics.STOCK_REFUSALS.labels("hold").inc()
    raise InsufficientStock(variants=rules.short(wanted, selectors.shelves([d.variant_id for d in wanted])))


@transaction_required
def hold_exactly(holdings: Sequence[Holding], *, session_id: UUID, expires_at: datetime, at: datetime) -> bool:
    """Set aside exactly these pieces in these very warehouses, or nothing; whether they are set aside. One statement.

    For a session that holds nothing. Shelf and piece are named once each. Where
    there are too few, expired holds on them are released and it is tried once more.
    """
    return hold_or_lack(holdings, session_id=session_id, expires_at=expires_at, at=at) is None


@transaction_required
def hold_or_lack(
    holdings: Sequence[Holding], *, session_id: UUID, expires_at: datetime, at: datetime
) -> dict[UUID, int] | None:
    """As `hold_exactly`: None where they are set aside. Else the variants of which all houses together have fewer than
    wanted, each with the pieces that are left; empty where other houses have enough. One statement.
    """
    taken = _take(holdings, session_id=session_id, expires_at=expires_at, at=at)
    if taken.is_held or (
        taken.has_expired and _take_freed(holdings, session_id=session_id, expires_at=expires_at, at=at)
    ):
        return None
    wanted: Counter[UUID] = Counter()
    for holding in holdings:
        wanted[holding.variant_id] += holding.quantity
    return {variant: left for variant, left in taken.left.items() if left < wanted[variant]}


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


def _shelves_for(wanted: Sequence[Demand], freed: Mapping[tuple[UUID, UUID], int]) -> list[rules.Shelf]:
    """The shelves of what is wanted, as if they had what is freed, by (variant, warehouse)."""
    shelves = [
        replace(shelf, sellable=shelf.sellable + freed.get((shelf.variant_id, shelf.warehouse_id), 0))
        for shelf in selectors.shelves([demand.variant_id for demand in wanted])
    ]
    missing = rules.short(wanted, shelves)
    if missing:
        raise InsufficientStock(variants=missing)
    return shelves


@dataclass(frozen=True)
class _Taken:
    """Whether pieces are set aside; if not, whether expired holds keep some, and what is left of each variant."""

    is_held: bool
    has_expired: bool
    left: Mapping[UUID, int]


def _take(planned: Sequence[Holding], *, session_id: UUID, expires_at: datetime, at: datetime) -> _Taken:
    """Set the planned pieces aside, all or none: one statement, and a moment for who else is at the shelf."""
    parameters = {
        "variants": [holding.variant_id for holding in planned],
        "warehouses": [holding.warehouse_id for holding in planned],
        "quantities": [holding.quantity for holding in planned],
        "ids": [new_id() for _ in planned],
        "session": str(session_id),
        "expires": expires_at,
        "at": at,
    }
    with connection.cursor() as cursor:
        before = time.perf_counter()
        execute(cursor, _HOLD, parameters)
        sold_out, has_expired, left = cursor.fetchone()
    waited = time.perf_counter() - before
    hot.note_wait([(one.variant_id, one.warehouse_id) for one in planned], seconds=waited, at=at)
    if sold_out:
        vendors = {holding.variant_id: holding.vendor_id for holding in planned}
        _tell_sold_out([(variant, vendors[variant]) for variant in sold_out], at=at)
    variants = (holding.variant_id for holding in planned)
    return _Taken(sold_out is not None, has_expired, dict(zip(variants, left or (), strict=False)))


def _take_freed(planned: Sequence[Holding], *, session_id: UUID, expires_at: datetime, at: datetime) -> bool:
    """Set pieces aside where expired holds on their shelves are given back first; all, or nothing is changed.

    Shelf by shelf: who gave back on all of them before it takes would come to the first one with a later one locked.
    """
    wanted = {(one.variant_id, one.warehouse_id): one for one in planned}
    found = selectors.expired([one.variant_id for one in planned], at=at)
    expired = {shelf: pieces for shelf, pieces in found.items() if shelf in wanted}
    if not any(expired.values()):
        return False
    with transaction.atomic():
        for (variant_id, warehouse_id), pieces in expired.items():
            if pieces:
                _give_back(_EXPIRED_ON, ReservationState.EXPIRED, at=at, variant=variant_id, warehouse=warehouse_id)
            one = wanted[variant_id, warehouse_id]
            if not _take([one], session_id=session_id, expires_at=expires_at, at=at).is_held:
                transaction.set_rollback(True)
                return False
    return True


def _give_back(condition: str, state: ReservationState, *, at: datetime, limit: int = 10_000, **values: object) -> int:
    parameters: dict[str, Any] = {
        key: str(value) if isinstance(value, UUID) else value for key, value in values.items()
    }
    parameters |= {"state": state.value, "limit": limit}
    return _back(_GIVE_BACK.format(condition=condition), parameters, at=at)


def put_back(pieces: Mapping[int, int], *, at: datetime) -> None:
    """Give pieces back to shelves, by their counters' keys; their reservations are the caller's."""
    shelves = sorted(pieces)
    _back(_PUT_BACK, {"shelves": shelves, "quantities": [pieces[shelf] for shelf in shelves]}, at=at)


def _back(statement: str, parameters: Mapping[str, Any], *, at: datetime) -> int:
    """Run what gives pieces back, and tell of shelves that had none; how many shelves there were."""
    with connection.cursor() as cursor:
        execute(cursor, statement, {**parameters, "at": at})
        rows = cursor.fetchall()
    _tell_sold_out([(variant, vendor) for variant, vendor, was_empty in rows if was_empty], at=at)
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
