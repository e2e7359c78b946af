"""Warehouse · moving goods · vendor's schema.

Each movement is written beside the counter it changes, in one transaction: the
movements are the books, the counter is their sum, and so is what lies in each bin and
of each lot.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor
from apps.outbox import operations as outbox
from apps.stock import operations as stock
from apps.stock.types import Holding

from .. import rules, selectors
from ..errors import BasisMissing, ImpossibleMovement, WarehouseMissing
from ..events import StockRepaired
from ..models import StockMovement, Warehouse
from ..types import Discrepancy, MovementKind
from . import stowing
from .serials import bring_back, send_packed


@transaction_required
def receive(
    *,
    variant_id: UUID,
    warehouse: str,
    quantity: int,
    at: datetime,
    by: Actor = SYSTEM,
    reference: str = "",
    note: str = "",
    bin_code: str = "",
    lot: str = "",
) -> None:
    """Put `quantity` new pieces on the shelf of the house with this code. With a reference, twice is once.

    Where they are put into a bin or are of a lot, these are named by code and number.

    Raises:
        WarehouseMissing, BinMissing, LotMissing, ImpossibleMovement: no such house, bin or lot, or no pieces.
    """
    move(MovementKind.RECEIVED, variant_id, warehouse, quantity, reference=reference, note=note, at=at, by=by,
         bin_code=bin_code, lot=lot)  # fmt: skip


@transaction_required
def adjust(
    *,
    variant_id: UUID,
    warehouse: str,
    delta: int,
    at: datetime,
    by: Actor = SYSTEM,
    reference: str = "",
    note: str = "",
    bin_code: str = "",
    lot: str = "",
) -> None:
    """Correct a shelf by `delta` pieces (negative: missing or broken), in a bin or of a lot where these are named.

    Raises:
        WarehouseMissing, BinMissing, LotMissing, ImpossibleMovement: no such house, bin or lot, or nothing to correct.
        NotStowedThere: not so many lie there. Nothing is written.
        Shortage: fewer would be left than are promised to buyers. Nothing is written.
    """
    move(MovementKind.ADJUSTED, variant_id, warehouse, delta, reference=reference, note=note, at=at, by=by,
         bin_code=bin_code, lot=lot)  # fmt: skip


@transaction_required
def take_back(
    *,
    variant_id: UUID,
    warehouse: str,
    quantity: int,
    reference: str,
    at: datetime,
    by: Actor = SYSTEM,
    note: str = "",
    sent_with: Collection[UUID] = (),
    serials: Collection[str] = (),
) -> None:
    """Put pieces that a buyer sent back on the shelf. Once for each reference.

    Those of the numbers `serials` that left with the fulfilments `sent_with` are there under them again.

    Raises:
        WarehouseMissing, ImpossibleMovement: no such house, or no pieces.
    """
    facts: dict[str, Any] = {"reference": reference, "note": note, "at": at, "by": by}
    if move(MovementKind.RETURNED, variant_id, warehouse, quantity, **facts) and serials:
        bring_back(variant_id, serials, sent_with=sent_with, warehouse=house_of(warehouse), at=at)


@transaction_required
def transfer(
    *,
    variant_id: UUID,
    source: str,
    target: str,
    quantity: int,
    reference: str,
    at: datetime,
    by: Actor = SYSTEM,
    basis: str = "",
) -> None:
    """Carry pieces from one house to another at once, both given by code. Once for each reference.

    Goods that leave bond are released by the customs entry `basis`: from here on they are imported.

    Raises:
        ImpossibleMovement: the same house twice, or no pieces.
        BasisMissing: they leave bond, and no customs entry is named.
        Shortage: they are promised to buyers, or not there. Nothing is written.
    """
    if source == target:
        raise ImpossibleMovement(field="target", problem=_("Choose two different warehouses."))
    _require_possible(MovementKind.RECEIVED, quantity)
    kind = kind_between(house_of(source), house_of(target), basis=basis)
    for code, delta in ((source, -quantity), (target, quantity)):
        move(kind, variant_id, code, delta, reference=reference, note="", at=at, by=by, basis=basis)


def kind_between(source: Warehouse, target: Warehouse, *, basis: str) -> MovementKind:
    """What carrying goods from one house to another is to the books.

    Raises:
        BasisMissing: they leave bond, and no customs entry is named.
    """
    if not source.is_bonded or target.is_bonded:
        return MovementKind.TRANSFERRED
    if not basis:
        raise BasisMissing(
            field="basis", problem=_("These goods leave bond: give the number of the customs entry that releases them.")
        )
    return MovementKind.RELEASED


@transaction_required
def ship_out(
    session_id: UUID, *, warehouse_id: UUID, reference: str, at: datetime, by: Actor = SYSTEM
) -> tuple[Holding, ...]:
    """Take all that a purchase has allocated in this house off its shelves: it leaves the house.

    `warehouse_id` is the house's public id, `reference` names the shipment. Twice
    is once: the second call finds nothing allocated and returns nothing.
    """
    house = _house(Warehouse.objects.filter(public_id=warehouse_id), str(warehouse_id))
    shipped = stock.ship(session_id, vendor_id=current_vendor_id(), warehouse_id=warehouse_id, at=at)
    rows = [
        movement(house, one.variant_id, MovementKind.SHIPPED, -one.quantity, reference=reference, at=at, by=by)
        for one in shipped
    ]
    write(rows, at=at, is_sale=True)
    if shipped:
        send_packed(reference, at=at)
    return shipped


@transaction_required
def ship_past(
    *, variant_id: UUID, warehouse: str, quantity: int, reference: str, at: datetime, by: Actor = SYSTEM
) -> None:
    """Take pieces off the shelf that left the house before these books began. Once for each reference.

    Raises:
        WarehouseMissing, ImpossibleMovement: no such house, or no pieces.
        Shortage: they are promised to buyers, or not there. Nothing is written.
    """
    _require_possible(MovementKind.RECEIVED, quantity)
    move(MovementKind.SHIPPED, variant_id, warehouse, -quantity, reference=reference, note="", at=at, by=by)


@transaction_required
def receive_many(pieces: Sequence[tuple[UUID, str, int]], *, reference: str, at: datetime, by: Actor = SYSTEM) -> None:
    """Put new pieces on many shelves at once: (variant, warehouse code, pieces ≥ 1). A few statements in all.

    A shelf that has received under this reference before is left out.

    Raises:
        WarehouseMissing, ImpossibleMovement: naming the first that is wrong. Nothing is written.
    """
    houses = {row.code: row for row in Warehouse.objects.all()}
    known = set(
        StockMovement.objects.filter(reference=reference, kind=MovementKind.RECEIVED).values_list(
            "variant_id", "warehouse__code"
        )
        if reference
        else ()
    )
    rows = []
    for (variant_id, code), quantity in _summed(pieces).items():
        if code not in houses:
            raise WarehouseMissing(warehouse=code)
        _require_possible(MovementKind.RECEIVED, quantity)
        if (variant_id, code) not in known:
            rows.append(
                movement(
                    houses[code],
                    variant_id,
                    MovementKind.RECEIVED,
                    quantity,
                    reference=reference,
                    at=at,
                    by=by,
                )
            )
    StockMovement.objects.bulk_create(rows, batch_size=2000)
    stock.stock_shelves(
        [(row.variant_id, row.warehouse.public_id, row.warehouse.country, row.delta) for row in rows],
        vendor_id=current_vendor_id(),
        at=at,
        bonded=bonded_of(houses.values()),
    )


@transaction_required
def repair_shelf(found: Discrepancy, *, at: datetime, by: Actor = SYSTEM) -> None:
    """Set a shelf's counter to the sum of its movements, and leave an event that says so.

    Raises:
        WarehouseMissing: the counter names a house that the vendor does not have.
        Shortage: the movements leave fewer pieces than are promised to buyers. Nothing is written.
    """
    house = _house(Warehouse.objects.filter(public_id=found.warehouse_id), str(found.warehouse_id))
    stock.apply_movement(
        vendor_id=current_vendor_id(),
        variant_id=found.variant_id,
        warehouse_id=found.warehouse_id,
        warehouse_country=house.country,
        is_bonded=house.is_bonded,
        delta=found.moved - found.counted,
        at=at,
    )
    event = StockRepaired(
        variant_id=found.variant_id,
        warehouse_id=found.warehouse_id,
        moved=found.moved,
        counted=found.counted,
        vendor_id=current_vendor_id(),
    )
    outbox.emit(event, at=at, by=by)


@transaction_required
def settle_shelf(found: Discrepancy, *, note: str, at: datetime, by: Actor = SYSTEM) -> None:
    """Write the movement by which a shelf's book says again what its counter says; the counter stays as it is.

    For books that have lost movements: what was sold went by the counter.

    Raises:
        WarehouseMissing: the counter names a house that the vendor does not have.
    """
    house = _house(Warehouse.objects.filter(public_id=found.warehouse_id), str(found.warehouse_id))
    delta = found.counted - found.moved
    movement(house, found.variant_id, MovementKind.ADJUSTED, delta, reference="", at=at, by=by, note=note).save()


def _summed(pieces: Sequence[tuple[UUID, str, int]]) -> dict[tuple[UUID, str], int]:
    total: dict[tuple[UUID, str], int] = {}
    for variant_id, code, quantity in pieces:
        total[variant_id, code] = total.get((variant_id, code), 0) + quantity
    return total


def move(
    kind: MovementKind,
    variant_id: UUID,
    code: str,
    delta: int,
    *,
    reference: str,
    note: str,
    at: datetime,
    by: Actor,
    bin_code: str = "",
    lot: str = "",
    basis: str = "",
) -> bool:
    """Move pieces of one shelf and write it in the books; False where its reference was known: twice is once.

    Raises:
        WarehouseMissing, BinMissing, LotMissing, ImpossibleMovement: no such house, bin or lot, or no such movement.
        NotStowedThere: not so many lie in the bin or of the lot that is named. Nothing is written.
        Shortage: fewer would be left than are promised to buyers. Nothing is written.
    """
    _require_possible(kind, delta)
    house = house_of(code)
    row = movement(house, variant_id, kind, delta, reference=reference, note=note, at=at, by=by)
    row.bin = selectors.bin_row(house, bin_code) if bin_code else None
    row.lot = selectors.lot_row(variant_id, lot) if lot else None
    row.basis = basis
    if reference and _is_known(row):
        return False
    if delta < 0:
        stock.lock_shelves([_shelf(row)], vendor_id=current_vendor_id(), at=at, bonded=bonded_of([house]))
        write([row], at=at)
    stock.apply_movement(
        vendor_id=current_vendor_id(),
        variant_id=variant_id,
        warehouse_id=house.public_id,
        warehouse_country=house.country,
        is_bonded=house.is_bonded,
        delta=delta,
        at=at,
    )
    if delta > 0:
        write([row], at=at)
    return True


def write(rows: Sequence[StockMovement], *, at: datetime, is_sale: bool = False) -> None:
    """Write movements of locked shelves in the books, and what that makes of bins and lots.

    What leaves without a bin or lot being named leaves the stowages in the order of `rules.drawn`.
    """
    StockMovement.objects.bulk_create(stowing.stow(rows, at=at, is_sale=is_sale), batch_size=2000)


def house_of(code: str) -> Warehouse:
    """The house with this code.

    Raises:
        WarehouseMissing: the vendor has none.
    """
    return _house(Warehouse.objects.filter(code=code), code)


def bonded_of(houses: Iterable[Warehouse]) -> list[UUID]:
    """The public ids of those houses whose goods lie under bond."""
    return [house.public_id for house in houses if house.is_bonded]


def _shelf(row: StockMovement) -> tuple[UUID, UUID, str]:
    return row.variant_id, row.warehouse.public_id, row.warehouse.country


def _is_known(row: StockMovement) -> bool:
    known = StockMovement.objects.filter(
        warehouse=row.warehouse, variant_id=row.variant_id, kind=row.kind, reference=row.reference
    )
    return (known.filter(lot=row.lot) if row.lot else known).exists()


def movement(
    house: Warehouse,
    variant_id: UUID,
    kind: str,
    delta: int,
    *,
    reference: str,
    at: datetime,
    by: Actor,
    note: str = "",
) -> StockMovement:
    """A line of the books that is not written yet."""
    return StockMovement(
        warehouse=house,
        variant_id=variant_id,
        kind=kind,
        delta=delta,
        reference=reference,
        note=note,
        actor_kind=by.kind,
        actor_ref=by.ref,
        occurred_at=at,
    )


def _require_possible(kind: str, delta: int) -> None:
    problem = rules.problem(kind, delta)
    if problem is not None:
        raise ImpossibleMovement(field="quantity", problem=problem)


def _house(found: QuerySet[Warehouse], name: str) -> Warehouse:
    row = found.first()
    if row is None:
        raise WarehouseMissing(warehouse=name)
    return row
