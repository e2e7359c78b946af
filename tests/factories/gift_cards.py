"""Builders of gift cards that somebody buys in the shop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from djmoney.money import Money

from apps.accounts.models import User
from apps.common.money import to_minor
from apps.credits import operations
from apps.credits.models import CardSale
from apps.credits.types import CardWish, Shopper, Tender
from apps.payments import operations as payments
from apps.payments.models import Intent, Operation
from apps.payments.operations.effects import take_effect
from apps.payments.operations.requests import add_done
from apps.payments.types import OperationKind
from apps.risk.types import Visit

VISIT = Visit("198.51.100.7", "DE", "session:abc")
RECIPIENT = "mila@example.org"


def wish(amount: str = "50.00", *, on: date, currency: str = "EUR", **said: Any) -> CardWish:
    """A gift card for Mila from Jana."""
    facts = {"recipient_name": "Mila", "recipient_email": RECIPIENT, "sender_name": "Jana", "message": "For tea."}
    return CardWish(value=Money(amount, currency), send_on=on, **{**facts, **said})


def person(email: str = "") -> User:
    """Somebody with an account."""
    return User.objects.create_user(email or f"{uuid4().hex[:8]}@example.org", "x")


def ordered(buyer: User, *, at: datetime, amount: str = "50.00", **said: Any) -> UUID:
    """A gift card that waits for its payment, which was not begun."""
    by = Shopper(buyer.pk, buyer.email, "de", "DE")
    with transaction.atomic():
        return operations.order_card(wish(amount, on=said.pop("on", at.date()), **said), by=by, at=at)


def begun(buyer: User, *, at: datetime, **said: Any) -> UUID:
    """A gift card whose payment is open at the provider."""
    sale = ordered(buyer, at=at, **said)
    operations.pay_card(sale, back="http://portolan.localhost/back", visit=VISIT, at=at)
    return sale


def captured(sale: UUID, *, at: datetime) -> None:
    """Have the provider carry out all that it was asked for."""
    asked = Operation.objects.filter(attempt__intent__session_id=sale, state="requested")
    for operation in asked.exclude(kind=OperationKind.AUTHORISE):
        payments.perform(operation.public_id, at=at)


def bought(buyer: User, *, at: datetime, drain: Callable[[], Any], **said: Any) -> UUID:
    """A gift card that is paid and issued."""
    sale = begun(buyer, at=at, **said)
    operations.settle_card(sale, at=at)
    drain()
    captured(sale, at=at)
    drain()
    return sale


def disputed(sale: UUID, kind: OperationKind, *, at: datetime, amount: Money | None = None) -> None:
    """The buyer's bank takes a step against the payment."""
    with transaction.atomic():
        intent = Intent.objects.get(session_id=sale)
        attempt = intent.attempts.get()
        units = to_minor(amount) if amount else intent.amount
        key = f"{kind.value}:{uuid4().hex}"
        take_effect(intent, add_done(attempt, kind, intent.money(units), "dp_1", key=key, at=at), at=at)


def used(sale: UUID, amount: str, *, purchase_id: UUID | None = None, at: datetime) -> None:
    """A checkout spends a part of the card, for a purchase that by default bears the card's id."""
    card = row(sale).card
    bought = purchase_id or card.public_id
    tender = [Tender(card.account.public_id, Money(amount, "EUR"))]
    with transaction.atomic():
        operations.hold(tender, session_id=bought, user_id=None, expires_at=at + timedelta(hours=1), at=at)
        operations.take(tender, session_id=bought, user_id=None, purchase_id=bought, at=at)


def row(sale: UUID) -> CardSale:
    """The sale as it stands."""
    return CardSale.objects.select_related("card__account").get(public_id=sale)
