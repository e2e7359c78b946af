"""Payouts · when what was earned becomes due · public schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from apps.common.transactions import transaction_required

from ..models import PayoutTerms, SaleDue
from ..rules import cycles


@transaction_required
def note_delivered(vendor_id: int, purchase_id: UUID, *, delivered_at: datetime) -> None:
    """What a vendor earned by a purchase is due so many days after it was delivered. Twice is once."""
    note_all_delivered(vendor_id, [(purchase_id, delivered_at)])


@transaction_required
def note_all_delivered(vendor_id: int, deliveries: Sequence[tuple[UUID, datetime]]) -> None:
    """As `note_delivered`, for many purchases of one vendor; two statements."""
    days = PayoutTerms.objects.filter(vendor_id=vendor_id).values_list("delay_days", flat=True).first()
    delay = PayoutTerms._meta.get_field("delay_days").default if days is None else days
    _note(vendor_id, [(purchase_id, cycles.due_at(delivered_at, delay)) for purchase_id, delivered_at in deliveries])


@transaction_required
def note_cancelled(vendor_id: int, purchase_id: UUID, *, at: datetime) -> None:
    """A cancelled order's sale and its reversal cancel each other out: they are due at once. Twice is once."""
    _note(vendor_id, [(purchase_id, at)])


def _note(vendor_id: int, rows: Sequence[tuple[UUID, datetime]]) -> None:
    SaleDue.objects.bulk_create(
        [SaleDue(vendor_id=vendor_id, purchase_id=purchase_id, due_at=due_at) for purchase_id, due_at in rows],
        ignore_conflicts=True,
    )
