"""Storefront · cart, checkout and payment pages as a browser without JavaScript uses them."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

import pytest
from django.test import Client
from django.urls import set_script_prefix
from django.utils.html import escape
from djmoney.money import Money

from apps.checkout import selectors
from apps.checkout.models import CartLine, CheckoutSession, Purchase
from apps.checkout.types import Change, ChangeKind
from apps.payments.models import Intent
from apps.stock.models import Counter, Reservation
from tests.factories import checkout as make

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
def _noop_gateway(settings: Any) -> Any:
    settings.PAYMENT_GATEWAY = "noop"
    yield
    set_script_prefix("/")


@pytest.fixture
def shopper() -> Client:
    return Client(HTTP_HOST="portolan.localhost", headers={"sec-fetch-site": "same-origin"})


@pytest.fixture
def variants(of_both: list[Any]) -> list[Any]:
    return of_both


def pieces_in_header(shopper: Client) -> str:
    """How many pieces a page that reads no cart says are in it."""
    found = re.search(r'class="count num">(\d+)<', shopper.get("/de-de/goods/").content.decode())
    return found[1] if found else ""


def hidden(body: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', body)
    assert found, name
    return found[1]


def fill(shopper: Client, variants: list[Any]) -> None:
    for variant in variants:
        answer = shopper.post("/de-de/cart/add/", {"variant": variant, "quantity": 2})
        assert answer.status_code == 302


def to_review(shopper: Client, variants: list[Any]) -> str:
    """The address of the review step, everything before filled in."""
    fill(shopper, variants)
    address = shopper.post("/de-de/checkout/")["Location"]
    body = shopper.get(address).content.decode()
    answer = shopper.post(address, {**ADDRESS, "version": hidden(body, "version")})
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def test_a_guest_buys_from_two_vendors_by_forms_alone(shopper: Client, variants: list[Any]) -> None:
    review = to_review(shopper, variants)
    body = shopper.get(review).content.decode()
    action = re.search(r'action="([^"]+/pay/)"', body)[1]
    answer = shopper.post(
        action, {"version": hidden(body, "version"), "idempotency_key": hidden(body, "idempotency_key")}
    )
    assert answer.status_code == 302

    assert answer["Location"].endswith("/done/")
    done = shopper.get(answer["Location"]).content.decode()

    purchase = Purchase.objects.get()
    assert purchase.number in done
    assert purchase.language == "de"
    assert pieces_in_header(shopper) == "0"
    token = re.search("/track/[^/]+/([^/]+)/", done)[1]
    assert shopper.get(f"/de-de/track/{purchase.public_id}/{token}/").status_code == 200


def test_the_checkout_begins_with_its_first_step_at_once(shopper: Client, variants: list[Any]) -> None:
    fill(shopper, variants)
    first = shopper.get("/de-de/checkout/")
    body = first.content.decode()
    step = re.search(r'<form[^>]*action="([^"]+/address/)"', body)[1]
    assert (first.status_code, str(CheckoutSession.objects.get().public_id) in step) == (200, True)

    answer = shopper.post(step, {**ADDRESS, "version": hidden(body, "version")})
    assert answer["Location"].endswith("/review/")
    assert shopper.get("/de-de/checkout/")["Location"] == answer["Location"]


def test_the_steps_lead_back_to_what_was_filled_in(shopper: Client, variants: list[Any]) -> None:
    review = to_review(shopper, variants)
    trail = re.search(r'<ol class="steps">(.*?)</ol>', shopper.get(review).content.decode(), re.DOTALL)[1]
    (back,) = re.findall(r'href="([^"]+)"', trail)

    assert ADDRESS["street_address"] in shopper.get(urljoin(review, back)).content.decode()


def test_another_delivery_is_shown_before_it_is_paid(shopper: Client, variants: list[Any]) -> None:
    review = to_review(shopper, variants)
    before = CheckoutSession.objects.get()
    body = shopper.get(review).content.decode()
    first = before.frozen.consignments[0]
    other = next(one.service_code for one in first.options if one.service_code != first.chosen.service_code)
    sent = {"version": hidden(body, "version"), first.key: other}
    answer = shopper.post(re.search(r'action="([^"]+/pay/)"', body)[1], {**sent, "idempotency_key": "k"})

    assert answer["Location"] == review
    assert not Intent.objects.exists()
    after = CheckoutSession.objects.get().frozen
    assert after.consignments[0].chosen.service_code == other
    assert after.totals.total != before.frozen.totals.total
    page = shopper.get(review).content.decode()
    assert f'value="{other}" checked' in page

    back = {"version": hidden(page, "version"), first.key: first.chosen.service_code}
    assert shopper.post(review, back)["Location"] == f"{review}#delivery"
    assert CheckoutSession.objects.get().frozen.totals == before.frozen.totals


def test_each_charge_is_explained_on_a_page_of_its_own_and_beside_the_sums(
    shopper: Client, variants: list[Any]
) -> None:
    review = to_review(shopper, variants)
    body = shopper.get(review).content.decode()
    charges = [charge for one in CheckoutSession.objects.get().frozen.consignments for charge in selectors.charges(one)]
    address = re.search(r'hx-get="([^"]+/why/)"', body)[1]

    page = shopper.get(address).content.decode()
    part = shopper.get(address, headers={"HX-Request": "true"}).content.decode()

    assert charges
    assert f'href="{address}"' in body
    for shown in (page, part):
        assert shown.count("<li") >= len(charges)
        assert all(escape(charge.source_title) in shown for charge in charges)
    assert "<html" in page
    assert "<html" not in part
    assert Client(HTTP_HOST="portolan.localhost").get(address).status_code == 404


def test_a_service_that_nobody_offers_is_refused(shopper: Client, variants: list[Any]) -> None:
    review = to_review(shopper, variants)
    before = CheckoutSession.objects.get()
    sent = {"version": str(before.version), before.frozen.consignments[0].key: "NONE"}
    answer = shopper.post(review, sent)

    assert answer.status_code == 422
    assert CheckoutSession.objects.get().version == before.version


def test_a_double_click_on_pay_is_one_purchase(shopper: Client, variants: list[Any]) -> None:
    review = to_review(shopper, variants)
    body = shopper.get(review).content.decode()
    action = re.search(r'action="([^"]+/pay/)"', body)[1]
    data = {"version": hidden(body, "version"), "idempotency_key": hidden(body, "idempotency_key")}
    answers = [shopper.post(action, data) for _ in range(3)]

    assert len({(answer.status_code, answer["Location"], answer.content) for answer in answers}) == 1
    assert Intent.objects.count() == 1
    other = shopper.post(action, {**data, "version": "999"})
    assert other.status_code == 422


def test_nothing_that_was_typed_is_lost_when_a_field_is_wrong(shopper: Client, variants: list[Any]) -> None:
    fill(shopper, variants)
    address = shopper.post("/de-de/checkout/")["Location"]
    version = hidden(shopper.get(address).content.decode(), "version")
    answer = shopper.post(address, {**ADDRESS, "postal_code": "ABC", "phone": "12", "version": version})

    body = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="Torstraße 1"' in body
    assert 'value="ABC"' in body
    assert 'href="#id_postal_code"' in body
    assert 'aria-invalid="true"' in body
    assert CheckoutSession.objects.get().address is None


def test_somebody_elses_checkout_is_not_there(shopper: Client, variants: list[Any]) -> None:
    review = to_review(shopper, variants)
    stranger = Client(HTTP_HOST="portolan.localhost", headers={"sec-fetch-site": "same-origin"})

    for path in (review, review.replace("review", "address")):
        assert stranger.get(path).status_code == 404
    assert stranger.post(review.replace("review", "pay"), {"version": "3"}).status_code == 404
    assert not Reservation.objects.exists()


def test_what_sold_out_stays_in_the_cart_with_the_reason(shopper: Client, variants: list[Any]) -> None:
    fill(shopper, variants)
    Counter.objects.filter(variant_id=variants[0]).update(on_hand=1)
    Counter.objects.filter(variant_id=variants[1]).update(on_hand=0)
    body = shopper.get("/en-gb/cart/").content.decode()

    assert CartLine.objects.count() == 2
    assert "Only 1 piece is left" in body
    assert "Sold out" in body


def test_a_sold_out_line_at_payment_is_shown_to_accept_or_decline(shopper: Client, variants: list[Any]) -> None:
    review = to_review(shopper, variants)
    body = shopper.get(review).content.decode()
    Counter.objects.filter(variant_id=variants[0]).update(on_hand=0)
    answer = shopper.post(review.replace("review", "pay"), {"version": hidden(body, "version")})

    assert answer["Location"] == review
    changed = shopper.get(review).content.decode()
    assert hidden(changed, "version") != hidden(body, "version")
    assert not Intent.objects.exists()
    accepted = shopper.post(review.replace("review", "pay"), {"version": hidden(changed, "version")})
    assert accepted["Location"].endswith("/done/")


def test_a_charge_that_is_owed_no_more_is_shown_with_what_it_is_now(shopper: Client, variants: list[Any]) -> None:
    review = to_review(shopper, variants)
    gone = Change(ChangeKind.DUTY, {}, Money("6.00", "EUR"), Money("0.00", "EUR"))
    CheckoutSession.objects.update(changes=[gone.as_json()])

    shown = re.search(r'class="line__price">(.*?)</p>', shopper.get(review).content.decode())

    assert shown is not None
    assert re.findall(r"\d+,\d\d", shown[1]) == ["6,00", "0,00"]


def test_where_all_is_sold_meanwhile_the_button_itself_says_so_and_nothing_is_held(
    shopper: Client, variants: list[Any]
) -> None:
    review = to_review(shopper, variants)
    before = shopper.get(review).content.decode()
    form = {"version": hidden(before, "version"), "idempotency_key": hidden(before, "idempotency_key")}
    Counter.objects.update(on_hand=0)

    pay = review.replace("review", "pay")
    refused = shopper.post(pay, form)
    said = refused.content.decode()
    reloaded = shopper.post(pay, form)

    assert refused.status_code == 409
    assert said.count("Inzwischen ausverkauft") == len(variants)
    assert 'href="/de-de/cart/"' in said
    assert 'action="/de-de/checkout' not in said
    assert 'class="steps"' not in said
    assert (reloaded.status_code, reloaded.content) == (409, refused.content)
    assert shopper.get(pay)["Location"] == review
    assert shopper.get(review).content.decode().count("Inzwischen ausverkauft") == len(variants)
    assert CheckoutSession.objects.get().version == int(form["version"]) + 1
    assert CartLine.objects.count() == len(variants)
    assert not Reservation.objects.exists()
    assert not Intent.objects.exists()


def test_quantities_are_changed_and_lines_removed(shopper: Client, variants: list[Any]) -> None:
    fill(shopper, variants)
    shopper.post("/de-de/cart/update/", {"variant": variants[0], "quantity": 5})
    shopper.post("/de-de/cart/update/", {"variant": variants[1], "quantity": 3, "remove": "1"})

    (line,) = CartLine.objects.all()
    assert (line.variant_id, line.quantity) == (variants[0], 5)
    assert pieces_in_header(shopper) == "5"
    assert shopper.post("/de-de/cart/update/", {"variant": variants[0], "quantity": "many"}).status_code == 422


def test_an_anonymous_look_at_the_empty_cart_sets_no_cookie(shopper: Client) -> None:
    answer = shopper.get("/de-de/cart/")
    assert answer.status_code == 200
    assert not answer.cookies


def test_a_cross_site_form_is_refused(shopper: Client, variants: list[Any]) -> None:
    answer = shopper.post("/de-de/cart/add/", {"variant": variants[0]}, headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert not CartLine.objects.exists()


@pytest.mark.parametrize("prefix", ["zh-hans-cn", "ja-jp", "ar-ae", "en-us", "fr-fr", "en-gb"])
def test_every_market_has_its_own_address_form(shopper: Client, variants: list[Any], prefix: str) -> None:
    for variant in variants:
        shopper.post(f"/{prefix}/cart/add/", {"variant": variant})
    answer = shopper.post(f"/{prefix}/checkout/")
    body = shopper.get(answer["Location"]).content.decode()

    assert 'autocomplete="shipping name"' in body
    assert ("latin_name" in body) == (prefix[-2:] in ("cn", "jp", "ae"))
    assert ("country_area" in body) == (prefix[-2:] in ("cn", "jp", "ae", "us"))
    assert 'style="' not in body


def test_cart_page_and_adding_stay_within_twelve_statements(
    shopper: Client, kiln: Any, at: datetime, django_assert_max_num_queries: Any
) -> None:
    """With session, whatever BEGINs and SAVEPOINTs there are, and twenty lines."""
    variants = make.goods(kiln, at=at, count=21)
    fill(shopper, variants[:20])
    shopper.get("/de-de/cart/")
    with django_assert_max_num_queries(12):
        assert shopper.get("/de-de/cart/").status_code == 200
    with django_assert_max_num_queries(12):
        assert shopper.post("/de-de/cart/add/", {"variant": variants[20]}).status_code == 302
