"""Logistics · when authorities are asked after declarations again · public schema."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from apps.common.transactions import transaction_required

from ..models import Clearance
from ..types import ClearanceState


@transaction_required
def look_after(one: ClearanceState, *, vendor_id: int, next_poll_at: datetime) -> None:
    """Keep where a vendor's declaration stands, and when its authority is asked after it again."""
    Clearance.objects.update_or_create(
        declaration_id=one.declaration_id,
        defaults={
            **{name: value for name, value in vars(one).items() if name != "declaration_id"},
            "vendor_id": vendor_id,
            "next_poll_at": next_poll_at,
        },
    )


@transaction_required
def claim_clearances(clearances: Sequence[Clearance], *, until: datetime) -> None:
    """Keep others from asking after these declarations while a task is at it."""
    Clearance.objects.filter(pk__in=[one.pk for one in clearances]).update(next_poll_at=until)
