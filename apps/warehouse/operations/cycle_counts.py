"""Warehouse · cycle counts: planned, counted blind, counted again on a difference, posted · vendor's schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from apps.common.tenancy import current_vendor_id
from apps.common.transactions import transaction_required
from apps.common.types import SYSTEM, Actor
from apps.stock import operations as stock

from .. import rules, selectors
from ..errors import CountClosed, CountMissing, ImpossibleMovement, NothingToCount
from ..models import CountLine, CycleCount, Stowage
from ..types import Counted, CountState, MovementKind
from .movements import bonded_of, house_of, move


@transaction_required
def plan_count(warehouse: str, *, at: datetime, most: int = 20) -> UUID:
    """Have those places of a house counted that are due by their class and age, at most so many; the count's id.

    Raises:
        WarehouseMissing: there is no such house. NothingToCount: nothing in it is due.
    """
    house = house_of(warehouse)
    chosen = rules.chosen(selectors.countables(house, at=at), most=most)
    if not chosen:
        raise NothingToCount(field="warehouse")
    row = CycleCount.objects.create(warehouse=house, created_at=at)
    CountLine.objects.bulk_create(
        CountLine(count=row, variant_id=one.variant_id, bin_id=one.bin_id, lot_id=one.lot_id, grade=grade)
        for one, grade in chosen
    )
    return row.public_id


@transaction_required
def enter_count(line_id: int, *, count_id: UUID, pieces: int, at: datetime, by: Actor = SYSTEM) -> Counted:
    """Say how many pieces were counted: agreed with the books, to be counted again, or the books are corrected.

    The books are read at this instant, so that nobody has to stop selling while others count. A second count that
    differs too is taken for true.

    Raises:
        CountMissing, CountClosed: there is no such line, or it was counted already.
        ImpossibleMovement: no such number of pieces.
        Shortage: fewer were counted than are promised to buyers. Nothing is written.
    """
    if not 0 <= pieces <= rules.MAX_PIECES:
        raise ImpossibleMovement(field="quantity", problem=_("Count 0 to 1,000,000 pieces."))
    line = _line(line_id, count_id)
    expected = _in_the_books(line, at=at)
    is_first = line.first is None
    if is_first:
        line.first, line.first_expected = pieces, expected
    else:
        line.second, line.second_expected = pieces, expected
    if is_first and pieces != expected:
        line.save(update_fields=["first", "first_expected"])
        return Counted.AGAIN
    line.posted, line.counted_at = pieces - expected, at
    if line.posted:
        move(
            MovementKind.ADJUSTED, line.variant_id, line.count.warehouse.code, line.posted,
            reference=f"count {line.count.public_id} {line.pk}", note="", at=at, by=by,
            bin_code=line.bin.code if line.bin else "", lot=line.lot.number if line.lot else "",
        )  # fmt: skip
    line.save()
    if not line.count.lines.filter(posted=None).exists():
        CycleCount.objects.filter(pk=line.count_id).update(state=CountState.CLOSED, closed_at=at)
    return Counted.CORRECTED if line.posted else Counted.AGREED


@transaction_required
def cancel_count(public_id: UUID, *, at: datetime) -> None:
    """Give up what is left of a count; what was counted stays.

    Raises:
        CountMissing, CountClosed: there is none, or it is over.
    """
    row = CycleCount.objects.select_for_update().filter(public_id=public_id).first()
    if row is None:
        raise CountMissing()
    if row.state != CountState.OPEN:
        raise CountClosed()
    row.state, row.closed_at = CountState.CANCELLED, at
    row.save(update_fields=["state", "closed_at"])


def _line(line_id: int, count_id: UUID) -> CountLine:
    count = CycleCount.objects.select_for_update().filter(public_id=count_id).first()
    if count is None:
        raise CountMissing()
    rows = CountLine.objects.select_related("count__warehouse", "bin", "lot")
    line = rows.filter(pk=line_id, count=count).first()
    if line is None:
        raise CountMissing()
    if count.state != CountState.OPEN or line.posted is not None:
        raise CountClosed()
    return line


def _in_the_books(line: CountLine, *, at: datetime) -> int:
    """What should lie there now, of a shelf that is locked from here on."""
    house = line.count.warehouse
    shelf = (line.variant_id, house.public_id)
    level = stock.lock_shelves(
        [(*shelf, house.country)], vendor_id=current_vendor_id(), at=at, bonded=bonded_of([house])
    )[shelf]
    rows = Stowage.objects.filter(variant_id=line.variant_id, warehouse=house)
    if line.bin_id is None and line.lot_id is None:
        return level.on_hand - sum(rows.values_list("pieces", flat=True))
    return sum(rows.filter(bin=line.bin, lot=line.lot).values_list("pieces", flat=True))
