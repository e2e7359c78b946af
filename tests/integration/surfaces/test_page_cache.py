"""Who may keep a page: what is the same for everybody for moments, a shopper's own never."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.conf import settings

from tests.factories import checkout as make
from tests.integration.tenancy.people import browser, person

pytestmark = pytest.mark.django_db

PAGES = ("", "goods/", "search/?q=mug", "maker/kiln/", "sell/")
PUBLIC = "public, max-age=0, s-maxage=1, stale-while-revalidate=1"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_for_everybody_may_be_kept_for_moments_and_is_not_sent_twice(kiln: Any, at: datetime, path: str) -> None:
    make.goods(kiln, at=at)
    first = browser().get(f"/en-gb/{path}")

    assert first.status_code == 200
    assert first["Cache-Control"] == PUBLIC
    assert "Cookie" in first["Vary"]
    assert not first.cookies
    again = browser().get(f"/en-gb/{path}", headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert (again["ETag"], again["Cache-Control"]) == (first["ETag"], PUBLIC)


def test_languages_countries_and_currencies_are_told_apart(kiln: Any, at: datetime) -> None:
    make.goods(kiln, at=at)
    addresses = ("/en-gb/goods/", "/de-de/goods/", "/en-us/goods/", "/en-gb/goods/?currency=JPY")

    assert len({browser().get(address)["ETag"] for address in addresses}) == len(addresses)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asked_for_with_a_cookie_is_nobody_else_s(kiln: Any, at: datetime, path: str) -> None:
    (variant,) = make.goods(kiln, at=at)
    shopper = browser()
    answer = shopper.post("/en-gb/cart/add/", {"variant": str(variant), "quantity": "1"})
    assert answer.cookies
    assert answer["Cache-Control"] == "private, no-store"

    page = shopper.get(f"/en-gb/{path}")
    assert page.status_code == 200
    assert page["Cache-Control"] == "private, no-store"


def test_a_chosen_currency_makes_the_page_the_shopper_s_own(kiln: Any, at: datetime) -> None:
    shopper = browser()
    shopper.cookies["portolan_currency"] = "JPY"

    assert shopper.get("/en-gb/")["Cache-Control"] == "private, no-store"


def test_back_offices_are_kept_nowhere() -> None:
    for answer in (
        browser("kiln").get("/dashboard/account/login/"),
        browser().get("/admin/account/login/"),
    ):
        assert answer.status_code == 200
        assert "private" in answer["Cache-Control"]


def test_carts_and_refusals_are_not_kept() -> None:
    assert "public" not in browser().get("/en-gb/cart/")["Cache-Control"]
    assert "no-store" in browser().get("/en-gb/account/login/")["Cache-Control"]
    assert "public" not in browser().get("/en-gb/no/such/page/").get("Cache-Control", "")
    user = person()
    logged_in = browser()
    logged_in.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[1])
    assert "public" not in logged_in.get("/en-gb/purchases/").get("Cache-Control", "")
