"""Payouts · what happened."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class AccountChanged(Event):
    """A vendor's bank account was entered or replaced."""

    topic: ClassVar[str] = "payouts.account_changed"
    aggregate: ClassVar[str] = "payouts.account"
    key: ClassVar[str] = "account_id"

    account_id: UUID


@dataclass(frozen=True, kw_only=True)
class _PayoutEvent(Event):
    aggregate: ClassVar[str] = "payouts.payout"
    key: ClassVar[str] = "payout_id"

    payout_id: UUID


@dataclass(frozen=True, kw_only=True)
class PayoutDrafted(_PayoutEvent):
    """Something is due to a vendor and waits for staff."""

    topic: ClassVar[str] = "payouts.drafted"


@dataclass(frozen=True, kw_only=True)
class PayoutSent(_PayoutEvent):
    topic: ClassVar[str] = "payouts.sent"


@dataclass(frozen=True, kw_only=True)
class PayoutPaid(_PayoutEvent):
    topic: ClassVar[str] = "payouts.paid"


@dataclass(frozen=True, kw_only=True)
class PayoutFailed(_PayoutEvent):
    """The bank refused it, or it came back: the balance is open again."""

    topic: ClassVar[str] = "payouts.failed"

    reason: str
