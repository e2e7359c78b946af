# ruff: noqa: F811
"""The storefront's journey by the API alone: found, filled in, paid at the sandbox gateway, bought of two makers."""

from __future__ import annotations

from typing import Any

import pytest

from apps.accounts.types import Audience
from apps.checkout.models import CheckoutSession, Purchase, PurchasePart
from apps.payments.models import Intent
from apps.stock.models import Reservation
from tests.integration.api.shopping import ADDRESS, Shopper
from tests.integration.payments.conftest import (  # noqa: F401
    DECLINED,
    Provider,
    _hook,
    _program,
    provider,
)

pytestmark = pytest.mark.django_db


def lasting(purchase: dict[str, str]) -> dict[str, str]:
    """What is told of a purchase but for the token, which names the second in which it was made."""
    return {name: value for name, value in purchase.items() if name != "token"}


def test_a_guest_buys_of_two_makers(goods: dict[str, list[str]], provider: Provider) -> None:
    shopper = Shopper()
    listed = shopper.get("/listings")["data"]
    assert {card["slug"] for card in listed} == set(goods["slugs"])
    product = shopper.get(f"/products/{listed[0]['slug']}")
    offer = product["offers"][0]
    door = shopper.get(f"/landed-prices?variant_id={offer['variant_id']}&quantity=2")
    assert door["country"] == "DE"

    cart = shopper.fill(*goods["variants"])
    assert {group["vendor_slug"] for group in cart["groups"]} == {"kiln", "loom"}
    checkout = shopper.ready(cart)
    assert checkout["step"] == "review"
    assert checkout["fx_quote"]["charge_currency"] == "EUR"
    payment = shopper.pay(checkout).json()
    assert payment["amount"] == checkout["totals"]["total"]
    assert shopper.confirm(checkout)["outcome"] == "waiting"
    back = provider.pay(payment["url"])
    assert back.headers["Location"] == "https://app.example/back"

    confirmed = shopper.confirm(checkout)

    assert confirmed["outcome"] == "completed"
    assert lasting(confirmed["purchase"]) == lasting(shopper.confirm(checkout)["purchase"])
    assert Purchase.objects.get().number == confirmed["purchase"]["number"]
    assert PurchasePart.objects.count() == 2
    assert lasting(shopper.get(f"/checkouts/{checkout['id']}")["purchase"]) == lasting(confirmed["purchase"])


def test_a_declined_card_leaves_the_checkout_to_try_again(goods: dict[str, list[str]], provider: Provider) -> None:
    shopper = Shopper()
    checkout = shopper.ready(shopper.fill(*goods["variants"]))
    payment = shopper.pay(checkout).json()
    provider.pay(payment["url"], DECLINED)

    assert shopper.confirm(checkout)["outcome"] in ("failed", "waiting")
    again = shopper.call("delete", f"/checkouts/{checkout['id']}/payment").json()

    assert again["status"] == "open"
    assert not Reservation.objects.filter(state="held").exists()
    assert Purchase.objects.count() == 0


def test_the_same_key_brings_the_same_bytes_and_another_body_is_refused(
    goods: dict[str, list[str]], provider: Provider
) -> None:
    shopper = Shopper()
    checkout = shopper.ready(shopper.fill(*goods["variants"]))

    first, second = (shopper.pay(checkout, key="once") for _ in range(2))
    other = shopper.call(
        "post",
        f"/checkouts/{checkout['id']}/payment",
        {"return_url": "https://app.example/elsewhere"},
        expect=422,
        If_Match="*",
        Idempotency_Key="once",
    )

    assert second.content == first.content
    assert (first.headers.get("Idempotent-Replayed"), second["Idempotent-Replayed"]) == (None, "true")
    assert other.json()["errors"][0]["field"] == "Idempotency-Key"
    assert Intent.objects.count() == 1


def test_paying_asks_for_a_key_and_for_the_version(goods: dict[str, list[str]]) -> None:
    shopper = Shopper()
    checkout = shopper.ready(shopper.fill(*goods["variants"]))
    path, body = f"/checkouts/{checkout['id']}/payment", {"return_url": "https://app.example/back"}

    assert shopper.call("post", path, body, expect=400, If_Match="*").json()["code"] == "api.idempotency_key_missing"
    assert shopper.call("post", path, body, expect=428, Idempotency_Key="a").json()["status"] == 428
    stale = shopper.call("post", path, body, expect=412, Idempotency_Key="b", If_Match='"1"').json()

    assert stale["current_etag"] == f'"{checkout["version"]}"'
    assert Intent.objects.count() == 0
    assert not Reservation.objects.exists()


def test_a_stale_edit_names_the_fields_that_differ_and_writes_nothing(goods: dict[str, list[str]]) -> None:
    shopper = Shopper()
    checkout = shopper.ready(shopper.fill(*goods["variants"]))

    refused = shopper.call(
        "put",
        f"/checkouts/{checkout['id']}/address",
        {"email": "other@example.org", "address": ADDRESS},
        expect=412,
        If_Match='"1"',
    ).json()

    assert refused["differing"]["email"] == {"current": "jana@example.org", "sent": "other@example.org"}
    assert CheckoutSession.objects.get().email == "jana@example.org"


def test_an_unusable_address_names_its_members(goods: dict[str, list[str]]) -> None:
    shopper = Shopper()
    made = shopper.call("post", "/checkouts", {"cart_id": shopper.fill(*goods["variants"])["id"]}, expect=201)

    refused = shopper.call(
        "put",
        f"/checkouts/{made.json()['id']}/address",
        {"email": "jana@example.org", "address": {**ADDRESS, "postal_code": "1", "city_area": "Mitte"}},
        expect=422,
        If_Match=made["ETag"],
    ).json()

    assert {one["field"] for one in refused["errors"]} == {"address.postal_code", "address.city_area"}
    assert CheckoutSession.objects.get().address is None


def test_a_cart_opens_to_its_token_alone(goods: dict[str, list[str]], issue: Any) -> None:
    shopper = Shopper()
    cart = shopper.fill(*goods["variants"])
    checkout = shopper.ready(cart)

    for stranger in (Shopper(), Shopper(issue(Audience.STOREFRONT))):
        stranger.call("get", f"/carts/{cart['id']}", expect=404)
        stranger.call("get", f"/checkouts/{checkout['id']}", expect=404)
        stranger.headers["Cart-Token"] = cart["token"][:-1] + "x"
        stranger.call("delete", f"/carts/{cart['id']}/lines/{goods['variants'][0]}", expect=404)
    assert shopper.get(f"/carts/{cart['id']}")["count"] == 4


def test_lines_are_added_set_and_taken_out(goods: dict[str, list[str]]) -> None:
    shopper, (mug, rug) = Shopper(), goods["variants"]
    cart = shopper.fill(mug)
    path = f"/carts/{cart['id']}/lines"

    assert shopper.call("post", path, {"variant_id": rug, "quantity": 3}).json()["count"] == 5
    assert shopper.call("put", f"{path}/{rug}", {"quantity": 1}).json()["count"] == 3
    assert shopper.call("delete", f"{path}/{mug}").json()["count"] == 1


def test_unknown_members_and_parameters_are_refused(goods: dict[str, list[str]]) -> None:
    shopper = Shopper()

    body = {"lines": [{"variant_id": goods["variants"][0], "quantitiy": 3}]}
    assert shopper.call("post", "/carts", body, expect=422).json()["errors"] == [
        {"field": "lines.0.quantitiy", "message": "This member is unknown here.", "code": "unknown"}
    ]
    assert shopper.call("get", "/listings?colour=red", expect=400).json()["errors"][0]["field"] == "colour"


@pytest.mark.parametrize("more", ["", "&sort=price", "&sort=newest", "&sort=rating", "&sort=price-desc"])
def test_pages_forth_and_back_show_everything_once(kiln: Any, at: Any, more: str) -> None:
    from tests.factories import checkout as make

    make.goods(kiln, at=at, count=7)
    shopper = Shopper()
    seen, address = [], f"/api/v1/storefront/listings?limit=3&{shopper.place}{more}"
    pages = []
    while address:
        page = shopper.client.get(address).json()
        pages.append([card["slug"] for card in page["data"]])
        seen += pages[-1]
        before, address = page["previous"], page["next"]

    assert (len(seen), len(set(seen))) == (7, 7)
    assert [card["slug"] for card in shopper.client.get(before).json()["data"]] == pages[-2]
    assert shopper.client.get(f"/api/v1/storefront/listings?cursor=nonsense{more}").status_code == 400
