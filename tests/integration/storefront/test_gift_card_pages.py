"""Storefront · buying a gift card as a browser without JavaScript does, and what its buyer and recipient see of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.test import Client
from django.urls import set_script_prefix

from apps.accounts.models import User
from apps.credits import operations
from apps.credits.models import CardSale
from apps.credits.types import SaleStatus
from tests.factories import gift_cards as gifts
from tests.integration.tenancy import people

pytestmark = pytest.mark.django_db
BUY = "/en-de/gift-cards/"


@pytest.fixture(autouse=True)
def _noop_gateway(settings: Any) -> Iterator[None]:
    settings.PAYMENT_GATEWAY = "noop"
    yield
    set_script_prefix("/")


@pytest.fixture
def buyer() -> User:
    return gifts.person("jana@example.org")


def browser(user: User) -> Client:
    return people.browser(user=user, cookie=settings.SHOPPER_COOKIE_NAME)


def form(at: datetime, **said: str) -> dict[str, str]:
    facts = {
        "amount": "other", "own_amount": "37.50", "recipient_name": "Mila", "recipient_email": "mila@example.org",
        "sender_name": "Jana", "message": "For <b>tea</b>.", "send_on": at.date().isoformat(),
    }  # fmt: skip
    return {**facts, **said}


def _no_server(*args: Any) -> int:
    raise ConnectionRefusedError("no mail server")


def test_a_card_is_bought_sent_and_given_back_and_nobody_else_sees_it(
    buyer: User, at: datetime, drain: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    shopper, anybody = browser(buyer), Client(HTTP_HOST="portolan.localhost")
    assert "50,00" in anybody.get(BUY).content.decode()
    assert "/account/login/" in anybody.post(BUY, form(at)).headers["Location"]
    assert shopper.get(BUY).status_code == 200

    refused = shopper.post(BUY, form(at, own_amount="5"))
    assert refused.status_code == 422
    assert re.search(r"From 10,00.€ to 500,00.€\.", refused.content.decode())
    assert shopper.post(BUY, form(at, own_amount="")).status_code == 422
    assert CardSale.objects.count() == 0

    page = shopper.post(BUY, form(at)).headers["Location"]
    assert "Pay <bdi" in shopper.get(page).content.decode()
    back = shopper.post(f"{page}pay/", {"method": "card"})
    assert back.headers["Location"].endswith(page)
    looked = shopper.get(page)
    assert "Your payment has come in." in looked.content.decode()
    assert looked.headers["Refresh"] == "4"
    sale = CardSale.objects.get()
    drain()
    gifts.captured(sale.public_id, at=at)
    drain()
    operations.send_due_cards(at=sale.send_at)

    letter = mail.outbox[-1]
    html = letter.alternatives[0][0]  # type: ignore[attr-defined]
    assert "For &lt;b&gt;tea&lt;/b&gt;." in html
    code = re.search(r"\w{4}-\w{4}-\w{4}-\w{4}", letter.body)
    assert code
    bought = shopper.get(page).content.decode()
    assert code[0][-4:] in bought
    assert code[0] not in bought
    assert (
        shopper.post(f"{page}send/", follow=True).content.decode().count("was sent a moment ago. Wait 10 minutes,") == 1
    )

    CardSale.objects.update(sent_at=sale.send_at - timedelta(hours=1))
    monkeypatch.setattr(EmailBackend, "send_messages", _no_server)
    answer = shopper.post(f"{page}send/", follow=True).content.decode()
    assert "does not answer. We try again by ourselves" in answer
    assert "We have sent a new code" not in answer
    assert "Being sent" in shopper.get(f"{BUY}mine/").content.decode()

    other = browser(gifts.person())
    for address in ("", "status/"):
        assert other.get(f"{page}{address}").status_code == 404
    for address in ("pay/", "send/", "return/"):
        assert other.post(f"{page}{address}").status_code == 404
    mila = gifts.person("mila@example.org")
    assert "Jana" not in browser(mila).get(f"{BUY}mine/").content.decode(), "not before the address is proven"
    EmailAddress.objects.create(user=mila, email="mila@example.org", verified=True, primary=True)
    received = browser(mila).get(f"{BUY}mine/").content.decode()
    assert "Jana" in received
    assert code[0] not in received

    assert "its money goes back" in shopper.post(f"{page}return/", follow=True).content.decode()
    sale.refresh_from_db()
    assert sale.status == SaleStatus.RETURNED
    assert "Given back" in shopper.get(f"{BUY}mine/").content.decode()
