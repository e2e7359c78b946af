"""Warehouse · what lies in which bin, of which lot, and single pieces · vendor's schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from apps.stock import selectors as stock
from apps.stock.types import ShelfLevel

from ..errors import BinMissing, LotMissing
from ..models import Bin, Lot, Serial, StockMovement, Stowage, Warehouse
from ..types import BinInfo, ExpiringLot, SerialInfo, SerialState, Stowed, StowedWrong


def stowed(
    *, variant_ids: Collection[UUID] = (), warehouse: str = "", bin_code: str = "", limit: int = 500
) -> tuple[Stowed, ...]:
    """What lies in bins and of lots, narrowed to variants, a house or a bin; without what lies loose. One query."""
    rows = _known()
    if variant_ids:
        rows = rows.filter(variant_id__in=list(variant_ids))
    if warehouse:
        rows = rows.filter(warehouse__code=warehouse)
    if bin_code:
        rows = rows.filter(bin__code=bin_code)
    return tuple(as_stowed(row) for row in rows.order_by("warehouse", "bin__code", "lot__expires_on", "pk")[:limit])


def with_loose(variant_id: UUID) -> tuple[Stowed, ...]:
    """Where all pieces of a variant lie, those in no bin and of no lot last. Three queries."""
    lying = stowed(variant_ids=[variant_id])
    named: dict[str, int] = defaultdict(int)
    for one in lying:
        named[one.warehouse] += one.pieces
    levels, loose = stock.levels([variant_id]), []
    for house in Warehouse.objects.all():
        rest = levels.get((variant_id, house.public_id), ShelfLevel(0, 0)).on_hand - named[house.code]
        if rest:
            loose.append(Stowed(variant_id, house.code, "", "", rest))
    return (*lying, *loose)


def bins(warehouse: str, *, limit: int = 1000) -> tuple[BinInfo, ...]:
    """The bins of a house by aisle and code, with the pieces in each. One query."""
    rows = Bin.objects.filter(warehouse__code=warehouse).annotate(held=Sum("stowages__pieces"))
    return tuple(
        BinInfo(row.public_id, warehouse, row.code, row.aisle, row.x_m, row.y_m, row.held or 0)
        for row in rows.order_by("aisle", "code")[:limit]
    )


def bin_row(warehouse: Warehouse, code: str) -> Bin:
    """The bin of a house with this code.

    Raises:
        BinMissing: it has none.
    """
    row = Bin.objects.filter(warehouse=warehouse, code=code).first()
    if row is None:
        raise BinMissing(field="bin", bin=code)
    return row


def lot_row(variant_id: UUID, number: str) -> Lot:
    """The lot of a variant with this number.

    Raises:
        LotMissing: there is none.
    """
    row = Lot.objects.filter(variant_id=variant_id, number=number).first()
    if row is None:
        raise LotMissing(field="lot", lot=number)
    return row


def expiring(*, today: date, within_days: int = 30, limit: int = 200) -> tuple[ExpiringLot, ...]:
    """Pieces of lots that expire within so many days or have expired, those first that went first. One query."""
    rows = _known().filter(lot__expires_on__lte=today + timedelta(days=within_days))
    found = []
    for row in rows.order_by("lot__expires_on", "pk")[:limit]:
        lot = row.lot
        if lot is not None and lot.expires_on is not None:
            left = (lot.expires_on - today).days
            found.append(ExpiringLot(row.variant_id, row.warehouse.code, lot.number, lot.expires_on, left, row.pieces))
    return tuple(found)


def serials(
    *,
    search: str = "",
    variant_id: UUID | None = None,
    warehouse: str = "",
    fulfilment_id: UUID | None = None,
    limit: int = 100,
) -> tuple[SerialInfo, ...]:
    """Single pieces by the beginning of their number, by variant, house or fulfilment. One query."""
    rows = Serial.objects.select_related("warehouse", "bin", "lot")
    if search:
        rows = rows.filter(number__istartswith=search)
    if variant_id is not None:
        rows = rows.filter(variant_id=variant_id)
    if warehouse:
        rows = rows.filter(warehouse__code=warehouse)
    if fulfilment_id is not None:
        rows = rows.filter(fulfilment_id=fulfilment_id)
    return tuple(as_serial(row) for row in rows.order_by("number", "pk")[:limit])


def serials_called(number: str, *, variant_ids: Collection[UUID]) -> tuple[SerialInfo, ...]:
    """Single pieces of these variants that bear exactly this number. One query."""
    rows = Serial.objects.select_related("warehouse", "bin", "lot")
    return tuple(as_serial(row) for row in rows.filter(number=number, variant_id__in=list(variant_ids)))


def lying_as(number: str, *, warehouse_id: UUID) -> tuple[SerialInfo, ...]:
    """Single pieces of any goods that lie in this house under exactly this number. One query."""
    rows = Serial.objects.select_related("warehouse", "bin", "lot").filter(state=SerialState.IN_HOUSE)
    return tuple(as_serial(row) for row in rows.filter(number=number, warehouse__public_id=warehouse_id))


def numbered(variant_ids: Collection[UUID], *, warehouse_id: UUID) -> frozenset[UUID]:
    """The variants of which a piece with a number of its own lies or is packed in this house. One query."""
    rows = Serial.objects.filter(
        variant_id__in=list(variant_ids),
        warehouse__public_id=warehouse_id,
        state__in=[SerialState.IN_HOUSE, SerialState.PACKED],
    )
    return frozenset(rows.order_by().values_list("variant_id", flat=True).distinct())


def sent_numbers(fulfilment_ids: Collection[UUID]) -> dict[tuple[UUID, UUID], tuple[str, ...]]:
    """Numbers of pieces that left and are not back, by the fulfilment that they left with and variant. One query."""
    found: dict[tuple[UUID, UUID], tuple[str, ...]] = defaultdict(tuple)
    rows = Serial.objects.filter(fulfilment_id__in=list(fulfilment_ids), state=SerialState.SENT)
    for fulfilment_id, variant_id, number in rows.values_list("fulfilment_id", "variant_id", "number"):
        found[fulfilment_id, variant_id] += (number,)
    return dict(found)


def wrongly_stowed() -> list[StowedWrong]:
    """Bins and lots whose pieces are not the sum of the movements that name them. Two queries."""
    rows = (
        StockMovement.objects.exclude(bin=None, lot=None)
        .order_by()
        .values_list("variant_id", "warehouse__code", "bin_id", "bin__code", "lot_id", "lot__number")
        .annotate(pieces=Sum("delta"))
    )
    moved = {
        (variant, house, bin_id, lot_id): (Stowed(variant, house, bin_code or "", lot or "", 0, bin_id=bin_id,
                                                  lot_id=lot_id), pieces)
        for variant, house, bin_id, bin_code, lot_id, lot, pieces in rows
    }  # fmt: skip
    lying = {
        (row.variant_id, row.warehouse.code, row.bin_id, row.lot_id): as_stowed(row)
        for row in Stowage.objects.select_related("warehouse", "bin", "lot")
    }
    return [
        StowedWrong(lying.get(key) or moved[key][0], moved[key][1] if key in moved else 0)
        for key in sorted({*moved, *lying}, key=str)
        if (lying[key].pieces if key in lying else 0) != (moved[key][1] if key in moved else 0)
    ]


def too_many_serials() -> list[tuple[UUID, str, int, int]]:
    """Where more single pieces are said to be than the books have: (variant, house, single pieces, on hand)."""
    rows = (
        Serial.objects.filter(state__in=[SerialState.IN_HOUSE, SerialState.PACKED])
        .order_by()
        .values_list("variant_id", "warehouse__code")
        .annotate(pieces=Count("pk"))
    )
    sums = dict[tuple[UUID, str], int]()
    for variant, house, pieces in (
        StockMovement.objects.order_by().values_list("variant_id", "warehouse__code").annotate(pieces=Sum("delta"))
    ):
        sums[variant, house] = pieces
    return [
        (variant, house, pieces, sums.get((variant, house), 0))
        for variant, house, pieces in rows
        if pieces > sums.get((variant, house), 0)
    ]


def as_stowed(row: Stowage) -> Stowed:
    """The value that others hold of a stowage."""
    return Stowed(
        variant_id=row.variant_id,
        warehouse=row.warehouse.code,
        bin=row.bin.code if row.bin else "",
        lot=row.lot.number if row.lot else "",
        pieces=row.pieces,
        expires_on=row.lot.expires_on if row.lot else None,
        best_before_on=row.lot.best_before_on if row.lot else None,
        bin_id=row.bin_id,
        lot_id=row.lot_id,
    )


def as_serial(row: Serial) -> SerialInfo:
    """The value that others hold of a single piece."""
    return SerialInfo(
        variant_id=row.variant_id,
        number=row.number,
        state=row.state,
        warehouse=row.warehouse.code if row.warehouse else "",
        bin=row.bin.code if row.bin else "",
        lot=row.lot.number if row.lot else "",
        fulfilment_id=row.fulfilment_id,
        changed_at=row.changed_at,
    )


def _known() -> QuerySet[Stowage]:
    return Stowage.objects.select_related("warehouse", "bin", "lot").filter(pieces__gt=0)
