"""Warehouse · houses, levels and the books · vendor's schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Sum

from apps.common.addresses import PostalAddress
from apps.common.tenancy import current_vendor_id
from apps.stock import selectors as stock
from apps.stock.types import ShelfLevel

from ..errors import WarehouseMissing
from ..models import StockMovement, Warehouse
from ..types import Discrepancy, HouseLevel, Movement, VariantLevels, WarehouseInfo


def warehouses() -> tuple[WarehouseInfo, ...]:
    """The vendor's houses, its home first. One query."""
    return tuple(as_info(row) for row in Warehouse.objects.all())


def warehouse(code_or_id: str | UUID) -> WarehouseInfo:
    """The house with this code or public id.

    Raises:
        WarehouseMissing: the vendor has none.
    """
    condition = {"public_id": code_or_id} if isinstance(code_or_id, UUID) else {"code": code_or_id}
    row = Warehouse.objects.filter(**condition).first()
    if row is None:
        raise WarehouseMissing(warehouse=str(code_or_id))
    return as_info(row)


def on_hand(variant_ids: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Pieces by variant and warehouse code: the sums of the movements. One query."""
    found: dict[UUID, dict[str, int]] = defaultdict(dict)
    rows = (
        StockMovement.objects.filter(variant_id__in=list(variant_ids))
        .order_by()
        .values_list("variant_id", "warehouse__code")
        .annotate(pieces=Sum("delta"))
    )
    for variant_id, code, pieces in rows:
        found[variant_id][code] = pieces
    return dict(found)


def levels(variant_ids: Collection[UUID]) -> dict[UUID, VariantLevels]:
    """Pieces on hand and promised in every house, for each of these variants. Two queries."""
    houses = warehouses()
    counted = stock.levels(variant_ids)
    return {
        variant_id: VariantLevels(
            tuple(
                HouseLevel(house.code, level.on_hand, level.reserved, level.blocked)
                for house in houses
                for level in [counted.get((variant_id, house.public_id), ShelfLevel(0, 0))]
            )
        )
        for variant_id in variant_ids
    }


def movement_rows() -> QuerySet[StockMovement]:
    """Every movement with its house, newest first, for lists that narrow and cut them."""
    return StockMovement.objects.select_related("warehouse", "bin", "lot").order_by("-pk")


def shelves() -> dict[tuple[UUID, UUID], int]:
    """Pieces by variant and warehouse (public ids) on every shelf of the vendor. One query."""
    rows = (
        StockMovement.objects.order_by().values_list("variant_id", "warehouse__public_id").annotate(pieces=Sum("delta"))
    )
    return {(variant_id, warehouse_id): pieces for variant_id, warehouse_id, pieces in rows}


def discrepancies() -> list[Discrepancy]:
    """Shelves of the entered vendor whose counter is not the sum of its movements. Two queries."""
    moved, counted = shelves(), stock.on_hand(current_vendor_id())
    return [
        Discrepancy(variant_id, warehouse_id, moved.get(shelf, 0), counted.get(shelf, 0))
        for shelf in sorted({*moved, *counted})
        for variant_id, warehouse_id in [shelf]
        if moved.get(shelf, 0) != counted.get(shelf, 0)
    ]


def movements(
    *,
    variant_id: UUID | None = None,
    warehouse_code: str = "",
    kind: str = "",
    reference: str = "",
    since: datetime | None = None,
    before: int | None = None,
    limit: int = 50,
) -> tuple[list[Movement], int | None]:
    """Movements, newest first, and what to pass as `before` for more (None at the end). One query.

    `since` is aware UTC; `reference` is what one begins with.
    """
    rows = movement_rows()
    if variant_id is not None:
        rows = rows.filter(variant_id=variant_id)
    if warehouse_code:
        rows = rows.filter(warehouse__code=warehouse_code)
    if kind:
        rows = rows.filter(kind=kind)
    if reference:
        rows = rows.filter(reference__startswith=reference)
    if since is not None:
        rows = rows.filter(occurred_at__gte=since)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    page = list(rows[: limit + 1])
    following = page[limit - 1].pk if len(page) > limit else None
    return [as_movement(row) for row in page[:limit]], following


def as_info(row: Warehouse) -> WarehouseInfo:
    """The value that others hold of a house."""
    return WarehouseInfo(
        public_id=row.public_id,
        code=row.code,
        name=row.name,
        kind=row.kind,
        country=row.country,
        address=PostalAddress.from_json(row.address),
        lat=float(row.latitude) if row.latitude is not None else None,
        lon=float(row.longitude) if row.longitude is not None else None,
        processing_days=row.processing_days,
        operator=row.operator,
    )


def as_movement(row: StockMovement) -> Movement:
    """The value that others hold of a movement."""
    return Movement(
        public_id=row.public_id,
        variant_id=row.variant_id,
        warehouse_code=row.warehouse.code,
        kind=row.kind,
        delta=row.delta,
        reference=row.reference,
        note=row.note,
        actor=row.actor_ref or row.actor_kind,
        occurred_at=row.occurred_at,
        bin=row.bin.code if row.bin else "",
        lot=row.lot.number if row.lot else "",
        basis=row.basis,
    )
