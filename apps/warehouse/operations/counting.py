"""Warehouse · making shelves hold what was counted · vendor's schema."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from apps.common.errors import MarketError
from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor
from apps.stock import operations as stock
from apps.stock.errors import Shortage
from apps.stock.types import ShelfLevel

from .. import rules, selectors
from ..errors import ImpossibleMovement, WarehouseMissing
from ..models import ShelfMark, StockMovement, Warehouse
from ..types import CountOutcome, CountResult, MovementKind, ShelfCount
from .movements import adjust, bonded_of, movement, receive_many, write


@transaction_required
def count_shelves(counts: Mapping[tuple[UUID, str], int], *, reference: str, at: datetime, by: Actor = SYSTEM) -> int:
    """Make the shelves hold what was counted: (variant, warehouse code) → pieces; how many were corrected.

    What comes is received, what is missing is an adjustment.

    Raises:
        WarehouseMissing: there is no such house.
        Shortage: fewer were counted than are promised to buyers. Nothing is written.
    """
    held = selectors.on_hand({variant_id for variant_id, _ in counts})
    differences = {
        (variant_id, code): counted - held.get(variant_id, {}).get(code, 0)
        for (variant_id, code), counted in counts.items()
    }
    more = [(variant_id, code, delta) for (variant_id, code), delta in differences.items() if delta > 0]
    less = [(variant_id, code, delta) for (variant_id, code), delta in differences.items() if delta < 0]
    receive_many(more, reference=reference, at=at, by=by)
    for variant_id, code, delta in sorted(less):
        adjust(variant_id=variant_id, warehouse=code, delta=delta, reference=reference, at=at, by=by)
    return len(more) + len(less)


@transaction_required
def count_shelf(
    *, variant_id: UUID, warehouse: str, quantity: int, at: datetime, by: Actor = SYSTEM, note: str = ""
) -> None:
    """Make one shelf hold `quantity` pieces, those promised to buyers included.

    Raises:
        WarehouseMissing: there is no such house.
        ImpossibleMovement: no such number of pieces.
        Shortage: fewer were counted than are promised to buyers. Nothing is written.
    """
    (result,) = set_levels([ShelfCount(variant_id, warehouse, quantity)], at=at, by=by, note=note)
    if result.error is not None:
        raise result.error


@transaction_required
def set_levels(counts: Sequence[ShelfCount], *, at: datetime, by: Actor = SYSTEM, note: str = "") -> list[CountResult]:
    """Make each shelf hold what was counted, row by row in their order; what became of each.

    A count that is not newer than the newest one kept of its shelf changes nothing
    (`stale`), so a feed may be sent twice and out of order. A row that is refused
    leaves its shelf as it is and the other rows alone. About ten statements, however
    many rows; shelves are locked in one order.
    """
    houses = {row.code: row for row in Warehouse.objects.all()}
    wanted = {(c.variant_id, houses[c.warehouse].public_id) for c in counts if c.warehouse in houses}
    countries = {house.public_id: house.country for house in houses.values()}
    vendor_id = current_vendor_id()
    levels = stock.lock_shelves(
        [(variant, house, countries[house]) for variant, house in wanted],
        vendor_id=vendor_id,
        at=at,
        bonded=bonded_of(houses.values()),
    )
    marks = _marks(wanted)
    results: list[CountResult] = []
    moved: list[StockMovement] = []
    for count in counts:
        house = houses.get(count.warehouse)
        if house is None:
            results.append(_refused(WarehouseMissing(warehouse=count.warehouse)))
            continue
        shelf = (count.variant_id, house.public_id)
        level, mark = levels[shelf], marks.get(shelf)
        if mark is not None and not rules.supersedes(count, version=mark.version, counted_at=mark.counted_at):
            results.append(CountResult(CountOutcome.STALE, level.on_hand))
            continue
        error = _fault(count, level, at=at)
        if error is not None:
            results.append(_refused(error, level.on_hand))
            continue
        marks[shelf] = _marked(count, house, mark, at=at)
        delta = count.quantity - level.on_hand
        results.append(CountResult(CountOutcome.APPLIED if delta else CountOutcome.UNCHANGED, count.quantity))
        if delta:
            levels[shelf] = ShelfLevel(count.quantity, level.reserved)
            moved.append(movement(house, count.variant_id, MovementKind.ADJUSTED, delta, reference="", note=note,
                                  at=at, by=by))  # fmt: skip
    write(moved, at=at)
    stock.move_shelves(
        [(row.variant_id, row.warehouse.public_id, row.delta) for row in moved], vendor_id=vendor_id, at=at
    )
    _keep(marks)
    return results


def _fault(count: ShelfCount, level: ShelfLevel, *, at: datetime) -> MarketError | None:
    problem = rules.count_problem(count, at=at)
    if problem is not None:
        return ImpossibleMovement(field=problem[0], problem=problem[1])
    if count.quantity < level.reserved:
        return Shortage(field="quantity", reserved=level.reserved, on_hand=count.quantity)
    return None


def _refused(error: MarketError, on_hand: int | None = None) -> CountResult:
    return CountResult(CountOutcome.REFUSED, on_hand, error)


def _marks(shelves: set[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], ShelfMark]:
    rows = ShelfMark.objects.select_related("warehouse").filter(variant_id__in={variant for variant, _ in shelves})
    return {(row.variant_id, row.warehouse.public_id): row for row in rows}


def _marked(count: ShelfCount, house: Warehouse, mark: ShelfMark | None, *, at: datetime) -> ShelfMark:
    counted_at, known = count.counted_at or at, mark.version if mark else None
    return ShelfMark(
        variant_id=count.variant_id,
        warehouse=house,
        version=known if count.version is None else count.version,
        counted_at=max(counted_at, mark.counted_at) if mark else counted_at,
    )


def _keep(marks: Mapping[tuple[UUID, UUID], ShelfMark]) -> None:
    ShelfMark.objects.bulk_create(
        [mark for mark in marks.values() if mark.pk is None],
        update_conflicts=True,
        unique_fields=["variant_id", "warehouse"],
        update_fields=["version", "counted_at"],
        batch_size=2000,
    )
