"""Risk · what became of a payment's judgement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.outbox.types import Event


@dataclass(frozen=True, kw_only=True)
class PaymentEvent(Event):
    """Base: the intent that was judged, and the purchase that it pays for."""

    aggregate: ClassVar[str] = "risk.payment"
    key: ClassVar[str] = "intent_id"

    intent_id: UUID
    purchase_id: UUID


@dataclass(frozen=True, kw_only=True)
class Cleared(PaymentEvent):
    """Nothing stands against the payment, or a person has released it: the money may be taken."""

    topic: ClassVar[str] = "risk.cleared"


@dataclass(frozen=True, kw_only=True)
class Held(PaymentEvent):
    """A person has to look first."""

    topic: ClassVar[str] = "risk.held"


@dataclass(frozen=True, kw_only=True)
class Refused(PaymentEvent):
    """A person has refused it: the orders are cancelled and the money goes back."""

    topic: ClassVar[str] = "risk.refused"
