"""Fulfilment · waves, what waits for one, and what was short · vendor's schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Q, QuerySet, Sum

from apps.orders import selectors as orders
from apps.orders.types import OrderStatus
from apps.planning.slotting.rounds import Round
from apps.shipping import selectors as shipping
from apps.shipping.models import Fulfilment
from apps.shipping.types import FulfilmentStatus
from apps.warehouse import selectors as warehouses
from apps.warehouse.types import BinInfo

from ..errors import WaveUnknown
from ..models import PickLine, Wave, WaveOrder
from ..rules.collecting import way


@dataclass(frozen=True)
class Short:
    """Pieces that were not found, by the order that lacks them."""

    order_number: str
    order_id: UUID
    tote: int
    sku: str
    pieces: int


@dataclass(frozen=True)
class Left:
    """An order that was cancelled while it was collected; `back` are (SKU, bin, pieces) that lie in its tote."""

    order: WaveOrder
    back: tuple[tuple[str, str, int], ...]


def collectable() -> QuerySet[Fulfilment]:
    """Shipments of confirmed orders that are not packed, held or in an open wave, oldest first."""
    taken = WaveOrder.objects.filter(is_open=True).values("fulfilment_id")
    confirmed = orders.orders().filter(status__in=[OrderStatus.CONFIRMED]).values("public_id")
    rows = shipping.fulfilments().filter(status=FulfilmentStatus.PENDING, held_at=None, order_id__in=confirmed)
    return rows.exclude(public_id__in=taken).order_by("created_at", "pk")


def waiting(*, limit: int = 200) -> list[Fulfilment]:
    """`collectable` with `piece_count`, as a list of a page. One query."""
    rows = collectable().prefetch_related(None).annotate(piece_count=Sum("lines__quantity"))
    return list(rows[:limit])


def waves() -> QuerySet[Wave]:
    """Waves, newest first, with `order_count`, `line_count` and `done_count`."""
    return Wave.objects.annotate(
        order_count=Count("orders", distinct=True),
        line_count=Count("lines", distinct=True),
        done_count=Count("lines", filter=Q(lines__done_at__isnull=False), distinct=True),
    )


def wave(public_id: UUID) -> Wave:
    """One wave.

    Raises:
        WaveUnknown: there is none of this id.
    """
    row = waves().filter(public_id=public_id).first()
    if row is None:
        raise WaveUnknown()
    return row


def shortages(row: Wave) -> list[Short]:
    """What a wave's orders lack, by tote. Where a place had too few, the last totes of it go short. Two queries."""
    names = {one.tote: one for one in row.orders.all() if one.left_at is None}
    found: dict[tuple[int, str], int] = defaultdict(int)
    for line in row.lines.filter(done_at__isnull=False):
        for tote, pieces, given in _given(line):
            if given < pieces and tote in names:
                found[tote, line.sku] += pieces - given
    return [
        Short(names[tote].order_number, names[tote].order_id, tote, sku, pieces)
        for (tote, sku), pieces in sorted(found.items())
    ]


def left(row: Wave) -> list[Left]:
    """The orders of a wave that were cancelled, each with what lies in its tote and has to go back. Two queries."""
    lines = list(row.lines.filter(done_at__isnull=False))
    return [
        Left(
            member,
            tuple(
                (line.sku, line.bin, given)
                for line in lines
                for tote, _, given in _given(line)
                if tote == member.tote and given
            ),
        )
        for member in row.orders.exclude(left_at=None)
    ]


def _given(line: PickLine) -> Iterator[tuple[int, int, int]]:
    """How many pieces of a place were for each tote, and how many came into it."""
    here = line.picked or 0
    for tote, pieces in line.totes:
        given = min(here, pieces)
        here -= given
        yield tote, pieces, given


def floor(row: Wave) -> tuple[tuple[BinInfo, ...], Round]:
    """The bins of a wave's house, and the walk to its places as they stood when it was planned. One query."""
    bins = warehouses.bins(row.warehouse_code, limit=10_000)
    lines = row.lines.exclude(bin="").select_related("wave")
    stops = [_as_bin(line) for line in lines]
    return bins, way(stops, [*bins, *stops])


def _as_bin(line: PickLine) -> BinInfo:
    x, y = line.x_m or Decimal(0), line.y_m or Decimal(0)
    return BinInfo(line.wave.public_id, "", line.bin, line.aisle, x, y)
