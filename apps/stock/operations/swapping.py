"""Stock · other goods allocated in place of those that were sold, out of the same house · public schema."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from apps.common.ids import new_id
from apps.common.transactions import transaction_required
from apps.stock.models import Reservation
from apps.stock.types import Holding, ReservationState

from .holding import hold_exactly
from .lessening import release_pieces

_HOLD = timedelta(minutes=1)


@transaction_required
def swap_pieces(session_id: UUID, *, given: UUID, instead: Holding, at: datetime) -> bool:
    """Allocate pieces to a purchase and give as many of a variant back to the house; False where there are too few.

    Where a session had pieces of that shelf before, they are one reservation, as ever.
    """
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
    shelf = (given, instead.warehouse_id)
    release_pieces(session_id, vendor_id=instead.vendor_id, pieces={shelf: instead.quantity}, at=at)
    return True
