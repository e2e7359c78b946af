"""Storefront · gift cards and store credit as a browser without JavaScript uses them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.db import transaction
from django.test import Client
from django.urls import set_script_prefix
from djmoney.money import Money

from apps.accounts.models import User
from apps.checkout.models import CheckoutSession, Purchase
from apps.credits import operations, selectors
from tests.factories import checkout as make
from tests.factories import credits as cards
from tests.integration.tenancy import people

pytestmark = pytest.mark.django_db

ADDRESS = {
    "email": "jana@example.org",
    "name": "Jana Müller",
    "street_address": "Torstraße 1",
    "city": "Berlin",
    "postal_code": "10119",
    "phone": "030 12345678",
}


@pytest.fixture(autouse=True)
def _noop_gateway(settings: Any) -> Iterator[None]:
    settings.PAYMENT_GATEWAY = "noop"
    yield
    set_script_prefix("/")


@pytest.fixture
def buyer() -> User:
    return User.objects.create_user("jana@example.org", "x")


@pytest.fixture
def shopper(buyer: User) -> Client:
    return people.browser(user=buyer, cookie=settings.SHOPPER_COOKIE_NAME)


def hidden(body: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', body)
    assert found, name
    return found[1]


def test_a_card_and_store_credit_pay_for_all_of_it_and_the_papers_say_so(
    shopper: Client, buyer: User, kiln: Any, at: datetime, drain: Any
) -> None:
    (variant,) = make.goods(kiln, at=at)
    issued = cards.card("5.00", at=at)
    with transaction.atomic():
        operations.give_credit(buyer.pk, Money(300, "EUR"), reason="Sorry", key="1", made_by=buyer.pk, at=at)
    shopper.post("/de-de/cart/add/", {"variant": variant})
    first = shopper.post("/de-de/checkout/")["Location"]
    body = shopper.get(first).content.decode()
    review = shopper.post(first, {**ADDRESS, "version": hidden(body, "version")})["Location"]
    credit = review.replace("/review/", "/credit/")
    assert credit in shopper.get(review).content.decode()

    page = shopper.get(credit).content.decode()
    wrong = shopper.post(credit, {"version": hidden(page, "version"), "code": "AAAA-AAAA-AAAA-AAAA"})
    assert wrong.status_code == 422
    assert 'aria-invalid="true"' in wrong.content.decode()
    assert shopper.post(credit, {"version": hidden(page, "version"), "code": issued.code}).status_code == 302
    page = shopper.get(credit).content.decode()
    assert issued.card.last_four in page
    assert issued.code not in page
    assert shopper.post(credit, {"version": hidden(page, "version"), "use": "credit"}).status_code == 302
    session = CheckoutSession.objects.get()
    page = shopper.get(credit).content.decode()
    left = shopper.post(credit, {"version": hidden(page, "version"), "leave": session.credits[0]["account"]})
    assert left.status_code == 302
    page = shopper.get(credit).content.decode()
    shopper.post(credit, {"version": hidden(page, "version"), "code": issued.code})

    body = shopper.get(review).content.decode()
    assert 'name="method"' not in body
    form = {"version": hidden(body, "version"), "idempotency_key": hidden(body, "idempotency_key")}
    done = shopper.post(review.replace("/review/", "/pay/"), form, follow=True)

    purchase = Purchase.objects.get()
    assert (purchase.credit, purchase.user_id) == (purchase.totals.total.amount, buyer.pk)
    drain()
    mine = shopper.get("/de-de/credit/").content.decode()
    letter = mail.outbox[-1].body
    for text in (done.content.decode(), letter):
        assert "Store credit" in text or "Guthaben" in text
    assert "Sorry" in mine
    assert selectors.faults() == []


def test_what_is_left_on_a_card_becomes_store_credit_once(shopper: Client, buyer: User, at: datetime) -> None:
    issued = cards.card("12.50", at=at)

    assert shopper.post("/de-de/credit/", {"code": issued.code}).status_code == 302
    again = shopper.post("/de-de/credit/", {"code": issued.code})

    assert again.status_code == 422
    assert [one.balance for one in selectors.balances_of(buyer.pk)] == [Money("12.50", "EUR")]
    assert selectors.faults() == []
    assert Client(HTTP_HOST="portolan.localhost").get("/de-de/credit/").status_code == 302
