"""Warehouse · bins and lots: what each movement makes of them · vendor's schema."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor
from apps.stock import operations as stock

from .. import rules, selectors
from ..errors import ImpossibleMovement, LotDiffers, NotStowedThere, WarehouseMissing
from ..models import Lot, StockMovement, Stowage, Warehouse
from ..selectors.stowing import as_stowed
from ..types import MovementKind, Stowed, StowedWrong

Place = tuple[UUID, int, int | None, int | None]
_LOOSE = (None, None)


@transaction_required
def keep_lot(
    variant_id: UUID, number: str, *, expires_on: date | None = None, best_before_on: date | None = None, at: datetime
) -> Lot:
    """The lot of a variant with this number, made where it is new. Dates that are not said are not compared.

    Raises:
        LotDiffers: it is known with other dates. Nothing is written.
    """
    lot, is_new = Lot.objects.get_or_create(
        variant_id=variant_id,
        number=number,
        defaults={"expires_on": expires_on, "best_before_on": best_before_on, "created_at": at},
    )
    if is_new and expires_on is not None:
        stock.note_lot_day(current_vendor_id(), expires_on)
    for said, known in ((expires_on, lot.expires_on), (best_before_on, lot.best_before_on)):
        if said is not None and said != known:
            raise LotDiffers(field="lot", lot=number)
    return lot


@transaction_required
def put_away(
    *,
    variant_id: UUID,
    warehouse: str,
    quantity: int,
    at: datetime,
    by: Actor = SYSTEM,
    from_bin: str = "",
    to_bin: str = "",
    lot: str = "",
    to_lot: str = "",
) -> None:
    """Carry pieces within a house from a bin to another ("" for none), or say of which lot they are.

    `lot` is the lot of the pieces where they lie now; they keep it unless `to_lot` names another.

    Raises:
        WarehouseMissing, BinMissing, LotMissing: there is none. ImpossibleMovement: to where they lie.
        NotStowedThere: not so many lie there. Nothing is written.
    """
    problem = rules.problem(MovementKind.RECEIVED, quantity)
    if problem is not None:
        raise ImpossibleMovement(field="quantity", problem=problem)
    house = Warehouse.objects.filter(code=warehouse).first()
    if house is None:
        raise WarehouseMissing(warehouse=warehouse)
    source = (_bin_id(house, from_bin), _lot_id(variant_id, lot))
    target = (_bin_id(house, to_bin), _lot_id(variant_id, to_lot or lot))
    if source == target:
        raise ImpossibleMovement(field="to_bin", problem=_("The pieces lie there already."))
    shelf = (variant_id, house.public_id)
    level = stock.lock_shelves(
        [(*shelf, house.country)], vendor_id=current_vendor_id(), at=at,
        bonded=[house.public_id] if house.is_bonded else [],
    )[shelf]  # fmt: skip
    if source == _LOOSE:
        loose = level.on_hand - sum(
            Stowage.objects.filter(variant_id=variant_id, warehouse=house).values_list("pieces", flat=True)
        )
        if loose < quantity:
            raise NotStowedThere(field="quantity", pieces=max(loose, 0))
    rows = [
        StockMovement(
            warehouse=house, variant_id=variant_id, kind=MovementKind.MOVED, delta=delta, bin_id=bin_id, lot_id=lot_id,
            actor_kind=by.kind, actor_ref=by.ref, occurred_at=at,
        )
        for delta, (bin_id, lot_id) in ((-quantity, source), (quantity, target))
    ]  # fmt: skip
    _change({_place(row): row.delta for row in rows if _place(row)[2:] != _LOOSE}, at=at)
    StockMovement.objects.bulk_create(rows)


@transaction_required
def stow(rows: Sequence[StockMovement], *, at: datetime, is_sale: bool = False) -> list[StockMovement]:
    """Change what lies in bins and of lots as movements of locked shelves say; the movements as they go to the books.

    What leaves without a bin or lot being named is drawn from where it lies, one movement each. Two statements where
    nothing is stowed; one where nothing leaves unnamed either.

    Raises:
        NotStowedThere: not so many lie in a bin or of a lot that is named.
    """
    unnamed = {row.variant_id for row in rows if _is_unnamed(row)}
    lying = _lying(unnamed) if unnamed else {}
    written: list[StockMovement] = []
    for row in rows:
        stowed = lying.get((row.variant_id, row.warehouse_id))
        if stowed is None or not _is_unnamed(row):
            written.append(row)
        else:
            written += _split(row, stowed, at=at, is_sale=is_sale)
    changes: dict[Place, int] = defaultdict(int)
    for row in written:
        if row.bin_id is not None or row.lot_id is not None:
            changes[_place(row)] += row.delta
    if changes:
        _change(changes, at=at)
    return written


@transaction_required
def block_expired(*, today: date, at: datetime) -> int:
    """Keep from sale what is left of lots that expired before today; how many pieces still cannot be kept from it.

    Those are promised to buyers: the vendor sees them among its alerts.
    """
    rows = list(Stowage.objects.select_related("warehouse").filter(lot__expires_on__lt=today, pieces__gt=0))
    stock.lock_shelves(
        {(row.variant_id, row.warehouse.public_id, row.warehouse.country) for row in rows},
        vendor_id=current_vendor_id(), at=at,
        bonded={row.warehouse.public_id for row in rows if row.warehouse.is_bonded},
    )  # fmt: skip
    lots = {(row.lot_id, row.warehouse_id) for row in rows if row.lot_id is not None}
    open_pieces = _block(lots, today=today, at=at)
    if not open_pieces:
        stock.forget_lot_day(current_vendor_id(), before=today)
    return open_pieces


@transaction_required
def repair_stowed(found: StowedWrong) -> None:
    """Make a bin's or lot's pieces the sum of the movements that name it."""
    house = Warehouse.objects.get(code=found.stowed.warehouse)
    Stowage.objects.update_or_create(
        variant_id=found.stowed.variant_id,
        warehouse=house,
        bin_id=found.stowed.bin_id,
        lot_id=found.stowed.lot_id,
        defaults={"pieces": found.moved},
    )


def _is_unnamed(row: StockMovement) -> bool:
    return row.delta < 0 and row.bin_id is None and row.lot_id is None


def _split(row: StockMovement, stowed: list[Stowed], *, at: datetime, is_sale: bool) -> list[StockMovement]:
    """A movement as one for each place that its pieces are taken from; `stowed` is left as it is after that.

    Its last place is where what lies loose lies; what nobody can say where it lay is taken from there.
    """
    parts = rules.drawn(stowed, -row.delta, today=at.date(), is_sale=is_sale)
    drawn = {one.key: pieces for one, pieces in parts}
    missing = -row.delta - sum(drawn.values())
    stowed[:] = [replace(one, pieces=one.pieces - drawn.get(one.key, 0)) for one in stowed]
    found = [_part(row, one, pieces + (missing if one.key == _LOOSE else 0)) for one, pieces in parts]
    if missing and _LOOSE not in drawn:
        found.append(_part(row, stowed[-1], missing))
    return found


def _part(row: StockMovement, one: Stowed, pieces: int) -> StockMovement:
    return StockMovement(
        warehouse=row.warehouse,
        variant_id=row.variant_id,
        bin_id=one.bin_id,
        lot_id=one.lot_id,
        kind=row.kind,
        delta=-pieces,
        reference=row.reference,
        note=row.note,
        basis=row.basis,
        actor_kind=row.actor_kind,
        actor_ref=row.actor_ref,
        occurred_at=row.occurred_at,
    )


def _lying(variant_ids: Collection[UUID]) -> dict[tuple[UUID, int], list[Stowed]]:
    """Where pieces of these variants lie by (variant, house), what lies loose last; without shelves of loose ones."""
    found: dict[tuple[UUID, int], list[Stowed]] = defaultdict(list)
    rows = Stowage.objects.filter(variant_id__in=list(variant_ids), pieces__gt=0)
    for row in rows.select_related("warehouse", "bin", "lot").order_by("pk"):
        found[row.variant_id, row.warehouse_id].append(as_stowed(row))
    on_hand = selectors.on_hand({variant_id for variant_id, _ in found}) if found else {}
    for (variant_id, _house), stowed in found.items():
        code = stowed[0].warehouse
        loose = on_hand[variant_id].get(code, 0) - sum(one.pieces for one in stowed)
        stowed.append(Stowed(variant_id, code, "", "", max(loose, 0)))
    return dict(found)


def _place(row: StockMovement) -> Place:
    return row.variant_id, row.warehouse_id, row.bin_id, row.lot_id


def _change(changes: dict[Place, int], *, at: datetime) -> None:
    """Add pieces to stowages of locked shelves, and keep lots that have expired from sale.

    Raises:
        NotStowedThere: a stowage has fewer than are to be taken.
    """
    rows = Stowage.objects.filter(variant_id__in={place[0] for place in changes})
    known = {(row.variant_id, row.warehouse_id, row.bin_id, row.lot_id): row for row in rows}
    for place, delta in changes.items():
        row = known.get(place)
        if row is None:
            row = Stowage(variant_id=place[0], warehouse_id=place[1], bin_id=place[2], lot_id=place[3])
        if row.pieces + delta < 0:
            raise NotStowedThere(field="quantity", pieces=row.pieces)
        row.pieces += delta
        row.save()
    _block({(lot, house) for _, house, _, lot in changes if lot is not None}, today=at.date(), at=at)


def _block(lots: Collection[tuple[int, int]], *, today: date, at: datetime) -> int:
    """Keep expired ones of these lots (lot, house) from sale; how many of their pieces cannot be."""
    rows = Stowage.objects.select_related("lot", "warehouse").filter(
        lot__in={lot for lot, _ in lots}, lot__expires_on__lt=today
    )
    pieces: dict[tuple[int, int], int] = defaultdict(int)
    named: dict[tuple[int, int], Stowage] = {}
    for row in rows:
        if (row.lot_id, row.warehouse_id) in lots:
            pieces[row.lot_id, row.warehouse_id] += row.pieces
            named[row.lot_id, row.warehouse_id] = row
    missing = 0
    for key in sorted(named):
        row = named[key]
        assert row.lot is not None
        missing += pieces[key] - stock.block(
            row.lot.public_id, vendor_id=current_vendor_id(), variant_id=row.variant_id,
            warehouse_id=row.warehouse.public_id, quantity=pieces[key], at=at,
        )  # fmt: skip
    return missing


def _bin_id(house: Warehouse, code: str) -> int | None:
    return selectors.bin_row(house, code).pk if code else None


def _lot_id(variant_id: UUID, number: str) -> int | None:
    return selectors.lot_row(variant_id, number).pk if number else None
