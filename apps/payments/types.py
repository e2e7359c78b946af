"""Payments · states, references and outcomes as others may hold them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money


class IntentStatus(models.TextChoices):
    """One checkout's wish to be paid."""

    CREATED = "created", _("Created")
    PENDING = "pending", _("Waiting for the buyer")
    AUTHORISED = "authorised", _("Authorised")
    CAPTURED = "captured", _("Captured")
    VOIDED = "voided", _("Released")
    CANCELLED = "cancelled", _("Withdrawn")
    EXPIRED = "expired", _("Expired")
    CONFLICTED = "conflicted", _("In review: provider and books disagree")


class AttemptStatus(models.TextChoices):
    """One object at the provider. Only one of an intent's attempts is live."""

    LIVE = "live", _("Live")
    AUTHORISED = "authorised", _("Authorised")
    FAILED = "failed", _("Failed")
    CLOSED = "closed", _("Closed")


class PaymentMethod(models.TextChoices):
    """What a buyer chooses among; a gateway carries one or several."""

    CARD = "card", _("Card")
    ALIPAY = "alipay", _("Alipay")
    WECHAT_PAY = "wechat_pay", _("WeChat Pay")
    BANK_TRANSFER = "bank_transfer", _("Bank transfer")


class ActionKind(models.TextChoices):
    """What the buyer has to do next: go to a page, scan a code, or send money with a reference."""

    REDIRECT = "redirect", _("Go to the provider's page")
    QR = "qr", _("Scan a code")
    INSTRUCTIONS = "instructions", _("Send a bank transfer")


class OperationKind(models.TextChoices):
    AUTHORISE = "authorise", _("Authorise")
    CAPTURE = "capture", _("Capture")
    VOID = "void", _("Release")
    REFUND = "refund", _("Refund")
    CLOSE = "close", _("Close the payment page")


class OperationState(models.TextChoices):
    """`unknown`: the provider may or may not have acted; only asking it, with the same key, tells."""

    REQUESTED = "requested", _("Requested")
    PENDING = "pending", _("Pending")
    SUCCEEDED = "succeeded", _("Succeeded")
    FAILED = "failed", _("Failed")
    UNKNOWN = "unknown", _("Unknown")


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

    @property
    def is_paid(self) -> bool:
        """Whether the provider has promised or given the money."""
        return self.status in (IntentStatus.AUTHORISED, IntentStatus.CAPTURED)


@dataclass(frozen=True)
class Item:
    """A line on the provider's page; the items add up to the amount."""

    name: str
    amount: Money


@dataclass(frozen=True)
class PaymentPage:
    """What the provider's page needs to know. `success_url` and `cancel_url` are absolute."""

    items: tuple[Item, ...]
    success_url: str
    cancel_url: str
    language: str
    email: str
    description: str
    closes_at: datetime
