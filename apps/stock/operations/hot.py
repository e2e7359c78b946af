"""Stock · shelves that many want at once: their sellable pieces lie in buckets · public schema.

Who buys takes from a bucket and leaves the counter alone, so that sixteen may buy at the same instant; who gives back
does so to a bucket (`holding`). What is shipped or counted goes by the counter, as on every shelf; a worker spreads the
pieces anew. A counter's `reserved` is what is set aside plus what its buckets hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction

from apps.common.prepared import execute
from apps.common.remember import Remembered
from apps.common.transactions import transaction_required

from .. import rules
from ..errors import ShelfMissing
from ..models import Bucket, Counter, HotShelf, Wait

# Empties the buckets that nobody is just taking from, and gives their pieces back to the counter.
_GATHER = """
    WITH known AS MATERIALIZED (
        SELECT id, counter_id, pieces FROM stock_bucket
        WHERE counter_id = ANY(%s::bigint[]) AND pieces > 0 ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
    ), emptied AS (
        UPDATE stock_bucket b SET pieces = 0 FROM known k WHERE b.id = k.id RETURNING b.id
    )
    UPDATE stock_counter c SET reserved = c.reserved - k.pieces
    FROM (SELECT counter_id, SUM(pieces)::int AS pieces FROM known GROUP BY counter_id) k
    WHERE c.id = k.counter_id AND (SELECT COUNT(*) FROM emptied) >= 0
    RETURNING k.pieces
"""

# Spreads what is sellable of a locked counter evenly over its buckets; whom nobody is just taking from.
_SPREAD = """
    WITH known AS MATERIALIZED (
        SELECT id, pieces FROM stock_bucket WHERE counter_id = %(counter)s ORDER BY id FOR NO KEY UPDATE SKIP LOCKED
    ), pool AS MATERIALIZED (
        SELECT (SELECT on_hand - reserved FROM stock_counter WHERE id = %(counter)s) + COALESCE(SUM(pieces), 0)
            AS pieces, COALESCE(SUM(pieces), 0) AS before, COUNT(*) AS buckets
        FROM known
    ), parts AS MATERIALIZED (
        SELECT k.id, p.pieces / p.buckets + (row_number() OVER (ORDER BY k.id) <= p.pieces %% p.buckets)::int AS pieces
        FROM known k CROSS JOIN pool p
    ), spread AS (
        UPDATE stock_bucket b SET pieces = parts.pieces FROM parts WHERE b.id = parts.id RETURNING b.pieces
    )
    UPDATE stock_counter c SET reserved = c.reserved - p.before + p.pieces
    FROM pool p WHERE c.id = %(counter)s AND p.buckets > 0 AND (SELECT COUNT(*) FROM spread) > 0
"""

_NOTE = """
    INSERT INTO stock_wait (counter_id, waited_ms, at)
    SELECT c.id, %s::int, %s::timestamptz FROM stock_counter c
    JOIN unnest(%s::uuid[], %s::uuid[]) AS s(variant_id, warehouse_id) USING (variant_id, warehouse_id)
    WHERE NOT EXISTS (SELECT FROM stock_hotshelf h WHERE h.counter_id = c.id)
"""
_noted: Remembered[bool] = Remembered(seconds=1, most=10)


@transaction_required
def heat(variant_id: UUID, warehouse_id: UUID, *, by_hand: bool = False, at: datetime) -> None:
    """Sell a shelf out of several buckets from now on. Twice is once.

    Raises:
        ShelfMissing: nothing ever lay there.
    """
    counter = _counter(variant_id, warehouse_id)
    shelf, _ = HotShelf.objects.get_or_create(counter=counter, defaults={"since": at, "wanted_at": at})
    if by_hand and not shelf.by_hand:
        HotShelf.objects.filter(pk=shelf.pk).update(by_hand=True)
    Bucket.objects.bulk_create(
        [Bucket(counter=counter, number=number) for number in range(rules.BUCKETS)], ignore_conflicts=True
    )
    spread(counter.pk)


@transaction_required
def cool(variant_id: UUID, warehouse_id: UUID) -> bool:
    """Have a shelf's pieces on one counter again; False where somebody is just taking from a bucket.

    It is then no longer hot by hand, so that the worker does it once nobody wants it.

    Raises:
        ShelfMissing: nothing ever lay there.
    """
    counter = _counter(variant_id, warehouse_id)
    gather([counter.pk])
    buckets = Bucket.objects.filter(counter=counter)
    empty = [bucket.pk for bucket in buckets.select_for_update(skip_locked=True).filter(pieces=0)]
    if buckets.exclude(pk__in=empty).exists():
        HotShelf.objects.filter(counter=counter).update(by_hand=False)
        return False
    buckets.delete()
    HotShelf.objects.filter(counter=counter).delete()
    return True


@transaction_required
def gather(counters: Sequence[int]) -> int:
    """Give a hot shelf's pieces back to its counter, but those of a bucket that somebody is taking from; how many."""
    with connection.cursor() as cursor:
        execute(cursor, _GATHER, [list(counters)])
        return sum(pieces for (pieces,) in cursor.fetchall())


@transaction_required
def spread(counter_id: int) -> None:
    """Spread what is sellable of a hot shelf evenly over its buckets."""
    Counter.objects.select_for_update(no_key=True).get(pk=counter_id)
    with connection.cursor() as cursor:
        execute(cursor, _SPREAD, {"counter": counter_id})


def note_wait(shelves: Sequence[tuple[UUID, UUID]], *, seconds: float, at: datetime) -> None:
    """Write down that somebody waited long for these shelves (variant, warehouse): once a second for each process.

    Who waited little writes nothing, nor who waited for a hot one. The shelf is locked by now, so that nobody may write
    much.
    """
    if seconds < rules.LONG_WAIT.total_seconds() or _noted.get(True):
        return
    _noted.put(True, True)
    with connection.cursor() as cursor:
        execute(
            cursor, _NOTE, [int(seconds * 1000), at, [shelf[0] for shelf in shelves], [shelf[1] for shelf in shelves]]
        )


def tend(*, at: datetime) -> tuple[int, int]:
    """Make shelves hot that many waited for, spread those that are, cool what nobody wants: (made hot, cooled)."""
    warmed = _warm_up(at=at)
    cooled = 0
    quiet_before = at - rules.COOLS_AFTER
    for shelf in HotShelf.objects.select_related("counter").order_by("pk"):
        counter = shelf.counter
        with transaction.atomic():
            is_wanted = counter.reservations.filter(created_at__gt=shelf.wanted_at).exists()
            if not is_wanted and not shelf.by_hand and shelf.wanted_at < quiet_before:
                cooled += cool(counter.variant_id, counter.warehouse_id)
                continue
            spread(counter.pk)
            if is_wanted:
                HotShelf.objects.filter(pk=shelf.pk).update(wanted_at=at)
    return warmed, cooled


def _warm_up(*, at: datetime) -> int:
    since = at - rules.WAITS_COUNT_FOR
    Wait.objects.filter(at__lt=since).delete()
    waited = Wait.objects.filter(at__gte=since, counter__hot=None).values_list("counter_id", "waited_ms")
    found = rules.wanted_at_once(waited)
    for counter in Counter.objects.filter(pk__in=found).order_by("pk"):
        with transaction.atomic():
            heat(counter.variant_id, counter.warehouse_id, at=at)
    return len(found)


def _counter(variant_id: UUID, warehouse_id: UUID) -> Counter:
    rows = Counter.objects.select_for_update(no_key=True).filter(variant_id=variant_id, warehouse_id=warehouse_id)
    found = rows.first()
    if found is None:
        raise ShelfMissing()
    return found
