# ruff: noqa: F811
"""Storefront · paying at the sandbox gateway's own page: 3-D Secure, declines, callbacks, time-outs."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import set_script_prefix

from apps.checkout import tasks
from apps.checkout.models import CheckoutSession, Purchase
from apps.common.clock import now
from apps.ledger import selectors as ledger
from apps.ledger.types import AccountCode
from apps.payments import operations as payments
from apps.payments.models import Intent
from apps.risk import selectors as risk
from apps.stock.models import Reservation
from tests.factories import checkout as make
from tests.integration.payments.conftest import (  # noqa: F401
    DECLINED,
    SECURE,
    Provider,
    _hook,
    _program,
    provider,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_prefix() -> Any:
    yield
    set_script_prefix("/")


@pytest.fixture
def shopper() -> Client:
    return Client(HTTP_HOST="portolan.localhost", headers={"sec-fetch-site": "same-origin"})


@pytest.fixture
def review(shopper: Client, of_both: list[Any]) -> str:
    """The address of the review step of a cart from two vendors."""
    for variant in of_both:
        shopper.post("/de-de/cart/add/", {"variant": variant, "quantity": 2})
    address = shopper.post("/de-de/checkout/")["Location"]
    session = re.search(r"checkout/([0-9a-f-]{36})/", address)[1]
    form = {
        "email": "jana@example.org",
        "name": "Jana Müller",
        "street_address": "Torstraße 1",
        "city": "Berlin",
        "postal_code": "10119",
        "phone": "030 12345678",
    }
    return shopper.post(address, {**form, "version": make.version(session)})["Location"]


def to_provider(shopper: Client, review: str) -> str:
    """Press «pay»; the address of the provider's page."""
    body = shopper.get(review).content.decode()
    version = re.search(r'name="version" value="(\d+)"', body)[1]
    answer = shopper.post(review.replace("review", "pay"), {"version": version, "idempotency_key": f"k{version}"})
    assert answer.status_code == 302, answer.content.decode()
    assert answer["Location"].startswith("http://127.0.0.1")
    return answer["Location"]


def test_a_purchase_with_three_d_secure(shopper: Client, review: str, provider: Provider, at: datetime) -> None:
    page = to_provider(shopper, review)
    secure = provider.pay(page, SECURE)
    back = provider.confirm(secure)

    done = shopper.get(back.headers["Location"])
    assert done["Location"].endswith("/done/")
    assert Purchase.objects.get().number in shopper.get(done["Location"]).content.decode()


def test_the_page_shows_the_same_total_as_the_provider(shopper: Client, review: str, provider: Provider) -> None:
    to_provider(shopper, review)
    assert Intent.objects.get().ref().amount == CheckoutSession.objects.get().frozen.totals.total


def test_a_declined_buyer_who_comes_back_keeps_cart_and_goods_and_tries_again(
    shopper: Client,
    review: str,
    provider: Provider,
) -> None:
    page = to_provider(shopper, review)
    assert provider.pay(page, DECLINED).status_code == 402

    back = review.replace("review", "return")
    failed = shopper.get(f"{back}?cancelled=1")
    body = failed.content.decode()
    assert failed.status_code == 200
    assert "/pay/" in body
    assert "(UTC)" in body, "until when the goods are set aside, and by which clock"
    assert Reservation.objects.filter(state="held").count() == 2
    version = re.search(r'name="version" value="(\d+)"', body)[1]
    again = shopper.post(review.replace("review", "pay"), {"version": version})
    assert again["Location"] == page
    provider.pay(page)
    assert shopper.get(back)["Location"].endswith("/done/")


def test_a_buyer_who_closes_the_browser_has_bought_all_the_same(
    shopper: Client,
    review: str,
    provider: Provider,
    drain: Any,
    at: datetime,
) -> None:
    provider.pay(to_provider(shopper, review))
    for post in provider.wait():
        assert post.deliver() == 200
    drain()
    payments.resolve_due(at=at + timedelta(minutes=5))

    purchase = Purchase.objects.get()
    assert ledger.balance(AccountCode.PSP_CLEARING, "EUR") == purchase.totals.total
    assert shopper.get(review.replace("review", "return"))["Location"].endswith("/done/")
    assert 'class="count num">0<' in shopper.get("/de-de/goods/").content.decode()


def test_before_the_buyer_has_paid_the_page_waits_and_asks_again(
    shopper: Client,
    review: str,
    provider: Provider,
) -> None:
    to_provider(shopper, review)
    answer = shopper.get(review.replace("review", "return"))
    assert answer.status_code == 200
    assert answer["Refresh"] == "4"
    assert not Purchase.objects.exists()


def test_a_provider_that_does_not_answer_loses_nothing(
    shopper: Client,
    review: str,
    provider: Provider,
) -> None:
    provider.arm("timeout_after_acting", match="POST /v1/checkout/sessions")
    body = shopper.get(review).content.decode()
    version = re.search(r'name="version" value="(\d+)"', body)[1]
    first = shopper.post(review.replace("review", "pay"), {"version": version, "idempotency_key": "k"})
    assert first.status_code == 503
    again = shopper.post(review.replace("review", "pay"), {"version": version, "idempotency_key": "k"})
    assert again.status_code == 302
    assert provider.pay(again["Location"]).status_code == 303
    assert shopper.get(review.replace("review", "return"))["Location"].endswith("/done/")
    assert Intent.objects.count() == 1


def test_going_back_to_change_something_closes_the_providers_page(
    shopper: Client,
    review: str,
    provider: Provider,
    at: datetime,
) -> None:
    page = to_provider(shopper, review)
    answer = shopper.post(review.replace("review", "back"), {})
    assert answer["Location"] == review
    payments.resolve_due(at=at + timedelta(minutes=1))

    assert provider.pay(page).status_code == 410
    assert not Reservation.objects.filter(state="held").exists()
    assert to_provider(shopper, review) != page


def test_a_checkout_that_nobody_pays_ends_and_says_so(
    shopper: Client,
    review: str,
    provider: Provider,
    at: datetime,
) -> None:
    page = to_provider(shopper, review)
    CheckoutSession.objects.update(expires_at=at - timedelta(seconds=1))
    tasks.expire_sessions()
    payments.resolve_due(at=at + timedelta(minutes=1))

    assert CheckoutSession.objects.get().status == "expired"
    assert provider.pay(page).status_code == 410
    assert shopper.get(review.replace("review", "return"))["Location"] == "/de-de/cart/"
    assert Reservation.objects.get(variant_id=Reservation.objects.first().variant_id).state == "released"
    assert not Purchase.objects.exists()


def test_a_checkout_that_is_paid_just_before_it_ends_becomes_a_purchase(
    shopper: Client,
    review: str,
    provider: Provider,
    at: datetime,
    drain: Any,
) -> None:
    provider.pay(to_provider(shopper, review))
    CheckoutSession.objects.update(expires_at=at - timedelta(seconds=1))
    tasks.expire_sessions()
    drain()
    assert Purchase.objects.count() == 1


def test_from_pay_to_done_in_thirty_six_statements(shopper: Client, review: str, settings: Any) -> None:
    """Session, idempotency key, judging, placing, the provider, asking it, completing, the page of thanks."""
    settings.PAYMENT_GATEWAY = "noop"
    risk.rules_in_force(at=now())
    risk.model_in_use()
    body = shopper.get(review).content.decode()
    version = re.search(r'name="version" value="(\d+)"', body)[1]
    with CaptureQueriesContext(connection) as captured:
        answer = shopper.post(review.replace("review", "pay"), {"version": version, "idempotency_key": "k"})
        done = shopper.get(answer["Location"])
    assert done.status_code == 200
    free = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SET ")
    statements = [one["sql"] for one in captured.captured_queries if not one["sql"].startswith(free)]
    assert len(statements) <= 36, statements


def test_logging_in_takes_the_guests_cart_along(
    shopper: Client, kiln: Any, at: datetime, django_user_model: Any
) -> None:
    (variant,) = make.goods(kiln, at=at)
    django_user_model.objects.create_user("buyer@example.org", "correct horse battery")
    shopper.post("/de-de/cart/add/", {"variant": variant, "quantity": 3})
    answer = shopper.post("/de-de/account/login/", {"login": "buyer@example.org", "password": "correct horse battery"})
    assert answer.status_code == 302, answer.content.decode()

    body = shopper.get("/de-de/cart/").content.decode()
    assert str(variant) in body
    assert 'value="3"' in body
