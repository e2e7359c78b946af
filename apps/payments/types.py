"""Payments · states, references and outcomes as others may hold them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

NOTHING_TO_PAY = "none"
"""The gateway of an intent over nothing: gift cards and store credit have paid for all of it."""


class IntentStatus(models.TextChoices):
    """One checkout's wish to be paid.

    `pending` waits for the buyer to act, `requires_method` for another way to pay
    after one that failed, `processing` for the provider. `failed`: money that was
    promised could not be taken.
    """

    CREATED = "created", _("Created")
    REQUIRES_METHOD = "requires_method", _("Waiting for another way to pay")
    PENDING = "pending", _("Waiting for the buyer")
    PROCESSING = "processing", _("Waiting for the provider")
    AUTHORISED = "authorised", _("Authorised")
    PARTIALLY_CAPTURED = "partially_captured", _("Captured in part")
    CAPTURED = "captured", _("Captured")
    FAILED = "failed", _("Could not be taken")
    VOIDED = "voided", _("Released")
    CANCELLED = "cancelled", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    CONFLICTED = "conflicted", _("In review: provider and books disagree")


class AttemptStatus(models.TextChoices):
    """One object at the provider. Only one of an intent's attempts is live; a `surplus` one paid twice or too late."""

    LIVE = "live", _("Live")
    AUTHORISED = "authorised", _("Authorised")
    FAILED = "failed", _("Failed")
    CLOSED = "closed", _("Closed")
    SURPLUS = "surplus", _("Paid too late or twice")


class PaymentMethod(models.TextChoices):
    """What a buyer chooses among, and COUNTER; a gateway carries one or several."""

    CARD = "card", _("Card")
    ALIPAY = "alipay", _("Alipay")
    WECHAT_PAY = "wechat_pay", _("WeChat Pay")
    BANK_TRANSFER = "bank_transfer", _("Bank transfer")
    COUNTER = "counter", _("Paid in the seller's shop")


CHOSEN_BY_BUYERS = [(one.value, one.label) for one in PaymentMethod if one is not PaymentMethod.COUNTER]
"""Choices of who pays on a page; what is paid in a seller's shop is written down by the seller."""


class ActionKind(models.TextChoices):
    """What the buyer has to do next: nothing, go to a page, scan a code, send money with a reference, or confirm in
    the provider's app, whose own browser shows our page."""

    NONE = "none", _("Nothing")
    REDIRECT = "redirect", _("Go to the provider's page")
    QR = "qr", _("Scan a code")
    INSTRUCTIONS = "instructions", _("Send a bank transfer")
    BRIDGE = "bridge", _("Confirm in the provider's app")


class OperationKind(models.TextChoices):
    AUTHORISE = "authorise", _("Authorise")
    CAPTURE = "capture", _("Capture")
    VOID = "void", _("Release")
    REFUND = "refund", _("Refund")
    CLOSE = "close", _("Close the payment page")
    REFUND_BOUNCED = "refund_bounced", _("Refund came back")
    DISPUTE = "dispute", _("Dispute opened")
    DISPUTE_WON = "dispute_won", _("Dispute won")
    DISPUTE_LOST = "dispute_lost", _("Dispute lost")


class OperationState(models.TextChoices):
    """`unknown`: the provider may or may not have acted; only asking it, with the same key, tells."""

    REQUESTED = "requested", _("Requested")
    PENDING = "pending", _("Pending")
    SUCCEEDED = "succeeded", _("Succeeded")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Unknown")


class Audience(models.TextChoices):
    """Who may pay in a way."""

    EVERYONE = "everyone", _("Everyone")
    COMPANIES = "companies", _("Companies")
    PEOPLE = "people", _("People")


class IssueKind(models.TextChoices):
    """Why a payment needs a person."""

    CAPTURE_FAILED = "capture_failed", _("The money could not be taken")
    VOID_FAILED = "void_failed", _("The authorisation could not be released")
    REFUND_FAILED = "refund_failed", _("The money could not be given back")
    CONFLICT = "conflict", _("Provider and books disagree")
    DISPUTE = "dispute", _("The buyer disputes the payment")
    REFUND_BOUNCED = "refund_bounced", _("A refund did not arrive and came back")
    STUCK = "stuck", _("The provider has not answered for long")


@dataclass(frozen=True)
class MethodOffer:
    """A way to pay a sum. `why_not` is empty where it is usable, else a stable code for staff."""

    method: PaymentMethod
    gateway: str
    why_not: str = ""

    @property
    def is_usable(self) -> bool:
        return not self.why_not


@dataclass(frozen=True)
class PaymentAction:
    """What the buyer has to do next, until `closes_at`: open `url`, scan `qr`, or send what `instructions` say.

    `url` beside a code opens the provider's app on a phone. In the provider's own browser `instructions` are what its
    bridge is called with, and `url` is the page of a sandbox that takes the call in its place. `missing` is what has
    not come in yet of a transfer.
    """

    method: PaymentMethod
    kind: ActionKind
    url: str
    qr: str
    instructions: Mapping[str, str]
    amount: Money
    missing: Money
    closes_at: datetime


@dataclass(frozen=True)
class PaymentMoment:
    """Something that happened to a payment. `kind` is attempt, operation, callback or journal."""

    at: datetime
    kind: str
    title: Promise | str
    state: Promise | str = ""
    amount: Money | None = None
    reference: str = ""
    detail: str = ""


@dataclass(frozen=True)
class IntentRef:
    """An intent as other apps name it. `opened` is what was written down with it just now, for `begin`."""

    public_id: UUID
    session_id: UUID
    amount: Money
    status: IntentStatus
    opened: Any = field(default=None, repr=False, compare=False)


@dataclass(frozen=True)
class IntentView:
    """An intent with what its operations add up to. `problem` is the last refusal's stable code."""

    public_id: UUID
    session_id: UUID
    status: IntentStatus
    amount: Money
    authorised: Money
    captured: Money
    refunded: Money
    voided: Money
    gateway: str
    problem: str
    disputed: Money
    charged_back: Money

    @property
    def is_paid(self) -> bool:
        """Whether the provider has promised or given the money."""
        return self.status in (IntentStatus.AUTHORISED, IntentStatus.PARTIALLY_CAPTURED, IntentStatus.CAPTURED)


@dataclass(frozen=True)
class Reach:
    """How far refunds of a paid attempt reach: what its provider still gives back, and what was released untaken."""

    left: Money
    released: Money


@dataclass(frozen=True)
class Item:
    """A line on the provider's page; the items add up to the amount."""

    name: str
    amount: Money


@dataclass(frozen=True)
class PaymentPage:
    """What the provider's page needs to know. Addresses are absolute; `callback_url` is where the provider sends news.

    `challenge`: the bank shall ask the buyer to prove who it is. `handheld`: the buyer holds a phone, so that
    an app can be opened where others scan a code. `client_ip` and `payer` (the buyer's id at the provider, such as
    WeChat's openid) are for providers that ask for them; without them the buyer scans a code. `held_by` is the vendor
    that has taken the money itself, in its shop.
    """

    items: tuple[Item, ...]
    success_url: str
    cancel_url: str
    language: str
    email: str
    description: str
    closes_at: datetime
    method: PaymentMethod = PaymentMethod.CARD
    callback_url: str = ""
    challenge: bool = False
    handheld: bool = False
    client_ip: str = ""
    payer: str = ""
    held_by: int | None = None


@dataclass(frozen=True)
class BankEntry:
    """A booking on our own bank account that bears a payment's ISO 11649 `reference`.

    `amount` is signed as our balance moves; `key` is the refund's where money went back.
    """

    entry_id: str
    reference: str
    amount: Money
    booked_at: datetime
    key: str = ""


class BankBook(Protocol):
    """Our bank accounts as the gateway of bank transfers sees them: who imports statements provides it."""

    def entries(self, reference: str) -> Sequence[BankEntry]:
        """All bookings that bear the reference, oldest first."""

    def entries_of(self, day: date) -> Sequence[BankEntry]:
        """All bookings of a day that bear any payment's reference, in the order of the statement."""

    def send_back(self, reference: str, amount: Money, *, key: str) -> str:
        """Order a transfer to whom the money of a reference came from; the order's id. The same key orders once.

        Raises:
            payments.errors.Declined: the account it came from is not known, or less is left of it.
        """

    def sent_back(self, key: str) -> str | None:
        """The order that was given with this key; None where there is none."""
