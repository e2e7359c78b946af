"""Credits · a gift card's letter that the mail server does not take: how often it is tried, and who is told."""

from __future__ import annotations

from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any
from uuid import UUID

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction

from apps.accounts.models import User
from apps.credits import operations, selectors
from apps.credits.errors import LetterRefused, SentTooOften
from apps.credits.models import CardSale
from apps.credits.types import Delivery
from tests.factories import gift_cards as gifts
from tests.integration.tenancy.people import person, staff_browser

pytestmark = pytest.mark.django_db
NOBODY = "nobody@example.org"


class MailServer(EmailBackend):
    """A mail server that knows nobody at one address, or does not answer while `is_down`."""

    is_down = False

    def send_messages(self, messages: Any) -> int:
        if MailServer.is_down:
            raise ConnectionRefusedError("no mail server")
        for letter in messages:
            assert isinstance(letter, EmailMessage)
            if NOBODY in letter.to:
                raise SMTPRecipientsRefused({NOBODY: (550, b"no such person")})
        return int(super().send_messages(messages))


@pytest.fixture(autouse=True)
def server(settings: Any, monkeypatch: pytest.MonkeyPatch) -> type[MailServer]:
    settings.EMAIL_BACKEND = f"{__name__}.MailServer"
    monkeypatch.setattr(MailServer, "is_down", False)
    return MailServer


@pytest.fixture
def buyer() -> User:
    return gifts.person("jana@example.org")


def again(sale: UUID, buyer: User, *, at: datetime) -> Delivery:
    with transaction.atomic():
        return operations.send_card_again(sale, buyer_id=buyer.pk, at=at)


def corrected(sale: UUID, buyer: User, email: str, *, at: datetime) -> Delivery | None:
    with transaction.atomic():
        return operations.change_recipient(sale, name="Mila", email=email, buyer_id=buyer.pk, at=at)


def test_a_refused_address_is_tried_once_and_buyer_and_staff_are_told(buyer: User, at: datetime, drain: Any) -> None:
    refused = gifts.bought(buyer, at=at, drain=drain, recipient_email=NOBODY)
    sale = gifts.bought(buyer, at=at, drain=drain)
    CardSale.objects.filter(public_id=refused).update(send_at=at - timedelta(seconds=1))
    kept = gifts.row(refused).card.code_hash

    assert (operations.send_due_cards(at=at), operations.send_due_cards(at=at + timedelta(days=30))) == (1, 0)
    row = gifts.row(refused)
    assert (row.sent_at, row.undelivered_at, row.retry_at, row.card.code_hash) == (None, at, None, kept)
    assert gifts.row(sale).sent_at == at, "it holds up no other"
    drain()
    assert (mail.outbox[-1].to, NOBODY in mail.outbox[-1].body) == ([buyer.email], True)
    listed = staff_browser(person(is_staff=True, is_superuser=True)).get(
        "/admin/credits/cardsale/?undelivered_at__isempty=0"
    )
    assert "ask its buyer for another address" in listed.content.decode()
    assert "mila@example.org" not in listed.content.decode()

    with pytest.raises(LetterRefused, match=NOBODY):
        again(refused, buyer, at=at)
    assert again(refused, buyer, at=at + timedelta(minutes=11)) is Delivery.REFUSED
    later = at + timedelta(minutes=12)
    assert selectors.sale(refused, user_id=buyer.pk, at=later).can_change_recipient
    assert corrected(refused, buyer, "mila@example.net", at=later) is Delivery.SENT
    row = gifts.row(refused)
    assert (row.sent_at, row.undelivered_at, row.failed_sends) == (later, None, 0)
    with pytest.raises(SentTooOften):
        again(refused, buyer, at=later)


def test_where_no_mail_server_answers_pauses_grow_and_end(
    buyer: User, at: datetime, drain: Any, server: type[MailServer]
) -> None:
    sale, when, pauses = gifts.bought(buyer, at=at, drain=drain), at, []
    server.is_down = True
    while gifts.row(sale).undelivered_at is None:
        assert operations.send_due_cards(at=when) == 0
        if gifts.row(sale).retry_at is not None:
            pauses.append(gifts.row(sale).retry_at - when)
            when = gifts.row(sale).retry_at
            assert operations.send_due_cards(at=when - timedelta(seconds=1)) == 0
    assert pauses[:4] == [timedelta(minutes=n) for n in (1, 2, 4, 8)]
    assert (max(pauses), len(pauses)) == (timedelta(hours=6), 19)
    assert timedelta(days=2) < when - at < timedelta(days=4)


def test_a_card_that_is_sent_again_while_no_server_answers_keeps_its_code_and_goes_out_later(
    buyer: User, at: datetime, drain: Any, server: type[MailServer]
) -> None:
    sale = gifts.bought(buyer, at=at, drain=drain)
    operations.send_due_cards(at=at)
    kept, later = gifts.row(sale).card.code_hash, at + timedelta(minutes=11)
    server.is_down = True
    assert again(sale, buyer, at=later) is Delivery.LATER
    assert again(sale, buyer, at=later) is Delivery.LATER, "it is not tried by pressing"
    row = gifts.row(sale)
    assert (row.card.code_hash, row.sent_at, row.failed_sends) == (kept, at, 1)
    assert row.retry_at == later + timedelta(minutes=1)

    server.is_down = False
    assert operations.send_due_cards(at=row.retry_at) == 1
    assert gifts.row(sale).card.code_hash != kept
    assert gifts.row(sale).retry_at is None
