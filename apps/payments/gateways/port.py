"""Payments · what any payment provider must be able to do for us. No database here.

Each call either returns or raises one of the outcomes of `payments.errors`:
Declined, InvalidRequest, Duplicate, Unavailable, Unknown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from djmoney.money import Money

from apps.payments.types import PaymentPage


class RemoteStatus(StrEnum):
    """Where a payment stands at the provider."""

    OPEN = "open"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    RELEASED = "released"
    CLOSED = "closed"


@dataclass(frozen=True)
class Capabilities:
    """`currencies`: None for any."""

    currencies: frozenset[str] | None
    partial_capture: bool
    refunds: bool


@dataclass(frozen=True)
class Started:
    """A hosted page that waits for the buyer."""

    reference: str
    url: str


@dataclass(frozen=True)
class RemotePayment:
    """What the provider says when asked. `our_reference` is the intent's public id as the provider keeps it."""

    status: RemoteStatus
    our_reference: str
    amount: Money
    captured: Money
    refunded: Money
    payment_reference: str
    problem: str = ""


@dataclass(frozen=True)
class Done:
    """That the provider has acted; `reference` is what it calls the act."""

    reference: str


@dataclass(frozen=True)
class VerifiedCallback:
    """A message whose signature and age are good. `kind` is the provider's word."""

    event_id: str
    kind: str
    reference: str
    our_reference: str
    amount: int | None
    currency: str


class Gateway(Protocol):
    """A payment provider. `key` is an idempotency key; the same key and arguments act once."""

    name: str
    capabilities: Capabilities

    def chargeable(self, amount: Money) -> bool:
        """Whether the provider can express and take this amount."""

    def counted(self, amount: Money) -> int:
        """The amount as the provider's integer."""

    def start(self, intent_id: UUID, amount: Money, page: PaymentPage, *, key: str) -> Started:
        """Open a hosted page on which the buyer authorises `amount`, to be captured later."""

    def query(self, reference: str) -> RemotePayment:
        """Where the payment of a hosted page stands now."""

    def capture(self, payment_reference: str, amount: Money, *, key: str) -> Done:
        """Take the authorised money, or a part; the rest is released."""

    def void(self, payment_reference: str, *, key: str) -> Done:
        """Release an authorisation."""

    def refund(self, payment_reference: str, amount: Money, *, key: str) -> Done:
        """Give captured money back."""

    def close(self, reference: str, *, key: str) -> Done:
        """Close the hosted page, so that nobody can pay on it any more."""

    def read_callback(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> VerifiedCallback | None:
        """The message, if it is signed and fresh; None for one that is signed but of no interest.

        Raises:
            BadCallback: the signature is wrong or older than five minutes, or the body is malformed.
        """
