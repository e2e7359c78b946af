"""Itineraries · what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class _PlanEvent(Event):
    aggregate: ClassVar[str] = "itineraries.plan"
    key: ClassVar[str] = "plan_id"

    plan_id: UUID
    order_id: UUID | None
    purchase_id: UUID | None
    state: str
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True)
class WaysOffered(_PlanEvent):
    """The buyer may choose how the goods travel."""

    topic: ClassVar[str] = "itineraries.offered"


@dataclass(frozen=True, kw_only=True)
class WayChosen(_PlanEvent):
    """A person decided how the goods travel."""

    topic: ClassVar[str] = "itineraries.chosen"

    way_id: UUID


@dataclass(frozen=True, kw_only=True)
class PlannedAnew(_PlanEvent):
    """A leg was closed or runs again, and the goods take another way, or have none left (`way_id` is None)."""

    topic: ClassVar[str] = "itineraries.replanned"

    way_id: UUID | None
    leg_code: str
    reason: str
