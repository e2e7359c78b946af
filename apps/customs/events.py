"""Customs · what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class _DeclarationEvent(Event):
    aggregate: ClassVar[str] = "customs.declaration"
    key: ClassVar[str] = "declaration_id"

    declaration_id: UUID
    shipment_id: UUID
    order_id: UUID
    purchase_id: UUID
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True)
class DeclarationDrafted(_DeclarationEvent):
    """A declaration waits to be sent to its authority."""

    topic: ClassVar[str] = "customs.declaration_drafted"


@dataclass(frozen=True, kw_only=True)
class DeclarationChanged(_DeclarationEvent):
    """A declaration stands elsewhere, or something is asked for; `code` names the message for the buyer."""

    topic: ClassVar[str] = "customs.declaration_changed"

    state: str
    code: str
    country: str
    lrn: str
    mrn: str


@dataclass(frozen=True, kw_only=True)
class DutyAssessed(_DeclarationEvent):
    """The authority has said what is owed; amounts are decimal strings in `currency`."""

    topic: ClassVar[str] = "customs.duty_assessed"

    currency: str
    duty: str
    tax: str
    declared_duty: str
    declared_tax: str
    is_as_declared: bool
