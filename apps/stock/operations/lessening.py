"""Stock · some of what a purchase was allocated goes back on sale · public schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from apps.common.transactions import transaction_required

from ..models import Reservation
from ..types import ReservationState
from .holding import put_back

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
    freed = {}
    for row in rows:
        back = min(pieces[row.variant_id, row.warehouse_id], row.quantity)
        if back == row.quantity:
            row.state = ReservationState.RELEASED
        else:
            row.quantity -= back
        freed[row.counter_id] = back
    Reservation.objects.bulk_update(rows, ["quantity", "state"])
    put_back(freed, at=at)
