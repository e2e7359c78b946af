# ruff: noqa: F811
"""API · storefront · choosing how to pay, what to do next, and another way after all."""

from __future__ import annotations

from typing import Any

import pytest

from apps.catalog.types import Compliance
from apps.payments import rules, selectors
from apps.payments.gateways.port import RemoteStatus
from apps.payments.models import Attempt, Intent
from apps.payments.selectors import methods
from apps.payments.types import PaymentMethod
from tests.factories import checkout as make
from tests.factories.gateways import ScriptedGateway
from tests.integration.api.shopping import Shopper
from tests.integration.payments.conftest import gateways  # noqa: F401

pytestmark = pytest.mark.django_db
Gateways = dict[PaymentMethod, ScriptedGateway]


@pytest.fixture
def shopper() -> Shopper:
    return Shopper()


@pytest.fixture
def checkout(shopper: Shopper, kiln: Any, at: Any, gateways: Gateways) -> dict[str, Any]:
    return shopper.ready(shopper.fill(*(str(one) for one in make.goods(kiln, at=at))))


def test_the_ways_to_pay_are_listed_in_their_order(shopper: Shopper, checkout: dict[str, Any]) -> None:
    listed = shopper.get(f"/checkouts/{checkout['id']}/payment-methods")["data"]
    assert [one["method"] for one in listed] == ["card", "alipay", "wechat_pay", "bank_transfer"]


def test_adults_goods_say_how_old_the_buyer_has_to_be_and_ask_for_it(
    shopper: Shopper, kiln: Any, at: Any, gateways: Gateways
) -> None:
    variants = make.goods(kiln, at=at, compliance=Compliance(minimum_age=18))
    checkout = shopper.ready(shopper.fill(*map(str, variants)))
    assert checkout["minimum_age"] == 18

    refused = shopper.pay(checkout, expect=422).json()
    assert refused["errors"][0]["field"] == "confirmed_age"
    assert not Intent.objects.exists()
    shopper.pay(checkout, confirmed_age=checkout["minimum_age"])


def test_a_code_to_scan_is_told_and_its_payment_becomes_a_purchase(
    shopper: Shopper, checkout: dict[str, Any], gateways: Gateways
) -> None:
    told = shopper.pay(checkout, method="wechat_pay").json()
    assert (told["action"], told["status"]) == ("qr", "pending")
    assert told["qr"].startswith("https://wallet.example/")
    assert shopper.get(f"/checkouts/{checkout['id']}/payment") == told
    assert shopper.confirm(checkout)["outcome"] == "waiting"

    gateways[PaymentMethod.WECHAT_PAY].pay(Attempt.objects.get().reference)
    assert shopper.confirm(checkout)["outcome"] == "completed"
    assert shopper.get(f"/checkouts/{checkout['id']}/payment")["action"] == ""


def test_another_way_replaces_the_open_one_and_the_goods_stay_set_aside(
    shopper: Shopper, checkout: dict[str, Any], gateways: Gateways
) -> None:
    first = shopper.pay(checkout, method="alipay")
    second = shopper.call(
        "post",
        f"/checkouts/{checkout['id']}/payment",
        {"return_url": "https://app.example/back", "method": "bank_transfer"},
        expect=201,
        If_Match=first["ETag"],
        Idempotency_Key="another",
    ).json()
    assert second["action"] == "instructions"
    assert second["instructions"]["reference"] == "RF18539007547034"
    assert Intent.objects.count() == 1
    assert [one.status for one in Attempt.objects.order_by("pk")] == ["closed", "live"]


def test_a_closed_code_says_failed_and_can_be_paid_otherwise(
    shopper: Shopper, checkout: dict[str, Any], gateways: Gateways
) -> None:
    first = shopper.pay(checkout, method="alipay")
    gateways[PaymentMethod.ALIPAY].say(Attempt.objects.get().reference, RemoteStatus.CLOSED)
    assert shopper.confirm(checkout)["outcome"] == "failed"
    assert shopper.get(f"/checkouts/{checkout['id']}/payment")["status"] == "requires_method"

    checkout["version"] = int(first["ETag"].strip('"'))
    shopper.pay(checkout, method="card")
    gateways[PaymentMethod.CARD].pay(Attempt.objects.get(status="live").reference)
    assert shopper.confirm(checkout)["outcome"] == "completed"


@pytest.mark.parametrize("said", ["cash", "", 7, None])
def test_a_way_that_nobody_knows_names_the_field_and_holds_nothing(
    shopper: Shopper, checkout: dict[str, Any], said: object
) -> None:
    problem = shopper.pay(checkout, method=said, expect=422).json()
    assert problem["errors"][0]["field"] == "method"
    assert not Intent.objects.exists()


def test_a_way_that_is_not_offered_here_is_refused(
    shopper: Shopper, checkout: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    terms = [
        rules.MethodTerms(PaymentMethod.ALIPAY, countries=frozenset({"CN"})),
        rules.MethodTerms(PaymentMethod.CARD),
    ]
    monkeypatch.setattr(methods, "_terms", lambda: terms)
    selectors.forget_methods()
    problem = shopper.pay(checkout, method="alipay", expect=422).json()
    assert problem["code"] == "payments.method_not_offered"
    assert not Intent.objects.exists()
    assert [one["method"] for one in shopper.get(f"/checkouts/{checkout['id']}/payment-methods")["data"]] == ["card"]


def test_a_checkout_without_a_payment_says_so(shopper: Shopper, checkout: dict[str, Any]) -> None:
    told = shopper.call("get", f"/checkouts/{checkout['id']}/payment", expect=409).json()
    assert told["code"] == "api.not_placed"
