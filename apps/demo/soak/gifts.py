"""Demo · gift cards that the soak's people buy in the shop: paid by card or wallet, opened, and given back."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import Protocol
from uuid import UUID, uuid4

from django.db import transaction

from apps.accounts.models import User
from apps.common.clock import now
from apps.common.money import from_minor, to_minor
from apps.credits import operations as credits
from apps.credits import selectors
from apps.credits.models import CardSale
from apps.credits.operations.cards import renew_code
from apps.credits.types import CardWish, IssuedCard, SaleStatus, Shopper
from apps.payments import selectors as payments
from apps.payments.types import OperationKind, OperationState, PaymentMethod
from apps.risk.types import Visit

from . import sandbox

WEIGHTS = {"card_bought": 4, "card_opened": 2, "card_returned": 2}
# One person may buy no more within a day (the rule «gift-card-velocity»).
EACH = 5


class Person(Protocol):
    """What these events need of somebody who buys."""

    dice: random.Random
    cards: list[IssuedCard]
    bought: list[UUID]
    paid_by_card: list[str]
    giver: int | None


def card_bought(person: Person, by_card: bool | None = None) -> None:
    """Somebody buys a card; it is issued once its money is taken, by the office or by news."""
    by_card = person.dice.random() < 0.7 if by_card is None else by_card
    currency, method = ("EUR", PaymentMethod.CARD) if by_card else ("CNY", PaymentMethod.ALIPAY)
    value = from_minor(person.dice.randint(5_000, 15_000), currency)
    if person.giver is None or len(person.bought) % EACH == 0:
        person.giver = User.objects.create_user(f"giver-{uuid4().hex[:8]}@example.org").pk
    wish = CardWish(value, "Mila", f"mila-{uuid4().hex[:8]}@example.org", "Jana", "", now().date())
    shopper = Shopper(person.giver, f"giver-{uuid4().hex[:8]}@example.org", "en", "DE" if by_card else "CN")
    with transaction.atomic():
        sale = credits.order_card(wish, by=shopper, at=now())
    person.bought.append(sale)
    url = credits.pay_card(sale, back="http://portolan.localhost/back", method=method, visit=Visit(), at=now())
    attempt = payments.attempts().filter(intent__session_id=sale).latest("pk")
    if by_card:
        sandbox.by_card(url)
    else:
        sandbox.by_wallet("alipay", attempt.reference)
    credits.settle_card(sale, at=now())
    attempt.refresh_from_db()
    if by_card and attempt.payment_reference:
        person.paid_by_card.append(attempt.payment_reference)


def card_opened(person: Person) -> None:
    """The recipient learns the code, and spends the card like any other."""
    row = _some_sale(person)
    if row.status != SaleStatus.ISSUED or row.card is None or row.currency != "EUR":
        raise LookupError("not issued, or not to be spent at home")
    with transaction.atomic():
        code = renew_code(row.card)
    person.cards.append(IssuedCard(code, selectors.card(row.card.public_id)))


def card_returned(person: Person) -> None:
    """Its buyer wants the money back; what is used already is refused."""
    row = _some_sale(person)
    with transaction.atomic():
        credits.give_card_back(row.public_id, buyer_id=row.buyer_id, at=now())


def happened() -> dict[str, int]:
    """How often bought cards came to what the soak is to try."""
    rows = CardSale.objects.order_by()
    return {
        "gift cards bought and issued": rows.filter(card__isnull=False).count(),
        "gift cards given back": rows.filter(status=SaleStatus.RETURNED).count(),
        "payments of gift cards disputed for good": rows.filter(status=SaleStatus.LOST).count(),
    }


def intents() -> dict[UUID, UUID]:
    """The payment of each bought card, whose journals bear the card's id as purchase."""
    rows = CardSale.objects.values_list("public_id", "intent_id")
    return {public_id: intent_id for public_id, intent_id in rows if intent_id is not None}


def still_owed() -> dict[tuple[UUID, str], int]:
    """What buyers of cards are owed, by payment: of cards given back what has not arrived, of paid ones that were
    never issued all that was taken. In minor units."""
    sums: dict[tuple[UUID, str], int] = defaultdict(int)
    ended = CardSale.objects.filter(card__isnull=True) | CardSale.objects.filter(status=SaleStatus.RETURNED)
    for row in ended:
        if row.intent_id is None:
            continue
        done = list(
            payments.operations()
            .filter(attempt__intent__public_id=row.intent_id, state=OperationState.SUCCEEDED)
            .exclude(attempt__intent__purchase_id__isnull=True)
        )
        paid = {str(one.public_id): one.amount for one in done if _is_ours(one)}
        for one in done:
            if one.kind == OperationKind.REFUND_BOUNCED:
                paid.pop(one.idempotency_key.rpartition(":")[2], None)
        lost = sum(one.amount for one in done if one.kind == OperationKind.DISPUTE_LOST)
        if any(one.kind == OperationKind.CAPTURE for one in done):
            sums[row.intent_id, row.currency] = max(to_minor(row.money()) - sum(paid.values()) - lost, 0)
    return sums


def _is_ours(operation: object) -> bool:
    """Whether a refund gives back the card, and not what came too much."""
    return getattr(operation, "kind", "") == OperationKind.REFUND and getattr(operation, "reason", "") != "overpaid"


def _some_sale(person: Person) -> CardSale:
    if not person.bought:
        raise LookupError("no bought cards")
    return CardSale.objects.select_related("card").get(public_id=person.dice.choice(person.bought))
