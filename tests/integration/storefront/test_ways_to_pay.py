# ruff: noqa: F811
"""Storefront · choosing how to pay, the code to scan, the transfer, and going on by itself or by refreshing."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import set_script_prefix
from djmoney.money import Money

from apps.checkout import tasks
from apps.checkout.models import CheckoutSession, Purchase
from apps.payments import operations as payments
from apps.payments import rules
from apps.payments.gateways.port import RemoteStatus
from apps.payments.models import Attempt, Callback, Intent
from apps.payments.selectors import methods
from apps.payments.types import CHOSEN_BY_BUYERS, PaymentMethod
from apps.stock.models import Counter, Reservation
from tests.factories import checkout as make
from tests.factories.gateways import ScriptedGateway
from tests.integration.payments.conftest import gateways  # noqa: F401
from tests.integration.storefront.test_checkout_payment import review, shopper  # noqa: F401

pytestmark = pytest.mark.django_db
Gateways = dict[PaymentMethod, ScriptedGateway]


@pytest.fixture(autouse=True)
def _no_prefix() -> Any:
    yield
    set_script_prefix("/")


def choose(shopper: Client, review: str, method: str, **headers: str) -> Any:
    """Press «pay» with a way to pay marked."""
    session = re.search(r"checkout/([0-9a-f-]{36})/", review)[1]
    form = {"version": make.version(session), "method": method}
    return shopper.post(review.replace("review", "pay"), form, headers=headers)


def reference() -> str:
    return Attempt.objects.get(status="live").reference


def status(shopper: Client, review: str) -> Any:
    """What the open page asks for every three seconds, the provider being asked in any case."""
    cache.clear()
    return shopper.get(review.replace("review", "status"), headers={"HX-Request": "true"})


def test_every_way_that_fits_is_offered_and_the_first_is_marked(
    shopper: Client, review: str, gateways: Gateways
) -> None:
    body = shopper.get(review).content.decode()
    assert re.findall(r'name="method" value="(\w+)"', body) == ["card", "alipay", "wechat_pay", "bank_transfer"]
    assert re.findall(r'name="method" value="(\w+)" checked', body) == ["card"]


def test_where_one_way_fits_there_is_nothing_to_choose(shopper: Client, review: str) -> None:
    body = shopper.get(review).content.decode()
    assert re.findall(r'type="(\w+)" name="method" value="(\w+)"', body) == [("hidden", "card")]


def test_another_delivery_keeps_the_way_that_was_marked(shopper: Client, review: str, gateways: Gateways) -> None:
    body = shopper.get(review).content.decode()
    named = dict(re.findall(r'name="(\d+\.[0-9a-f-]+)" value="([^"]+)"', body))
    version = re.search(r'name="version" value="(\d+)"', body)[1]
    shopper.post(review, {**named, "version": version, "method": "alipay"})
    assert re.findall(r'name="method" value="(\w+)" checked', shopper.get(review).content.decode()) == ["alipay"]


def test_a_code_is_shown_and_the_page_goes_on_when_it_is_paid(shopper: Client, review: str, gateways: Gateways) -> None:
    back = review.replace("review", "return")
    assert choose(shopper, review, "alipay")["Location"].endswith(back)
    page = shopper.get(back).content.decode()
    assert 'class="qr"' in page
    assert 'hx-trigger="every 3s"' in page
    assert '<noscript><meta http-equiv="refresh"' in page

    waiting = status(shopper, review)
    assert "HX-Redirect" not in waiting
    assert 'id="live"' in waiting.content.decode()
    gateways[PaymentMethod.ALIPAY].pay(reference())
    assert status(shopper, review)["HX-Redirect"].endswith(back)
    assert shopper.get(back)["Location"].endswith("/done/")
    assert Purchase.objects.count() == 1


def test_an_open_page_does_not_ask_the_provider_each_time(shopper: Client, review: str, gateways: Gateways) -> None:
    choose(shopper, review, "alipay")
    status(shopper, review)
    asked = gateways[PaymentMethod.ALIPAY].count("query")
    for _ in range(5):
        shopper.get(review.replace("review", "status"))
    assert gateways[PaymentMethod.ALIPAY].count("query") == asked


def test_without_a_script_refreshing_does_the_same(shopper: Client, review: str, gateways: Gateways) -> None:
    choose(shopper, review, "wechat_pay")
    gateways[PaymentMethod.WECHAT_PAY].pay(reference())
    assert shopper.get(review.replace("review", "return"))["Location"].endswith("/done/")


@pytest.mark.parametrize("after", ["", "alipay"])
def test_goods_stay_set_aside_for_as_long_as_a_transfer_takes(
    shopper: Client, review: str, gateways: Gateways, monkeypatch: pytest.MonkeyPatch, at: datetime, after: str
) -> None:
    """At once, or when the buyer comes to it from a code to scan; going back to one does not shorten it."""
    takes_days = rules.MethodTerms(PaymentMethod.BANK_TRANSFER, open_minutes=7200)
    terms = [rules.MethodTerms(PaymentMethod.ALIPAY, open_minutes=15), takes_days]
    monkeypatch.setattr(methods, "_terms", lambda: terms)
    methods.forget_methods()
    if after:
        choose(shopper, review, after)
        assert Reservation.objects.earliest("expires_at").expires_at < at + timedelta(hours=1)
    choose(shopper, review, "bank_transfer")
    assert CheckoutSession.objects.get().expires_at >= at + timedelta(days=5)
    assert Reservation.objects.earliest("expires_at").expires_at >= at + timedelta(days=5)
    choose(shopper, review, "alipay")
    assert CheckoutSession.objects.get().expires_at >= at + timedelta(days=5)


def test_who_pays_by_transfer_is_written_the_reference_once(
    shopper: Client, review: str, gateways: Gateways, drain: Any
) -> None:
    choose(shopper, review, "bank_transfer")
    shopper.get(review.replace("review", "return"))
    choose(shopper, review, "bank_transfer")
    drain()
    (letter,) = mail.outbox
    assert letter.to == ["jana@example.org"]
    assert "RF18 5390 0754 7034" in letter.body
    assert "Jana Müller" in letter.body
    assert "(UTC)" in letter.body, "until when, and by which clock"


def test_switching_keeps_cart_goods_and_intent(shopper: Client, review: str, gateways: Gateways) -> None:
    choose(shopper, review, "alipay")
    first = reference()
    again = choose(shopper, review, "card")
    assert again["Location"].startswith("https://card.example/")
    assert gateways[PaymentMethod.ALIPAY].payments[first].status is RemoteStatus.OPEN
    payments.resolve_due(at=CheckoutSession.objects.get().expires_at)
    assert gateways[PaymentMethod.ALIPAY].payments[first].status is RemoteStatus.CLOSED
    assert (Intent.objects.count(), CheckoutSession.objects.get().method) == (1, "card")
    assert Reservation.objects.filter(state="held").count() == 2


def test_a_code_that_ran_out_says_so_and_offers_the_other_ways(
    shopper: Client, review: str, gateways: Gateways
) -> None:
    choose(shopper, review, "alipay")
    gateways[PaymentMethod.ALIPAY].say(reference(), RemoteStatus.CLOSED)
    failed = shopper.get(review.replace("review", "return")).content.decode()
    assert "wurde geschlossen" in failed or "closed before you paid" in failed
    assert re.findall(r'name="method" value="(\w+)" checked', failed) == ["alipay"]
    choose(shopper, review, "card")
    gateways[PaymentMethod.CARD].pay(reference())
    assert shopper.get(review.replace("review", "return"))["Location"].endswith("/done/")


@pytest.mark.parametrize("said", ["cash", "CARD", "<script>"])
def test_a_way_that_nobody_offers_holds_nothing(shopper: Client, review: str, gateways: Gateways, said: str) -> None:
    answer = choose(shopper, review, said)
    assert answer["Location"].endswith("/review/")
    assert not Intent.objects.exists()
    assert not Reservation.objects.exists()


@pytest.mark.parametrize("method", [PaymentMethod(code) for code, _ in CHOSEN_BY_BUYERS])
def test_who_pays_after_the_checkout_has_ended_gets_the_money_back(
    shopper: Client, review: str, gateways: Gateways, method: PaymentMethod, at: datetime, drain: Any
) -> None:
    choose(shopper, review, method.value)
    held = reference()
    CheckoutSession.objects.update(expires_at=at - timedelta(seconds=1))
    tasks.expire_sessions()
    gateways[method].pay(held)
    for minutes in (10, 20, 40):
        payments.resolve_due(at=at + timedelta(minutes=minutes))
        drain()

    intent = Intent.objects.get()
    assert intent.status == "expired"
    assert intent.authorised == intent.amount == intent.voided + intent.refunded
    assert not Purchase.objects.exists()
    assert shopper.get(review.replace("review", "return"))["Location"].endswith("/cart/")


@pytest.mark.parametrize("method", [PaymentMethod.CARD, PaymentMethod.WECHAT_PAY])
def test_goods_that_went_away_while_paying_are_shown_and_the_money_goes_back(
    shopper: Client, review: str, gateways: Gateways, method: PaymentMethod, at: datetime
) -> None:
    choose(shopper, review, method.value)
    Reservation.objects.update(state="expired")
    Counter.objects.update(reserved=0, on_hand=0)
    gateways[method].pay(reference())
    assert shopper.get(review.replace("review", "return"))["Location"].endswith("/review/")
    payments.resolve_due(at=at + timedelta(minutes=10))
    intent = Intent.objects.get()
    assert intent.amount == intent.voided + intent.refunded
    assert not Purchase.objects.exists()


# --- callbacks ---


def call(name: str, body: bytes, **headers: str) -> Any:
    client = Client(HTTP_HOST="portolan.localhost")
    return client.post(f"/callbacks/{name}/", data=body, content_type="text/plain", headers=headers)


def test_a_callback_is_answered_as_its_provider_wants_and_completes_the_purchase(
    shopper: Client, review: str, gateways: Gateways, drain: Any
) -> None:
    choose(shopper, review, "alipay")
    gateways[PaymentMethod.ALIPAY].pay(reference())
    amount = Intent.objects.get().amount
    answers = [call("alipay", f"n1 {reference()} {amount}".encode(), **{"X-Signature": "good"})]
    paid = Attempt.objects.get().reference
    answers.append(call("alipay", f"n1 {paid} {amount}".encode(), **{"X-Signature": "good"}))
    drain()

    assert [(one.status_code, one.content) for one in answers] == [(200, b"success")] * 2
    assert Callback.objects.count() == Purchase.objects.count() == 1


def test_a_callback_without_a_good_signature_changes_nothing(shopper: Client, review: str, gateways: Gateways) -> None:
    choose(shopper, review, "alipay")
    gateways[PaymentMethod.ALIPAY].pay(reference())
    answer = call("alipay", f"n1 {reference()} 1".encode(), **{"X-Signature": "forged"})
    assert (answer.status_code, answer.content) == (400, b"fail")
    assert not Callback.objects.exists()
    assert Intent.objects.get().status == "pending"


def test_a_callback_that_lies_about_the_amount_is_noted_and_only_the_provider_is_believed(
    shopper: Client, review: str, gateways: Gateways
) -> None:
    choose(shopper, review, "alipay")
    call("alipay", f"n1 {reference()} 1".encode(), **{"X-Signature": "good"})
    assert Callback.objects.get().outcome == "disagreed"
    assert Intent.objects.get().status == "pending"


@pytest.mark.parametrize("name", ["nobody", "noop", "history"])
def test_callbacks_of_no_gateway_are_refused(name: str) -> None:
    assert call(name, b"{}").status_code in (400, 404)


def test_a_huge_callback_is_not_read(gateways: Gateways) -> None:
    assert call("alipay", b"x" * (256 * 1024 + 1), **{"X-Signature": "good"}).status_code == 413


def test_a_part_of_a_transfer_says_what_is_missing(shopper: Client, review: str, gateways: Gateways) -> None:
    choose(shopper, review, "bank_transfer")
    bank = gateways[PaymentMethod.BANK_TRANSFER]
    asked = bank.payments[reference()].amount
    bank.say(reference(), RemoteStatus.OPEN, captured=asked - Money(3, "EUR"), problem="underpaid")
    body = shopper.get(review.replace("review", "return")).content.decode()
    assert "3,00" in body
    assert "RF18 5390 0754 7034" in body
