"""Payments · what any payment provider must be able to do for us. No database here.

Each call either returns or raises one of the outcomes of `payments.errors`:
Declined, InvalidRequest, Duplicate, Unavailable, Unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Protocol, runtime_checkable
from uuid import UUID

from djmoney.money import Money

from apps.payments.types import ActionKind, PaymentMethod, PaymentPage


class SettledKind(StrEnum):
    """What a line of a provider's report is of."""

    PAYMENT = "payment"
    REFUND = "refund"
    REFUND_FAILED = "refund_failed"
    DISPUTE = "dispute"
    DISPUTE_WON = "dispute_won"
    FEE = "fee"
    PAYOUT = "payout"
    PAYOUT_FAILED = "payout_failed"
    ADJUSTMENT = "adjustment"


class RemoteStatus(StrEnum):
    """Where a payment stands at the provider."""

    OPEN = "open"
    PROCESSING = "processing"
    AUTHORISED = "authorised"
    CAPTURED = "captured"
    RELEASED = "released"
    CLOSED = "closed"


@dataclass(frozen=True)
class Capabilities:
    """`currencies`: None for any. `captures_at_once`: there is no authorisation to capture later; paid is taken.

    `smallest` and `largest` map a currency to the bounds of one payment, in major units.
    """

    currencies: frozenset[str] | None
    partial_capture: bool
    refunds: bool
    methods: tuple[PaymentMethod, ...] = (PaymentMethod.CARD,)
    multiple_captures: bool = False
    captures_at_once: bool = False
    refund_days: int | None = None
    smallest: Mapping[str, Decimal] = field(default_factory=dict)
    largest: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True)
class Started:
    """A payment that waits for the buyer: `url` is the provider's page where there is one.

    `qr` is the text of the code to scan, `instructions` what to write on a bank
    transfer (beneficiary, iban, bic, bank, reference, amount), or what the bridge of the
    provider's own browser is called with.
    """

    reference: str
    url: str
    action: ActionKind = ActionKind.REDIRECT
    qr: str = ""
    instructions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class RemotePayment:
    """What the provider says when asked. `our_reference` is the intent's public id as the provider keeps it.

    `amount` is what was asked for; `captured` is what has come in, which by bank transfer may be less (the payment
    is open then) or more (what is over is given back).
    """

    status: RemoteStatus
    our_reference: str
    amount: Money
    captured: Money
    refunded: Money
    payment_reference: str
    problem: str = ""
    card: CardFacts | None = None


class DisputeStatus(StrEnum):
    """Where a disputed payment stands; the money is away while it is open, and comes back when it is won."""

    OPEN = "open"
    WON = "won"
    LOST = "lost"


@dataclass(frozen=True)
class RemoteDispute:
    """A payment that the buyer contests at the bank. `reason` is the provider's word, `fee` what it charges for it."""

    reference: str
    status: DisputeStatus
    amount: Money
    reason: str
    fee: Money | None = None
    answer_by: datetime | None = None


@dataclass(frozen=True)
class CardFacts:
    """What a provider tells of a card without its number: for risk rules. `country` is the issuer's."""

    fingerprint: str = ""
    brand: str = ""
    country: str = ""
    bin: str = ""
    last4: str = ""


@dataclass(frozen=True)
class SettledLine:
    """One line of a provider's report. `gross` is signed as our balance there moves, `fee` is what it kept.

    `reference` is the provider's id of the payment, refund, dispute or payout,
    `our_reference` the idempotency key or intent id that we gave.
    """

    kind: SettledKind
    line_id: str
    reference: str
    our_reference: str
    gross: Money
    fee: Money
    occurred_at: datetime


@dataclass(frozen=True)
class Done:
    """That the provider has acted; `reference` is what it calls the act."""

    reference: str


@dataclass(frozen=True)
class VerifiedCallback:
    """A message whose signature and age are good. `kind` is the provider's word.

    `our_reference` is the intent's public id, or empty where the message does not tell it: `reference`, the
    provider's id of page or payment, finds the intent then.
    """

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

    def capture(self, payment_reference: str, amount: Money, *, key: str, is_final: bool = True) -> Done:
        """Take the authorised money, or a part. The rest is released where it `is_final`, as it always is where the
        provider cannot capture several times."""

    def void(self, payment_reference: str, *, key: str) -> Done:
        """Release an authorisation."""

    def refund(self, payment_reference: str, amount: Money, *, key: str) -> Done:
        """Give captured money back."""

    def query_refund(self, payment_reference: str, *, key: str) -> Done | None:
        """The refund that was asked for with this key; None where the provider knows of none."""

    def query_disputes(self, payment_reference: str) -> Sequence[RemoteDispute]:
        """Every dispute of a payment, as it stands now; none where the provider knows no disputes."""

    def settlement(self, day: date) -> Sequence[SettledLine]:
        """The provider's report of a day (its own calendar day), in the order of its lines."""

    def close(self, reference: str, *, key: str) -> Done:
        """Close the hosted page, so that nobody can pay on it any more."""

    def read_callback(self, headers: Mapping[str, str], body: bytes, *, at: datetime) -> VerifiedCallback | None:
        """The message, if it is signed and fresh; None for one that is signed but of no interest.

        Raises:
            BadCallback: the signature is wrong or older than five minutes, or the body is malformed.
        """

    def answer(self, *, accepted: bool) -> tuple[int, bytes, str]:
        """What the provider wants to read after a callback: status, body, content type."""


@runtime_checkable
class NamesPayers(Protocol):
    """A provider whose own browser is paid in by a number that it alone knows of the buyer."""

    def payer_page(self, *, back: str, state: str) -> str:
        """Where that browser is sent to come `back` with a code; empty where the account is not set up for it."""

    def payer(self, code: str) -> str:
        """The buyer's number for a code, which works once."""
