"""Warehouse · cycle counts · vendor's schema."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Max, QuerySet, Sum

from ..errors import CountMissing
from ..models import CountLine, CycleCount, StockMovement, Stowage, Warehouse
from ..types import Countable, CountInfo, CountLineInfo, CountState, MovementKind

_LATELY = timedelta(days=90)


def counts(*, limit: int = 50) -> tuple[CountInfo, ...]:
    """Cycle counts, newest first. Two queries."""
    return tuple(as_count(row) for row in count_rows()[:limit])


def count_rows() -> QuerySet[CycleCount]:
    """Every cycle count with its lines, newest first, for lists that narrow and cut them."""
    return CycleCount.objects.select_related("warehouse").prefetch_related("lines__bin", "lines__lot").order_by("-pk")


def count(public_id: UUID) -> CountInfo:
    """One cycle count. Four queries.

    Raises:
        CountMissing: the vendor has none of this id.
    """
    row = count_rows().filter(public_id=public_id).first()
    if row is None:
        raise CountMissing()
    return as_count(row)


def countables(warehouse: Warehouse, *, at: datetime) -> list[Countable]:
    """All that can be counted in a house, bin by bin and lot by lot, and what lies loose. Four queries."""
    sums = StockMovement.objects.filter(warehouse=warehouse).order_by().values_list("variant_id")
    on_hand = dict(sums.annotate(pieces=Sum("delta")))
    shipped = {
        variant: -pieces
        for variant, pieces in sums.filter(kind=MovementKind.SHIPPED, occurred_at__gte=at - _LATELY).annotate(
            pieces=Sum("delta")
        )
    }
    places: list[tuple[UUID, int | None, int | None]] = []
    named: dict[UUID, int] = defaultdict(int)
    for row in Stowage.objects.filter(warehouse=warehouse, pieces__gt=0):
        named[row.variant_id] += row.pieces
        places.append((row.variant_id, row.bin_id, row.lot_id))
    places += [(variant, None, None) for variant, pieces in on_hand.items() if pieces > named[variant]]
    last = {
        (variant, bin_id, lot_id): counted_at
        for variant, bin_id, lot_id, counted_at in CountLine.objects.filter(count__warehouse=warehouse)
        .order_by()
        .values_list("variant_id", "bin_id", "lot_id")
        .annotate(Max("counted_at"))
        if counted_at is not None
    }
    waiting = set(
        CountLine.objects.filter(count__warehouse=warehouse, count__state=CountState.OPEN, posted=None).values_list(
            "variant_id", "bin_id", "lot_id"
        )
    )
    return [
        Countable(*place, shipped.get(place[0], 0), (at - last[place]).days if place in last else None)
        for place in places
        if place not in waiting
    ]


def as_count(row: CycleCount) -> CountInfo:
    """The value that others hold of a cycle count: not what the books say."""
    return CountInfo(
        public_id=row.public_id,
        warehouse=row.warehouse.code,
        state=row.state,
        created_at=row.created_at,
        closed_at=row.closed_at,
        lines=tuple(
            CountLineInfo(
                id=line.pk,
                variant_id=line.variant_id,
                bin=line.bin.code if line.bin else "",
                lot=line.lot.number if line.lot else "",
                grade=line.grade,
                first=line.first,
                second=line.second,
                posted=line.posted,
            )
            for line in row.lines.all()
        ),
    )
