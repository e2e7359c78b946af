"""Stock · other goods allocated in place of those that were sold, out of the same house · public schema."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from apps.common.ids import new_id
from apps.common.transactions import transaction_required
from apps.stock.models import Counter, Reservation
from apps.stock.types import Holding, ReservationState

from .holding import hold_exactly
from .lessening import release_pieces

_HOLD = timedelta(minutes=1)


@transaction_required
def swap_pieces(session_id: UUID, *, given: UUID, instead: Holding, at: datetime) -> bool:
    """Allocate pieces to a purchase and give as many of a variant back to the house; False where there are too few.

    Where a session had pieces of that shelf before, they are one reservation, as ever. The two shelves are locked in
    the order of their counters' keys, as by everybody: opposite swaps do not wait for each other.
    """
    shelves = Counter.objects.filter(variant_id__in=(given, instead.variant_id), warehouse_id=instead.warehouse_id)
    is_back_first = shelves.order_by("pk").values_list("variant_id", flat=True).first() == given
    back = {(given, instead.warehouse_id): instead.quantity}
    with transaction.atomic():
        if is_back_first:
            release_pieces(session_id, vendor_id=instead.vendor_id, pieces=back, at=at)
        if not _take(session_id, instead, at=at):
            transaction.set_rollback(True)
            return False
        if not is_back_first:
            release_pieces(session_id, vendor_id=instead.vendor_id, pieces=back, at=at)
    return True


def _take(session_id: UUID, instead: Holding, *, at: datetime) -> bool:
    passing = new_id()
    if not hold_exactly([instead], session_id=passing, expires_at=at + _HOLD, at=at):
        return False
    for held in Reservation.objects.select_for_update(of=("self",)).filter(session_id=passing).order_by("counter_id"):
        known = Reservation.objects.select_for_update(of=("self",)).filter(
            session_id=session_id, counter_id=held.counter_id
        )
        row = known.first()
        if row is None:
            held.session_id, held.state = session_id, ReservationState.ALLOCATED
            held.save(update_fields=["session_id", "state"])
            continue
        is_used = row.state == ReservationState.ALLOCATED
        row.quantity, row.state = held.quantity + (row.quantity if is_used else 0), ReservationState.ALLOCATED
        row.save(update_fields=["quantity", "state"])
        held.state = ReservationState.RELEASED  # its pieces are counted with the other
        held.save(update_fields=["state"])
    return True
