"""Stock · some of what a purchase was allocated goes back on sale · public schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from apps.common.transactions import transaction_required
from apps.outbox import operations as outbox

from ..events import LevelChanged
from ..models import Counter, Reservation
from ..types import ReservationState

Shelf = tuple[UUID, UUID]


@transaction_required
def release_pieces(session_id: UUID, *, vendor_id: int, pieces: Mapping[Shelf, int], at: datetime) -> None:
    """Give back so many allocated pieces of each (variant, warehouse) of a vendor's part of a purchase.

    Where fewer are allocated there, all of those: the rest has left the house, or was given back before.
    """
    rows = [
        row
        for row in Reservation.objects.select_for_update(of=("self",))
        .filter(session_id=session_id, vendor_id=vendor_id, state=ReservationState.ALLOCATED)
        .order_by("counter_id")
        if (row.variant_id, row.warehouse_id) in pieces
    ]
    wanted = [row.counter_id for row in rows]
    counters = {
        one.pk: one for one in Counter.objects.select_for_update(no_key=True).filter(pk__in=wanted).order_by("pk")
    }
    for row in rows:
        counter, back = counters[row.counter_id], min(pieces[row.variant_id, row.warehouse_id], row.quantity)
        if counter.on_hand == counter.reserved and back:
            outbox.emit(LevelChanged(variant_id=row.variant_id, vendor_id=vendor_id), at=at)
        counter.reserved -= back
        counter.updated_at = at
        if back == row.quantity:
            row.state = ReservationState.RELEASED
        else:
            row.quantity -= back
    Counter.objects.bulk_update(counters.values(), ["reserved", "updated_at"])
    Reservation.objects.bulk_update(rows, ["quantity", "state"])
