"""Stock · pieces that lie on a shelf and are not for sale · public schema."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from apps.common.transactions import transaction_required
from apps.outbox import operations as outbox

from ..events import LevelChanged
from ..models import Counter, Reservation
from ..types import ReservationState
from . import hot


@transaction_required
def block(key: UUID, *, vendor_id: int, variant_id: UUID, warehouse_id: UUID, quantity: int, at: datetime) -> int:
    """Keep `quantity` pieces of a shelf from sale for the reason `key` (a lot's id, say); how many could be.

    Says how many are blocked in all for this reason, 0 for none: what was blocked before is changed to that. Pieces
    that are promised to buyers cannot be blocked.
    """
    counter = (
        Counter.objects.select_for_update(of=("self",), no_key=True)
        .select_related("hot")
        .filter(vendor_id=vendor_id, variant_id=variant_id, warehouse_id=warehouse_id)
        .first()
    )
    if counter is None:
        return 0
    row = Reservation.objects.filter(session_id=key, counter=counter).first()
    before = row.quantity if row is not None and row.state == ReservationState.BLOCKED else 0
    if before == quantity:
        return before
    if hasattr(counter, "hot"):
        counter.reserved -= hot.gather([counter.pk])
    blocked = min(quantity, counter.on_hand - counter.reserved + before)
    _write(row, key, counter, blocked, at=at)
    counter.reserved += blocked - before
    counter.updated_at = at
    counter.save(update_fields=["reserved", "updated_at"])
    outbox.emit(LevelChanged(variant_id=variant_id, vendor_id=vendor_id), at=at)
    return blocked


def _write(row: Reservation | None, key: UUID, counter: Counter, blocked: int, *, at: datetime) -> None:
    state = ReservationState.BLOCKED if blocked else ReservationState.RELEASED
    if row is not None:
        changes = {"state": state} | ({"quantity": blocked} if blocked else {})
        Reservation.objects.filter(pk=row.pk).update(**changes)
    elif blocked:
        Reservation.objects.create(
            session_id=key,
            counter=counter,
            vendor_id=counter.vendor_id,
            variant_id=counter.variant_id,
            warehouse_id=counter.warehouse_id,
            quantity=blocked,
            state=state,
            expires_at=at,
            created_at=at,
        )
