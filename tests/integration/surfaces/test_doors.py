"""Hosts, languages, origins, health, errors for programs, content security, and logging in."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client

from apps.checkout.models import CartLine
from tests.factories import checkout as make
from tests.integration.tenancy.people import PASSWORD, browser, member, person
from tests.journey.authenticator import code as code_of

HOST = settings.MARKETPLACE_HOST
OWN = f"http://{HOST}"


@pytest.fixture(autouse=True)
def _database(request: pytest.FixtureRequest) -> None:
    if "own_database" not in request.fixturenames:
        request.getfixturevalue("db")


@pytest.mark.parametrize("host", [f"nobody.{HOST}", f"a.b.{HOST}", f"kiln.kiln.{HOST}"])
def test_a_host_of_nobody_is_not_found(host: str, kiln: Any) -> None:
    for path in ("/", "/en-gb/", "/dashboard/", "/admin/"):
        assert Client(headers={"host": host}).get(path).status_code == 404


def test_a_host_that_is_not_ours_is_refused() -> None:
    assert Client(headers={"host": "evil.example"}).get("/en-gb/").status_code == 400


@pytest.mark.parametrize("host", ["", "kiln"])
@pytest.mark.parametrize(
    ("languages", "prefix"),
    [
        ("de-DE,de;q=0.9,en;q=0.5", "de-de"),
        ("de", "de-de"),
        ("fr-FR", "fr-fr"),
        ("ja", "ja-jp"),
        ("zh-CN,zh;q=0.9", "zh-hans-cn"),
        ("ar-AE", "ar-ae"),
        ("en-US,en;q=0.8", "en-us"),
        ("en-GB", "en-gb"),
        ("tlh", "en-gb"),
        ("", "en-gb"),
    ],
)
def test_a_path_without_a_locale_leads_to_the_browser_s_own(languages: str, prefix: str, host: str, kiln: Any) -> None:
    answer = browser(host, **{"accept-language": languages}).get("/search/?q=mug")

    assert answer.status_code == 302
    assert answer["Location"] == f"/{prefix}/search/?q=mug"
    assert "Accept-Language" in answer["Vary"]


def test_a_locale_that_we_do_not_serve_is_left_for_one_that_we_do() -> None:
    assert browser().get("/de-zz/cart/")["Location"] == "/en-gb/cart/"


def test_no_address_leads_off_the_site() -> None:
    for path in ("//evil.example/", "/\\evil.example/", "//evil.example/%2f.."):
        answer = browser().get(path)
        assert answer.status_code in (302, 404)
        if answer.status_code == 302:
            assert re.match(r"/[a-z-]+-[a-z]{2}/", answer["Location"]), path


def test_health_answers_on_any_host_without_asking_who_asks(own_database: str) -> None:
    for host in (HOST, "127.0.0.1", f"nobody.{HOST}", "10.0.0.7"):
        assert Client(headers={"host": host}).get("/healthz").json() == {"status": "ok"}
        ready = Client(headers={"host": host}).get("/readyz")
        assert (ready.status_code, ready.json()) == (200, {"ready": True, "database": "ok", "cache": "ok"})


def test_not_ready_while_the_cache_forgets(own_database: str, monkeypatch: Any) -> None:
    monkeypatch.setattr(cache, "get", lambda key: None)
    answer = browser().get("/readyz")

    assert answer.status_code == 503
    assert answer.json()["database"] == "ok"
    assert answer.json()["ready"] is False


# Sec-Fetch-Site decides where it is sent; else Origin; else Referer; else only who brings no cookie passes.
ORIGINS = [
    ({"sec-fetch-site": "same-origin"}, True),
    ({"sec-fetch-site": "same-site"}, False),
    ({"sec-fetch-site": "cross-site"}, False),
    ({"sec-fetch-site": "none"}, False),
    ({"sec-fetch-site": "cross-site", "origin": OWN}, False),
    ({"sec-fetch-site": "", "origin": OWN}, False),
    ({"origin": OWN}, True),
    ({"origin": f"https://{HOST}"}, False),
    ({"origin": f"http://{HOST}:81"}, False),
    ({"origin": f"http://kiln.{HOST}"}, False),
    ({"origin": f"http://{HOST}.evil.example"}, False),
    ({"origin": "null"}, False),
    ({"origin": "http://evil.example", "referer": f"{OWN}/en-gb/"}, False),
    ({"referer": f"{OWN}/en-gb/"}, True),
    ({"referer": f"http://evil.example/?{OWN}"}, False),
    ({"referer": "not an address"}, False),
    ({}, False),
]


@pytest.mark.parametrize(("headers", "passes"), ORIGINS, ids=lambda value: str(value))
def test_a_form_comes_from_this_very_host(headers: dict[str, str], passes: bool, kiln: Any, at: datetime) -> None:
    """With a cookie of the shopper's, as a browser would send it along."""
    first, second = make.goods(kiln, at=at, count=2)
    shopper = browser()
    assert shopper.post("/en-gb/cart/add/", {"variant": str(first)}).status_code == 302
    stranger = Client(headers={"host": HOST})
    stranger.cookies = shopper.cookies

    answer = stranger.post("/en-gb/cart/add/", {"variant": str(second)}, headers=headers)

    assert answer.status_code == (302 if passes else 403)
    assert CartLine.objects.count() == (2 if passes else 1)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_every_unsafe_method_is_checked(method: str) -> None:
    assert getattr(browser(**{"sec-fetch-site": "cross-site"}), method)("/en-gb/cart/add/").status_code == 403


def test_a_program_without_cookies_passes_the_check_of_origins(kiln: Any, at: datetime) -> None:
    (variant,) = make.goods(kiln, at=at)

    assert Client(headers={"host": HOST}).post("/en-gb/cart/add/", {"variant": str(variant)}).status_code == 302


@pytest.mark.parametrize("surface", ["/dashboard/account/login/", "/admin/account/login/"])
def test_log_ins_of_back_offices_are_checked_too(surface: str, kiln: Any) -> None:
    host = "kiln" if "dashboard" in surface else ""

    assert browser(host, **{"sec-fetch-site": "cross-site"}).post(surface, {"login": "x"}).status_code == 403


def test_a_program_gets_problem_details(kiln: Any) -> None:
    """RFC 9457, with the stable code of the error."""
    client = browser("kiln", user=person(), cookie=settings.TEAM_COOKIE_NAME, accept="application/json")
    answer = client.get("/dashboard/orders/")

    assert answer.status_code == 403
    assert answer["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert (body["code"], body["type"], body["status"]) == ("common.forbidden", "urn:portolan:common.forbidden", 403)
    assert body["title"]


def test_a_person_gets_a_page_for_the_same_error(kiln: Any) -> None:
    answer = browser("kiln", user=person(), cookie=settings.TEAM_COOKIE_NAME).get("/dashboard/orders/")

    assert answer.status_code == 403
    assert answer["Content-Type"].startswith("text/html")


def test_shop_and_dashboard_send_a_strict_policy(kiln: Any, at: datetime) -> None:
    make.goods(kiln, at=at)
    owner = browser("kiln", user=member(kiln, "owner"), cookie=settings.TEAM_COOKIE_NAME)
    pages = [browser().get(path) for path in ("/en-gb/", "/ar-ae/goods/", "/de-de/cart/", "/en-gb/nowhere/")]
    pages += [owner.get(path) for path in ("/dashboard/", "/dashboard/products/", "/dashboard/account/2fa/")]

    for page in pages:
        policy = {name: words for name, *words in (part.split() for part in page["Content-Security-Policy"].split(";"))}
        assert policy["default-src"] == ["'none'"], page.request["PATH_INFO"]
        assert policy["script-src"] == policy["style-src"] == ["'self'"]
        assert policy["frame-ancestors"] == policy["object-src"] == ["'none'"]
        assert "unsafe" not in page["Content-Security-Policy"]
        assert page["X-Frame-Options"] == "DENY"
        assert page["X-Content-Type-Options"] == "nosniff"


def test_an_answer_to_a_cross_site_form_and_an_unknown_host_bear_the_policy_too(kiln: Any) -> None:
    answers = [browser(**{"sec-fetch-site": "cross-site"}).post("/en-gb/cart/add/"), browser("nobody").get("/en-gb/")]

    for answer in answers:
        assert answer["X-Content-Type-Options"] == "nosniff"


@pytest.fixture
def _really_locked(settings: Any) -> None:
    settings.AXES_ENABLED = True
    settings.ACCOUNT_RATE_LIMITS = False  # allauth's own limit would come first and hide the lock


@pytest.mark.parametrize(
    ("host", "path"),
    [("", "/en-gb/account/login/"), ("kiln", "/dashboard/account/login/"), ("", "/admin/account/login/")],
)
def test_six_wrong_passwords_lock_the_door_on_the_right_one(
    host: str, path: str, _really_locked: None, kiln: Any
) -> None:
    user = member(kiln, "owner")
    user.is_staff = True
    user.save()
    client = browser(host)
    for _ in range(settings.AXES_FAILURE_LIMIT):
        client.post(path, {"login": user.email, "password": "not this one"})

    answer = client.post(path, {"login": user.email, "password": PASSWORD})

    assert answer.status_code in (200, 403, 429)
    assert not (
        set(answer.cookies) & {settings.TEAM_COOKIE_NAME, settings.STAFF_COOKIE_NAME, settings.SHOPPER_COOKIE_NAME}
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT COUNT(*) FROM django_session")
        assert cursor.fetchone() == (0,)


def test_five_wrong_passwords_do_not(_really_locked: None) -> None:
    user = person()
    client = browser()
    for _ in range(settings.AXES_FAILURE_LIMIT - 1):
        client.post("/en-gb/account/login/", {"login": user.email, "password": "not this one"})

    assert client.post("/en-gb/account/login/", {"login": user.email, "password": PASSWORD}).status_code == 302


@pytest.mark.parametrize(("host", "surface"), [("kiln", "dashboard"), ("", "admin")])
def test_who_has_an_authenticator_is_asked_for_its_code(host: str, surface: str, kiln: Any) -> None:
    user = member(kiln, "owner")
    user.is_staff = user.is_superuser = True
    user.save()
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(user, secret)
    assert Authenticator.objects.filter(user=user).count() == 1
    client = browser(host)

    asked = client.post(f"/{surface}/account/login/", {"login": user.email, "password": PASSWORD})
    assert asked["Location"].startswith(f"/{surface}/account/2fa/authenticate/")
    door = client.get(f"/{surface}/")
    assert (door.status_code, "/login/" in door["Location"]) == (302, True)

    wrong = client.post(f"/{surface}/account/2fa/authenticate/", {"code": "000000"})
    assert wrong.status_code == 200
    assert client.get(f"/{surface}/").status_code == 302

    right = client.post(f"/{surface}/account/2fa/authenticate/", {"code": code_of(secret)})
    assert right["Location"] == f"/{surface}/"
    assert client.get(f"/{surface}/").status_code == 200


def test_administration_has_no_door_that_asks_for_no_code() -> None:
    """Django's own log-in form knows neither authenticators nor lock-outs of ours."""
    user = person(is_staff=True, is_superuser=True)
    totp.TOTP.activate(user, totp.generate_totp_secret())
    client = browser()

    client.post("/admin/login/", {"username": user.email, "password": PASSWORD, "next": "/admin/"})

    assert client.get("/admin/").status_code == 302


def test_staff_log_in_and_strangers_do_not_come_in() -> None:
    client = browser()
    client.post("/admin/account/login/", {"login": person(is_staff=True).email, "password": PASSWORD})
    assert client.get("/admin/").status_code == 200

    stranger = browser()
    stranger.post("/admin/account/login/", {"login": person().email, "password": PASSWORD})
    assert stranger.get("/admin/", follow=True).status_code == 403
