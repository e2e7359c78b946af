"""How often: windows by token, address and vendor; what is counted is told in headers."""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings as conf
from django.db import transaction
from django.test import Client

from apps.accounts import operations as accounts
from apps.accounts.models import User
from apps.accounts.types import Audience
from apps.api import throttling
from apps.common import metrics
from apps.vendors import operations as vendors
from apps.vendors.types import TeamRole
from marketplace.observability.formats import REQUEST_LOG
from tests.integration.api.shopping import Shopper


@pytest.fixture(autouse=True)
def _empty_windows() -> None:
    throttling._valkey(conf.CACHES["default"]["LOCATION"]).flushdb()


def ask(path: str, token: str = "", *, address: str = "192.0.2.1", language: str = "en") -> Any:
    headers = {"Accept-Language": language} | ({"Authorization": f"Bearer {token}"} if token else {})
    return Client(headers={"Host": conf.MARKETPLACE_HOST}).get(f"/api/v1{path}", headers=headers, REMOTE_ADDR=address)


def test_headers_count_down_and_the_limit_answers_429(db: None, settings: Any) -> None:
    settings.API_RATE_LIMITS = {"anonymous:read": 3}

    answers = [ask("/storefront/languages") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert [answer["RateLimit-Remaining"] for answer in answers] == ["2", "1", "0", "0"]
    assert {answer["RateLimit-Limit"] for answer in answers} == {"3"}
    assert 0 < int(answers[3]["Retry-After"]) <= 60
    assert answers[3].json()["code"] == "api.throttled"
    assert ask("/storefront/languages", address="192.0.2.2").status_code == 200


def test_each_token_and_each_class_of_routes_has_its_own_window(issue: Any, settings: Any) -> None:
    settings.API_RATE_LIMITS = {"token:read": 1, "token:search": 1}
    first, second = issue(Audience.STOREFRONT), issue(Audience.STOREFRONT)

    assert ask("/storefront/me", first).status_code == 200
    assert ask("/storefront/me", first).status_code == 429
    assert ask("/storefront/suggestions?q=mug", first).status_code == 200
    assert ask("/storefront/me", second).status_code == 200


def test_what_asks_for_the_password_again_has_a_window_of_its_own(issue: Any, settings: Any) -> None:
    settings.API_RATE_LIMITS = {"token:sign-in": 1, "token:read": 5}
    shopper = Shopper(issue(Audience.STOREFRONT))
    body = {"current_password": "no horse", "new_password": "battery staple"}

    shopper.call("put", "/password", body, expect=403)
    shopper.call("put", "/password", body, expect=429)
    shopper.call("get", "/me")


def test_a_vendor_s_tokens_share_a_window_that_is_no_other_vendor_s(
    issue: Any, loom: Any, settings: Any, at: Any
) -> None:
    settings.API_RATE_LIMITS = {"token:read": 10, "vendor:read": 2}
    noisy = [issue(Audience.VENDOR) for _ in range(3)]
    quiet = User.objects.create_user("quiet@example.com")
    with transaction.atomic():
        vendors.set_team_role(vendor_id=loom.pk, user_id=quiet.pk, role=TeamRole.OWNER)
        other = accounts.issue_token(
            quiet.pk, audience=Audience.VENDOR, name="erp", scopes=["products:read"], vendor_id=loom.pk, at=at
        ).secret

    assert [ask("/vendor/me", token).status_code for token in noisy] == [200, 200, 429]
    assert ask("/vendor/me", other).status_code == 200


def test_where_valkey_is_away_requests_pass(db: None, settings: Any) -> None:
    settings.API_RATE_LIMITS = {"anonymous:read": 1}
    settings.CACHES = {"default": {**conf.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/0"}}

    assert [ask("/storefront/languages").status_code for _ in range(3)] == [200, 200, 200]


def test_who_is_over_is_refused_without_a_statement_until_the_window_ends(
    issue: Any, settings: Any, monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: Any
) -> None:
    settings.API_RATE_LIMITS = {"token:read": 1}
    began = 60 * 29_000_000 + 20.7
    monkeypatch.setattr(throttling.time, "time", lambda: began)
    token, other = issue(Audience.VENDOR), issue(Audience.VENDOR)
    ask("/vendor/me", token)
    counted = ask("/vendor/me", token)

    with django_assert_num_queries(0):
        remembered = ask("/vendor/me", token)

    assert (counted.status_code, remembered.status_code) == (429, 429)
    assert remembered.json() == counted.json()
    assert _headers(remembered) == _headers(counted)
    assert ask("/vendor/me", other).status_code == 200
    monkeypatch.setattr(throttling.time, "time", lambda: began + 39.5)
    assert ask("/vendor/me", token).status_code == 200


def test_a_flood_is_counted_and_does_not_fill_the_log(
    issue: Any, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.API_RATE_LIMITS = {"token:read": 1}
    token = issue(Audience.VENDOR)
    refused = metrics.REQUESTS.labels("api", "apps.api.vendor.views.me.Me", "GET", "429")._value.get
    before = refused()
    with caplog.at_level("INFO", logger=REQUEST_LOG):
        statuses = [ask("/vendor/me", token).status_code for _ in range(6)]

    assert statuses == [200, *[429] * 5]
    assert refused() - before == 5
    assert len(caplog.records) == 2


def test_what_a_token_does_not_open_is_counted_too(issue: Any, db: None, settings: Any) -> None:
    settings.API_RATE_LIMITS = {"anonymous:read": 2, "token:read": 2, "vendor:read": 5}
    narrow = issue(Audience.VENDOR, "orders:read")
    unknown = narrow[:-4] + "none"

    assert [ask("/vendor/products", narrow).status_code for _ in range(3)] == [403, 403, 429]
    assert [ask("/vendor/products", unknown).status_code for _ in range(3)] == [401, 401, 429]
    assert ask("/vendor/products", address="192.0.2.7").status_code == 401
    assert ask("/vendor/me", issue(Audience.VENDOR)).status_code == 200


def test_the_refusal_is_in_the_language_that_was_asked_for(issue: Any, settings: Any) -> None:
    settings.API_RATE_LIMITS = {"token:read": 1}
    token = issue(Audience.STOREFRONT)
    ask("/storefront/me", token)

    said = {
        language: [ask("/storefront/me", token, language=language).json()["detail"] for _ in range(2)]
        for language in ("en", "de")
    }

    assert said["en"][0].startswith("Request was throttled")
    assert said["de"][0].startswith("Die Anfrage wurde gedrosselt")
    assert all(counted.split()[:3] == remembered.split()[:3] for counted, remembered in said.values())


def _headers(answer: Any) -> dict[str, str]:
    """All but those that pages need and the short answer at the door spares itself."""
    of_pages = {
        "X-Request-ID",
        "Content-Security-Policy",
        "Cross-Origin-Opener-Policy",
        "Referrer-Policy",
        "X-Frame-Options",
    }
    return {name: value for name, value in answer.headers.items() if name not in of_pages}
