"""Payouts of what orders have earned."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from apps.payouts import operations


def payout(vendor: Any, purchase_id: UUID, *, at: datetime) -> UUID:
    """A draft that pays what a vendor earned by a purchase; its public id. Within a transaction."""
    operations.note_delivered(vendor.pk, purchase_id, delivered_at=at - timedelta(days=30))
    [draft] = operations.make_due(vendor.pk, at=at, only_on_payday=False)
    return draft.public_id
