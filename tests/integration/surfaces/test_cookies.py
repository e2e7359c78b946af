"""Cookies of the three surfaces: whose they are, where they go, and what they never open."""

from __future__ import annotations

from datetime import datetime
from http.cookies import Morsel
from typing import Any

import pytest
from django.conf import settings

from tests.factories import checkout as make
from tests.integration.tenancy.people import PASSWORD, SURFACES, browser, member, person, session_of

pytestmark = pytest.mark.django_db


def log_in(client: Any, path: str, user: Any, password: str = PASSWORD) -> Any:
    return client.post(path, {"login": user.email, "password": password})


def morsel(answer: Any, name: str) -> Morsel[str]:
    assert set(answer.cookies) - {"messages"} == {name}
    found = answer.cookies[name]
    assert found["httponly"]
    assert found["samesite"] == "Lax"
    return found


@pytest.mark.parametrize("prefix", ["en-gb", "zh-hans-cn", "de-de", "fr-fr", "ja-jp", "ar-ae"])
def test_looking_around_sets_no_cookie(prefix: str, kiln: Any, at: datetime) -> None:
    make.goods(kiln, at=at)
    for host in ("", "kiln"):
        visitor = browser(host)
        for path in ("", "goods/", "search/?q=mug", "cart/", "maker/kiln/", "account/login/", "sell/"):
            answer = visitor.get(f"/{prefix}/{path}")
            assert answer.status_code == 200, path
            assert not answer.cookies, path
        assert not visitor.cookies


def test_a_cart_gives_the_shopper_one_cookie_that_spans_the_sellers_hosts(kiln: Any, at: datetime) -> None:
    (variant,) = make.goods(kiln, at=at)
    answer = browser("kiln").post("/en-gb/cart/add/", {"variant": str(variant), "quantity": "1"})

    cookie = morsel(answer, settings.CART_COOKIE_NAME)
    assert cookie["domain"] == settings.SHOPPER_COOKIE_DOMAIN == settings.MARKETPLACE_HOST
    assert cookie["path"] == "/"


@pytest.mark.parametrize("change", [str.swapcase, lambda sealed: sealed[:-1], lambda _: "{}"])
def test_a_cart_s_cookie_that_was_meddled_with_is_an_empty_cart(change: Any, kiln: Any, at: datetime) -> None:
    (variant,) = make.goods(kiln, at=at)
    shopper = browser()
    shopper.post("/en-gb/cart/add/", {"variant": str(variant)})
    assert "/cart/update/" in shopper.get("/en-gb/cart/").content.decode()
    shopper.cookies[settings.CART_COOKIE_NAME] = change(shopper.cookies[settings.CART_COOKIE_NAME].value)

    answer = shopper.get("/en-gb/cart/")
    assert answer.status_code == 200
    assert "/cart/update/" not in answer.content.decode()


def test_a_shopper_s_log_in_spans_the_hosts_too() -> None:
    answer = log_in(browser(), "/en-gb/account/login/", person())

    assert answer.status_code == 302
    assert morsel(answer, settings.SHOPPER_COOKIE_NAME)["domain"] == settings.MARKETPLACE_HOST


def test_an_alias_of_the_marketplace_keeps_the_cookie_to_itself(kiln: Any, at: datetime) -> None:
    """A browser refuses a cookie for a domain that it is not on."""
    (variant,) = make.goods(kiln, at=at)
    answer = browser().post("/en-gb/cart/add/", {"variant": str(variant)}, headers={"host": "localhost"})

    assert morsel(answer, settings.CART_COOKIE_NAME)["domain"] == ""


def test_the_team_s_cookie_is_of_its_host_and_path_alone(kiln: Any) -> None:
    answer = log_in(browser("kiln"), "/dashboard/account/login/", member(kiln, "owner"))

    assert answer["Location"] == "/dashboard/"
    cookie = morsel(answer, settings.TEAM_COOKIE_NAME)
    assert (cookie["domain"], cookie["path"]) == ("", "/dashboard/")


def test_the_staff_s_cookie_is_of_its_host_and_path_alone() -> None:
    answer = log_in(browser(), "/admin/account/login/", person(is_staff=True))

    assert answer["Location"] == "/admin/"
    cookie = morsel(answer, settings.STAFF_COOKIE_NAME)
    assert (cookie["domain"], cookie["path"]) == ("", "/admin/")


def test_a_shopper_s_session_opens_no_back_office(kiln: Any) -> None:
    """Not even that of somebody who may enter both, once logged in there."""
    owner = member(kiln, "owner")
    owner.is_staff = owner.is_superuser = True
    owner.save()
    shopper = browser()
    log_in(shopper, "/en-gb/account/login/", owner)
    assert shopper.get("/en-gb/purchases/").status_code == 200

    door = shopper.get("/dashboard/", headers={"host": f"kiln.{settings.MARKETPLACE_HOST}"})
    assert door["Location"].startswith("/dashboard/account/login/")
    door = shopper.get("/admin/")
    assert (door.status_code, "/login/" in door["Location"]) == (302, True)


def test_a_key_carried_over_to_another_surface_s_cookie_opens_nothing(kiln: Any) -> None:
    """Whoever copies the key by hand is still a stranger there."""
    owner = member(kiln, "owner")
    owner.is_staff = owner.is_superuser = True
    owner.save()
    keys = {cookie: session_of(owner, surface) for cookie, surface in SURFACES.items()}
    doors = {
        settings.SHOPPER_COOKIE_NAME: ("", "/en-gb/purchases/"),
        settings.TEAM_COOKIE_NAME: ("kiln", "/dashboard/"),
        settings.STAFF_COOKIE_NAME: ("", "/admin/"),
    }
    for cookie, (host, path) in doors.items():
        for made_for, key in keys.items():
            visitor = browser(host)
            visitor.cookies[cookie] = key
            assert (visitor.get(path).status_code == 200) is (made_for == cookie), (cookie, made_for)


def test_logging_out_takes_the_cookies_away(kiln: Any, at: datetime) -> None:
    (variant,) = make.goods(kiln, at=at)
    shopper = browser()
    shopper.post("/en-gb/cart/add/", {"variant": str(variant)})
    log_in(shopper, "/en-gb/account/login/", person())
    assert "/cart/update/" in shopper.get("/en-gb/cart/").content.decode()
    answer = shopper.post("/en-gb/account/logout/")

    for name in (settings.SHOPPER_COOKIE_NAME, settings.CART_COOKIE_NAME):
        cookie = answer.cookies[name]
        assert (cookie.value, cookie["max-age"], cookie["domain"]) == ("", 0, settings.SHOPPER_COOKIE_DOMAIN)
    assert shopper.get("/en-gb/purchases/").status_code == 302
