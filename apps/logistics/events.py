"""Logistics · what happened to legs by timetable."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class LegClosed(Event):
    """A leg does not run from `since` until `until` (None: until further notice)."""

    topic: ClassVar[str] = "logistics.leg_closed"
    aggregate: ClassVar[str] = "logistics.leg"
    key: ClassVar[str] = "leg_code"

    leg_code: str
    since: datetime
    until: datetime | None
    reason: str
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True)
class LegOpened(Event):
    """A leg runs again."""

    topic: ClassVar[str] = "logistics.leg_opened"
    aggregate: ClassVar[str] = "logistics.leg"
    key: ClassVar[str] = "leg_code"

    leg_code: str
    occurred_at: datetime
