"""Stock · shelves that run low, and days on which lots expire · public schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from apps.common.prepared import execute
from apps.common.transactions import transaction_required
from apps.outbox import operations as outbox
from apps.outbox.types import Event

from ..events import ShelfLow
from ..models import LotDay, Threshold

# Every shelf that fell below its threshold or rose to it again since the last look, in one statement over all vendors.
_CROSSED = """
    WITH now AS (
        SELECT t.id, COALESCE(c.on_hand - c.reserved, 0) + COALESCE(
            (SELECT SUM(b.pieces)::int FROM stock_bucket b WHERE b.counter_id = c.id), 0) AS sellable
        FROM stock_threshold t LEFT JOIN stock_counter c USING (variant_id, warehouse_id)
    )
    UPDATE stock_threshold t SET low_since = CASE WHEN n.sellable < t.pieces THEN %(at)s::timestamptz END
    FROM now n WHERE n.id = t.id AND (n.sellable < t.pieces) <> (t.low_since IS NOT NULL)
    RETURNING t.vendor_id, t.variant_id, t.warehouse_id, t.pieces, n.sellable, t.low_since IS NOT NULL
"""


@transaction_required
def set_thresholds(wanted: Mapping[tuple[UUID, UUID], int], *, vendor_id: int) -> None:
    """Below how many sellable pieces the vendor is told, by (variant, warehouse); 0 for never."""
    for (variant_id, warehouse_id), pieces in wanted.items():
        if pieces:
            Threshold.objects.update_or_create(
                variant_id=variant_id,
                warehouse_id=warehouse_id,
                vendor_id=vendor_id,
                defaults={"pieces": pieces},
            )
        else:
            Threshold.objects.filter(vendor_id=vendor_id, variant_id=variant_id, warehouse_id=warehouse_id).delete()


@transaction_required
def announce_low(*, at: datetime) -> int:
    """Tell of each shelf that has fallen below its threshold since the last look; how many. One statement for all."""
    with connection.cursor() as cursor:
        execute(cursor, _CROSSED, {"at": at})
        rows = cursor.fetchall()
    news: list[Event] = [
        ShelfLow(vendor_id=vendor, variant_id=variant, warehouse_id=warehouse, sellable=sellable, threshold=pieces)
        for vendor, variant, warehouse, pieces, sellable, is_low in rows
        if is_low
    ]
    if news:
        outbox.emit_many(news, at=at)
    return len(news)


@transaction_required
def note_lot_day(vendor_id: int, expires_on: date) -> None:
    """Remember that lots of a vendor expire on a day. Twice is once."""
    LotDay.objects.bulk_create([LotDay(vendor_id=vendor_id, expires_on=expires_on)], ignore_conflicts=True)


@transaction_required
def forget_lot_day(vendor_id: int, *, before: date) -> None:
    """The vendor's shelves have been looked over for lots that expired before this day."""
    LotDay.objects.filter(vendor_id=vendor_id, expires_on__lt=before).delete()
