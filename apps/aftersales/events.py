"""Aftersales · what happened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class ReturnChanged(Event):
    """A return has come to stand elsewhere."""

    topic: ClassVar[str] = "aftersales.return_changed"
    aggregate: ClassVar[str] = "aftersales.return"
    key: ClassVar[str] = "return_id"

    return_id: UUID
    order_id: UUID
    purchase_id: UUID
    status: str
    occurred_at: datetime
    is_same_state: bool = False


@dataclass(frozen=True, kw_only=True)
class ClaimChanged(Event):
    """A claim, or what its buyer gets, has come to stand elsewhere; `news` is the state, or the kind, that is new."""

    topic: ClassVar[str] = "aftersales.claim_changed"
    aggregate: ClassVar[str] = "aftersales.claim"
    key: ClassVar[str] = "claim_id"

    claim_id: UUID
    order_id: UUID
    purchase_id: UUID
    status: str
    remedy: str
    news: str
    occurred_at: datetime


@dataclass(frozen=True, kw_only=True)
class ReplacementDue(Event):
    """What is sent in place of others should be confirmed by now. Told at that instant, not before."""

    topic: ClassVar[str] = "aftersales.replacement_due"
    aggregate: ClassVar[str] = "aftersales.replacement"
    key: ClassVar[str] = "replacement_id"

    replacement_id: UUID
    purchase_id: UUID
