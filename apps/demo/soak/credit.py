"""Demo · gift cards and store credit in the soak: issued, spent, given back to, moved, and blocked."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any, Protocol
from uuid import UUID, uuid4

from django.db import transaction
from djmoney.money import Money

from apps.accounts.models import User
from apps.checkout import operations as checkout
from apps.checkout.types import Visitor
from apps.checkout.types.refunds import RefundKind
from apps.common.addresses import PostalAddress
from apps.common.clock import now
from apps.common.money import from_minor
from apps.credits import operations as credits
from apps.credits.errors import CardRefused
from apps.credits.models import StrandedRefund
from apps.credits.types import IssuedCard, Origin
from apps.payments.types import PaymentMethod

from . import sandbox

CARD = "4242 4242 4242 4242"
WEIGHTS = {"gift_issued": 2, "gift_used": 4, "credit_given": 2, "credit_used": 3, "account_card": 2, "credit_back": 3,
           "gift_moved": 1, "gift_blocked": 2}  # fmt: skip
ENOUGH = Money(900, "EUR")


class Person(Protocol):
    """What these events need of somebody who buys."""

    dice: random.Random
    world: Any
    orders: list[Any]
    cards: list[IssuedCard]
    buyer: int | None
    home: tuple[Visitor, PostalAddress]

    def _placed(self, *where: Any, **how: Any) -> tuple[UUID, str]: ...
    def _settled(self, session: UUID) -> UUID | None: ...
    def _refund(self, kind: RefundKind, **wish: Any) -> None: ...
    def _version(self, session: UUID) -> int: ...


def gift_issued(person: Person, value: Money | None = None) -> IssuedCard:
    """The marketplace gives a card away."""
    amount = value or from_minor(person.dice.randint(500, 9_000), "EUR")
    with transaction.atomic():
        issued = credits.issue_card(amount, origin=Origin.GIVEN, made_by=None, key=uuid4().hex, at=now())
    person.cards.append(issued)
    return issued


def gift_used(person: Person) -> None:
    """A gift card pays first, the bank's card the rest."""
    card = _some_card(person)
    try:
        _bought(person, lambda session: _use(person, session, card))
    except CardRefused:
        person.cards.remove(card)
        raise


def gift_moved(person: Person) -> None:
    """What is left on a card becomes store credit."""
    card, at = _some_card(person), now()
    person.cards.remove(card)
    with transaction.atomic():
        found = credits.found_card(card.code, tried_by=(), at=at)
        credits.move_card(_account(person), found, at=at)


def gift_blocked(person: Person) -> None:
    """A card that has paid is blocked, what goes back to it strands, and staff say where it goes."""
    card = gift_issued(person, ENOUGH)
    person.cards.remove(card)
    _bought(person, lambda session: _use(person, session, card))
    with transaction.atomic():
        credits.block_card(card.card.public_id, at=now())
    person._refund(RefundKind.AMOUNT, order=person.orders[-1].order_id, amount=Money("1.25", "EUR"))
    row = StrandedRefund.objects.filter(entry__account__card__public_id=card.card.public_id).latest("pk")
    staff, way = person.world.staff[0], person.dice.choice(("account", "new_card", "unblock"))
    with transaction.atomic():
        if way == "account":
            credits.give_stranded(row.public_id, user_id=_account(person), by=staff, at=now())
        elif way == "new_card":
            person.cards.append(credits.replace_stranded(row.public_id, by=staff, at=now()))
        else:
            credits.unblock_card(card.card.public_id, by=staff, at=now())
            person.cards.append(card)


def credit_given(person: Person) -> None:
    """Staff are sorry; now and then the same form is sent twice."""
    key, amount = uuid4().hex, from_minor(person.dice.randint(200, 6_000), "EUR")
    for _ in range(person.dice.choice((1, 1, 2))):
        with transaction.atomic():
            credits.give_credit(
                _account(person), amount, reason="Late", key=key, made_by=person.world.staff[0], may_exceed=True,
                at=now(),
            )  # fmt: skip


def credit_used(person: Person) -> None:
    """Store credit pays first, the bank's card the rest."""
    buyer = _account(person)

    def use(session: UUID) -> None:
        with transaction.atomic():
            checkout.use_store_credit(session, expected_version=person._version(session), user_id=buyer, at=now())

    _bought(person, use, user_id=buyer)


def account_card(person: Person) -> None:
    """Somebody with an account pays all of it by the bank's card."""
    _bought(person, lambda session: None, user_id=_account(person))


def credit_back(person: Person) -> None:
    """Somebody with an account, who paid by card, wants store credit instead of money."""
    mine = [order for order in person.orders[-400:] if order.may_have_credit]
    if not mine:
        raise LookupError("no orders of an account")
    amount = from_minor(person.dice.randint(50, 500), "EUR")
    person._refund(RefundKind.AMOUNT, order=person.dice.choice(mine).order_id, amount=amount, to_credit=True)


def _bought(person: Person, first: Callable[[UUID], None], **how: Any) -> None:
    session, url = person._placed(PaymentMethod.CARD, *person.home, sellers=1, first=first, **how)
    if url:
        sandbox.by_card(url, number=CARD)
    if person._settled(session) is None:
        raise LookupError("not bought yet")


def _use(person: Person, session: UUID, card: IssuedCard) -> None:
    with transaction.atomic():
        checkout.use_gift_card(
            session, expected_version=person._version(session), code=card.code, tried_by=(), at=now()
        )


def _some_card(person: Person) -> IssuedCard:
    if not person.cards:
        raise LookupError("no gift cards")
    return person.dice.choice(person.cards)


def _account(person: Person) -> int:
    """Somebody's account, opened when it is first needed."""
    if person.buyer is None:
        person.buyer = User.objects.create_user(f"account-{uuid4().hex[:8]}@example.org", uuid4().hex).pk
    return person.buyer
