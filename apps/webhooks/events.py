"""Webhooks · what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class EndpointDisabled(Event):
    """An endpoint was switched off, since its receiver is gone or has not answered for days."""

    topic: ClassVar[str] = "webhooks.endpoint_disabled"
    aggregate: ClassVar[str] = "webhooks.endpoint"
    key: ClassVar[str] = "endpoint_id"

    endpoint_id: UUID
    cause: str
