"""The frame around every page, as the middleware stack serves it."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils.html import strip_tags

pytestmark = pytest.mark.django_db

HOST = "portolan.localhost"


@pytest.fixture
def visitor() -> Client:
    return Client(headers={"host": HOST})


def page_of(response: Any) -> str:
    return str(response.content.decode())


@pytest.mark.parametrize(
    ("prefix", "tag", "direction", "country"),
    [
        ("en-gb", "en", "ltr", "United Kingdom"),
        ("zh-hans-de", "zh-Hans", "ltr", "德国"),
        ("ar-ae", "ar", "rtl", "الإمارات العربية المتحدة"),
    ],
)
def test_a_page_speaks_the_language_of_its_address(
    visitor: Client, prefix: str, tag: str, direction: str, country: str
) -> None:
    html = page_of(visitor.get(f"/{prefix}/nowhere/"))

    assert f'<html lang="{tag}" dir="{direction}">' in html
    assert country in html


def test_an_anonymous_page_sets_no_cookie(visitor: Client) -> None:
    response = visitor.get("/de-de/nowhere/")

    assert response.status_code == 404
    assert response.cookies == {}


def test_the_market_switch_offers_the_open_markets_and_marks_this_one(visitor: Client) -> None:
    html = page_of(visitor.get("/de-ae/nowhere/"))

    countries = re.findall(r'<option value="([A-Z]{2})"( selected)?>', html)
    assert {"DE", "FR", "GB", "US", "JP", "CN", "AE"} <= {code for code, _ in countries}
    assert [code for code, is_selected in countries if is_selected] == ["AE"]
    assert '<option value="AED" selected>' in html


def test_a_form_sent_from_another_site_is_refused_with_a_page(visitor: Client) -> None:
    response = visitor.post("/de-de/search/", headers={"sec-fetch-site": "cross-site"})

    assert response.status_code == 403
    assert 'class="wrap fault"' in page_of(response)


def test_a_host_without_a_seller_gets_a_page_that_says_so() -> None:
    response = Client(headers={"host": "nobody.portolan.localhost"}).get("/")

    assert response.status_code == 404
    assert "nobody.portolan.localhost" in strip_tags(page_of(response))


def test_the_team_s_log_in_stands_in_the_same_look_without_the_shop_around_it(kiln: Any) -> None:
    response = Client(headers={"host": f"{kiln.slug}.{HOST}"}).get("/dashboard/account/login/")
    html = page_of(response)

    assert response.status_code == 200
    assert 'autocomplete="current-password"' in html
    assert 'role="search"' not in html


def test_a_shopper_s_log_in_stays_in_the_language_of_its_address(visitor: Client) -> None:
    html = page_of(visitor.get("/ar-ae/account/login/"))

    assert 'dir="rtl"' in html
    assert 'action="/ar-ae/account/login/"' in html
    assert 'href="/ar-ae/account/signup/"' in html
