"""Checkout · the payment of one vendor's part."""

from __future__ import annotations

from dataclasses import dataclass

from djmoney.money import Money

from apps.payments.types import IntentStatus, PaymentMoment


@dataclass(frozen=True)
class PartPayment:
    """How a payment stands; `total` is what the buyer pays for this part of it, and the steps bear no amounts."""

    status: IntentStatus
    total: Money
    steps: tuple[PaymentMoment, ...]
