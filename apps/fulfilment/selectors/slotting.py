"""Fulfilment · proposals of better slots as they were last worked out · vendor's schema."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from django.core.cache import cache

from ..types import Proposal

KEPT = timedelta(days=1)


@dataclass(frozen=True)
class SlotPlan:
    """What was found, from how many shipments; `asked` says how often each bin was picked from.

    `done_at` is None while a worker is at it.
    """

    asked_at: datetime
    done_at: datetime | None = None
    proposals: tuple[Proposal, ...] = ()
    asked: dict[str, int] = field(default_factory=dict)
    orders: int = 0


def key_of(vendor_id: int, warehouse_id: UUID) -> str:
    """Under which a house's proposals are kept."""
    return f"fulfilment:slots:{vendor_id}:{warehouse_id}"


def slot_plan(warehouse_id: UUID, *, vendor_id: int) -> SlotPlan | None:
    """What was last found for a house; None where nobody has asked within a day."""
    found = cache.get(key_of(vendor_id, warehouse_id))
    return found if isinstance(found, SlotPlan) else None
