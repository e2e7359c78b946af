"""Outbox · what an event is, for those who publish and those who listen."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of every event: a frozen dataclass with ids, small facts and a version.

    Subclasses set `topic` ("orders.placed") and `aggregate` ("orders.order") and
    name in `key` the field that identifies the aggregate.
    """

    topic: ClassVar[str]
    aggregate: ClassVar[str]
    key: ClassVar[str]

    vendor_id: int | None = None
    version: int = 0


@dataclass(frozen=True)
class OutboxRecord:
    """An event as a subscriber gets it; payload values are JSON (ids and instants as text)."""

    id: int
    topic: str
    aggregate_id: str
    vendor_id: int | None
    version: int
    payload: dict[str, Any]
    created_at: datetime
