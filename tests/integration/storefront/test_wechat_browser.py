# ruff: noqa: F811
"""Storefront · paying inside WeChat's own browser: who pays is asked of WeChat, and its bridge takes a signed call."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from django.conf import settings
from django.test import Client

from apps.checkout.models import Purchase
from apps.common.clock import now
from apps.credits.models import CardTerms
from apps.payments import rules
from apps.payments.models import Attempt, Intent
from apps.payments.selectors import methods
from apps.payments.types import PaymentMethod
from apps.storefront.shop import CURRENCY_COOKIE
from marketplace.settings.payments import of_sandbox
from tests.factories import gift_cards as gifts
from tests.integration.payments.conftest import _hook, _program  # noqa: F401
from tests.integration.sandbox.sandbox_world import Program
from tests.integration.storefront.test_checkout_payment import review, shopper  # noqa: F401
from tests.integration.storefront.test_ways_to_pay import choose
from tests.integration.tenancy import people

pytestmark = pytest.mark.django_db

WECHAT = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Mobile Safari/537.36 MicroMessenger/8.0.50"
PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Mobile Safari/537.36"


@pytest.fixture
def sandbox(_program: Program, settings: Any, monkeypatch: pytest.MonkeyPatch, shopper: Client) -> Program:
    """WeChat Pay at the sandbox, offered everywhere, to somebody who shops in yuan."""
    requests.delete(f"{_program.url}/_sandbox/faults", timeout=10)
    settings.WECHAT = of_sandbox(_program.log.parent / "state" / "keys", _program.url)[1]
    settings.PAYMENT_GATEWAYS = ["wechat"]
    monkeypatch.setattr(methods, "_terms", lambda: [rules.MethodTerms(PaymentMethod.WECHAT_PAY)])
    methods.forget_methods()
    shopper.cookies[CURRENCY_COOKIE] = "CNY"
    return _program


def press(shopper: Client, review: str, browser: str = WECHAT) -> str:
    """Press «pay»; where that leads."""
    return choose(shopper, review, "wechat_pay", **{"User-Agent": browser})["Location"]


def sent_back(address: str) -> str:
    """Where WeChat sends its browser back to."""
    return requests.get(address, headers={"User-Agent": WECHAT}, allow_redirects=False, timeout=10).headers["Location"]


def sheet(shopper: Client, review: str) -> tuple[str, dict[str, str]]:
    """That of the waiting page."""
    return call_on(shopper.get(review.replace("review", "return")).content.decode())


def call_on(body: str) -> tuple[str, dict[str, str]]:
    """The bridge's stand-in, and the call that a page bears."""
    form = re.search(r'<form[^>]*id="bridge"[^>]*action="([^"]*)"[^>]*>(.*?)</form>', body, re.S)
    assert form, body
    assert "js/wechat" in body
    return form[1], dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[2]))


def test_who_pays_is_asked_first_and_the_signed_call_pays(shopper: Client, sandbox: Program, review: str) -> None:
    asked = press(shopper, review)
    assert asked.startswith(f"{sandbox.url}/wechat/connect/oauth2/authorize?appid=wx")
    assert asked.endswith("#wechat_redirect")
    assert requests.get(asked, allow_redirects=False, timeout=10).status_code == 403, "this is not WeChat's browser"
    assert not Intent.objects.exists()

    came = sent_back(asked)
    back = review.replace("review", "return")
    assert shopper.get(came, headers={"User-Agent": WECHAT})["Location"].endswith(back)
    attempt = Attempt.objects.get()
    assert (attempt.action, attempt.request["payer"][:1], attempt.request["handheld"]) == ("bridge", "o", False)

    page, call = sheet(shopper, review)
    for name in ("paySign", "timeStamp", "package", "appId"):
        forged = {**call, name: call[name][:-1] + ("A" if call[name][-1] != "A" else "B")}
        assert requests.post(page, params=forged, data={"outcome": "pay"}, timeout=10).status_code == 404, name
    left = requests.post(page, params=call, data={"outcome": "refuse"}, allow_redirects=False, timeout=10)
    failed = shopper.get(left.headers["Location"])
    assert "/pay/" in failed.content.decode()
    assert not Purchase.objects.exists()

    again = sent_back(press(shopper, review))
    assert shopper.get(again, headers={"User-Agent": WECHAT})["Location"].endswith(back)
    assert (sheet(shopper, review), Attempt.objects.count()) == ((page, call), 1)
    paid = requests.post(page, params=call, data={"outcome": "pay"}, allow_redirects=False, timeout=10)
    assert urlsplit(paid.headers["Location"]).path == back
    assert shopper.get(back)["Location"].endswith("/done/")
    assert Purchase.objects.get().totals.total == Intent.objects.get().ref().amount


def test_an_answer_that_is_not_wechats_to_this_browser_opens_nothing(
    shopper: Client, sandbox: Program, review: str
) -> None:
    came = sent_back(press(shopper, review))
    other = Client(HTTP_HOST="portolan.localhost")
    assert other.get(came).status_code == 404
    for forged in (re.sub("state=.", "state=Z", came), came):
        answer = shopper.get(forged, headers={"User-Agent": WECHAT})
        assert answer["Location"].endswith(review.replace("review", "return")), "the state counts once"
    assert not Intent.objects.exists()

    for spoilt in (lambda url: re.sub("code=.", "code=Z", url), lambda url: re.sub("code=[^&]*", "code=", url)):
        told = shopper.get(spoilt(sent_back(press(shopper, review))), headers={"User-Agent": WECHAT})
        assert (told.status_code, "/pay/" in told.content.decode()) == (503, True)
    sandbox.arm("down", match="GET /wechat/sns/oauth2/access_token")
    down = shopper.get(sent_back(press(shopper, review)), headers={"User-Agent": WECHAT})
    assert down.status_code == 503
    assert not Intent.objects.exists()


def test_other_browsers_and_a_shop_without_an_official_account_use_codes_and_the_page_for_phones(
    shopper: Client, sandbox: Program, review: str, settings: Any
) -> None:
    assert "/wechat/scan/" in press(shopper, review, PHONE)
    Attempt.objects.update(status="failed")
    settings.WECHAT = settings.WECHAT | {"app_secret": ""}
    assert press(shopper, review).endswith(review.replace("review", "return"))
    assert Attempt.objects.get(status="live").action == "qr"


def test_a_gift_card_is_paid_by_the_signed_call_too(sandbox: Program) -> None:
    buyer = gifts.person("jana@example.org")
    CardTerms.objects.update_or_create(currency="CNY", defaults={"amounts": [], "least": 10, "most": 500})
    sale = gifts.ordered(buyer, at=now(), currency="CNY")
    shopper = people.browser(user=buyer, cookie=settings.SHOPPER_COOKIE_NAME)
    page, inside = f"/en-de/gift-cards/{sale}/", {"User-Agent": WECHAT}

    def pressed() -> str:
        return str(shopper.post(f"{page}pay/", {"method": "wechat_pay"}, headers=inside)["Location"])

    asked = pressed()
    assert asked.endswith("#wechat_redirect")
    forged = re.sub("state=.", "state=Z", sent_back(asked))
    assert shopper.get(forged, headers=inside)["Location"] == page
    assert not Intent.objects.exists()
    assert shopper.get(sent_back(pressed()), headers=inside)["Location"].endswith(page)
    attempt = Attempt.objects.get()
    assert (attempt.action, attempt.request["payer"][:1], attempt.request["handheld"]) == ("bridge", "o", False)

    stand_in, call = call_on(shopper.get(page).content.decode())
    paid = requests.post(stand_in, params=call, data={"outcome": "pay"}, allow_redirects=False, timeout=10)
    assert urlsplit(paid.headers["Location"]).path == page
    assert "Your payment has come in." in shopper.get(page).content.decode()
    assert gifts.row(sale).status == "promised"
