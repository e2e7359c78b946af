"""Checkout · a vendor's statement: every line explained down to its event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from djmoney.money import Money

from apps.ledger.types import JournalKind


@dataclass(frozen=True)
class StatementPart:
    """What a line is made of: `label` is translated, the amount as the vendor sees it."""

    label: str
    amount: Money


@dataclass(frozen=True)
class StatementLine:
    """One change of what a vendor is owed; positive where it is owed more. `balance` is what it is owed after it.

    `order_id`, `payout_id` name what it is about, where there is one.
    """

    occurred_at: datetime
    kind: JournalKind
    reference: str
    parts: tuple[StatementPart, ...]
    amount: Money
    balance: Money
    journal_id: UUID
    order_id: UUID | None = None
    payout_id: UUID | None = None


@dataclass(frozen=True)
class Statement:
    """What a vendor was owed at the beginning of `since`, what changed it until the end of `until`, and then.

    Where `is_cut` more lines follow; `closing` counts them all the same.
    """

    currency: str
    since: date
    until: date
    opening: Money
    lines: tuple[StatementLine, ...]
    closing: Money
    is_cut: bool
