"""Demo · gift cards that the first shopper bought: mailed, waiting for its day, partly used · public schema."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from djmoney.money import Money

from apps.accounts import selectors as people
from apps.checkout import operations as checkout
from apps.checkout import selectors as checkouts
from apps.checkout.operations import paying
from apps.checkout.selectors import history as recorded
from apps.checkout.types import PurchaseView, Visitor
from apps.common.errors import MarketError
from apps.common.types import Actor, ActorKind
from apps.credits import operations, selectors
from apps.credits.types import CardWish, SaleStatus, Shopper
from apps.demo.soak import sandbox
from apps.payments.errors import PaymentRefused, PaymentUnavailable
from apps.payments.types import PaymentMethod
from apps.risk.types import Visit

from . import files
from .past import key_of

HOME = Visitor(market="DE", ship_to="DE", language="de", currency="EUR")
_BACK = "http://portolan.localhost/"
# For whom of the people's file, what it is worth, in how many days it is mailed, and what is written to it.
_CARDS = (
    ("jonas-weber", Money("50.00", "EUR"), 0, "Alles Gute zum Geburtstag!"),
    ("claire-moreau", Money("25.00", "EUR"), 10, "Für deine neue Küche."),
    ("emre-yildiz", Money("150.00", "EUR"), 0, "Danke für deine Hilfe beim Umzug."),
)
_SPENDER = "emre-yildiz"


def buy(shoppers: Sequence[Mapping[str, Any]], *, at: datetime) -> int:
    """Have the first shopper buy them on the provider's page; how many. Twice is once.

    They are issued and mailed by the shop that runs; none where the provider does not answer.
    """
    by_id = {row["id"]: row for row in shoppers}
    giver = people.find_by_email(shoppers[0]["email"]) if shoppers else None
    if giver is None or any(sale.status is not SaleStatus.OPEN for sale in selectors.sales_of(giver.pk, at=at)):
        return 0
    shopper, count = Shopper(giver.pk, giver.email, HOME.language, HOME.ship_to), 0
    for who, value, days, message in _CARDS:
        wish = CardWish(
            value=value,
            recipient_name=by_id[who]["given_name"],
            recipient_email=by_id[who]["email"],
            sender_name=shoppers[0]["given_name"],
            message=message,
            send_on=at.date() + timedelta(days=days),
        )
        try:
            count += _bought(wish, by=shopper, at=at)
        except (PaymentUnavailable, PaymentRefused):
            break
    return count


def use(shoppers: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], *, at: datetime) -> int:
    """Have the third card's recipient pay with it for what somebody at home bought before; how many did.

    None before the shop has issued it; twice is once.
    """
    operations.send_due_cards(at=at)
    row = next((one for one in shoppers if one["id"] == _SPENDER), None)
    spender = people.find_by_email(row["email"]) if row else None
    card = next((one for one in selectors.received_by([row["email"]]) if one.left == one.value), None) if row else None
    if row is None or spender is None or card is None:
        return 0
    for before in _alike(rows, below=card.value):
        try:
            with transaction.atomic():
                session = _session(before, row, user_id=spender.pk, at=at)
                checkout.use_gift_card(
                    session, expected_version=_version(session), code=_mailed_code(spender.email), tried_by=(), at=at
                )
        except MarketError:
            continue
        view, by = checkouts.session_for_payment(session), Actor(ActorKind.BUYER, str(spender.public_id))
        age = view.quote.minimum_age if view.quote else 0
        paying.pay(view, expected_version=view.version, back=_BACK, confirmed_age=age, by=by, at=at)
        return int(paying.settle(checkouts.session_for_payment(session), by=by, at=at).purchase_id is not None)
    return 0


def _bought(wish: CardWish, *, by: Shopper, at: datetime) -> bool:
    with transaction.atomic():
        sale = operations.order_card(wish, by=by, at=at)
    page = operations.pay_card(sale, back=_BACK, method=PaymentMethod.CARD, visit=Visit(), at=at)
    sandbox.by_card(page)
    intent = operations.settle_card(sale, at=at)
    return intent is not None and intent.is_paid


def _alike(rows: Sequence[Mapping[str, Any]], *, below: Money) -> Iterator[PurchaseView]:
    """Delivered purchases at home of one thing each that cost less."""
    plain = [row for row in rows if row["currency"] == HOME.currency and len(row["lines"]) == 1]
    known = recorded.recorded([key_of(row["id"]) for row in plain])
    for row in plain:
        found = checkouts.purchase(known[key_of(row["id"])]) if key_of(row["id"]) in known else None
        if found is not None and found.ship_to == HOME.ship_to and found.totals.total < below:
            yield found


def _session(before: PurchaseView, row: Mapping[str, Any], *, user_id: int, at: datetime) -> UUID:
    """A checkout of one of the same thing, up to the choice of how to pay."""
    wanted = before.parts[0].lines[0].variant_id
    cart = checkout.add_to_cart(None, user_id=user_id, variant_id=wanted, quantity=1, visitor=HOME, at=at).public_id
    session = checkout.start(cart, user_id=user_id, email=row["email"], visitor=HOME, at=at).public_id
    address = files.home_address(row["address"], row["latin_address"], phone=row["phone"])
    checkout.save_address(session, expected_version=_version(session), address=address, email=row["email"], at=at)
    checkout.choose_delivery(session, expected_version=_version(session), choices={}, at=at)
    return session


def _version(session: UUID) -> int:
    return checkouts.session_for_payment(session).version


def _mailed_code(address: str) -> str:
    """The code in the newest letter to somebody that has one; empty where there is none."""
    for file in sorted(Path(settings.EMAIL_FILE_PATH).glob("*.log"), key=lambda one: one.stat().st_mtime, reverse=True):
        letter = email.message_from_bytes(file.read_bytes(), policy=default)
        body = letter.get_body(preferencelist=("plain",)) if isinstance(letter, EmailMessage) else None
        code = re.search(r"\b(?:\w{4}-){3}\w{4}\b", body.get_content()) if body and letter["To"] == address else None
        if code:
            return code[0]
    return ""
