"""Builders of gift cards, and of checkouts that use them."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from djmoney.money import Money

from apps.checkout import operations as checkout
from apps.checkout import selectors
from apps.checkout.operations import Settlement
from apps.credits import operations
from apps.credits.types import IssuedCard, Origin
from tests.factories import checkout as make


def card(amount: str, currency: str = "EUR", *, at: datetime, origin: Origin = Origin.SOLD, **parts: Any) -> IssuedCard:
    """A gift card that the installation issued."""
    with transaction.atomic():
        return operations.issue_card(Money(amount, currency), origin=origin, made_by=None, at=at, **parts)


def use(session: UUID, code: str, *, at: datetime) -> None:
    """Have a card pay first."""
    with transaction.atomic():
        checkout.use_gift_card(session, expected_version=make.version(session), code=code, tried_by=(), at=at)


def paid(session: UUID, *, at: datetime) -> Settlement:
    """Press the button that pays, and come back from the provider."""
    view = selectors.session_for_payment(session)
    checkout.pay(view, expected_version=view.version, back="http://portolan.localhost/back", by=make.BUYER, at=at)
    return checkout.settle(selectors.session_for_payment(session), by=make.BUYER, at=at)
