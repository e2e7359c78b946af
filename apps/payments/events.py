"""Payments · what happened to an intent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class IntentEvent(Event):
    """Base: the intent and the checkout session that it pays for."""

    aggregate: ClassVar[str] = "payments.intent"
    key: ClassVar[str] = "intent_id"

    intent_id: UUID
    session_id: UUID


@dataclass(frozen=True, kw_only=True)
class TransferAwaited(IntentEvent):
    """The buyer has been shown what to write on a bank transfer; `selectors.action` has it."""

    topic: ClassVar[str] = "payments.transfer_awaited"


@dataclass(frozen=True, kw_only=True)
class Authorised(IntentEvent):
    topic: ClassVar[str] = "payments.authorised"


@dataclass(frozen=True, kw_only=True)
class Failed(IntentEvent):
    """The attempt failed; the intent may be tried again. `problem` is the provider's code."""

    topic: ClassVar[str] = "payments.failed"

    problem: str


@dataclass(frozen=True, kw_only=True)
class Expired(IntentEvent):
    topic: ClassVar[str] = "payments.expired"


@dataclass(frozen=True, kw_only=True)
class Captured(IntentEvent):
    topic: ClassVar[str] = "payments.captured"


@dataclass(frozen=True, kw_only=True)
class Voided(IntentEvent):
    topic: ClassVar[str] = "payments.voided"


@dataclass(frozen=True, kw_only=True)
class Refunded(IntentEvent):
    topic: ClassVar[str] = "payments.refunded"

    operation_id: UUID


@dataclass(frozen=True, kw_only=True)
class Conflicted(IntentEvent):
    """The provider's amount, currency or reference is not ours: staff must look."""

    topic: ClassVar[str] = "payments.conflicted"


@dataclass(frozen=True, kw_only=True)
class RefundBounced(IntentEvent):
    """A refund did not arrive: the provider has the money again."""

    topic: ClassVar[str] = "payments.refund_bounced"

    operation_id: UUID


@dataclass(frozen=True, kw_only=True)
class Disputed(IntentEvent):
    """A dispute took a step; `kind` is the operation's: dispute, dispute_won or dispute_lost."""

    topic: ClassVar[str] = "payments.disputed"

    operation_id: UUID
    kind: str
