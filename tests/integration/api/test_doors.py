"""Who gets into the API: tokens, audiences, scopes, and what is refused how."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS

from apps.accounts import operations as accounts
from apps.accounts.models import ApiToken, User
from apps.accounts.types import Audience
from apps.api import schema
from apps.vendors import operations as vendors
from apps.vendors.types import TeamRole
from tests.integration.tenancy import people

ME = {one: f"/api/v1/{one.value}/me" for one in Audience}


def ask(path: str, token: str = "", method: str = "get", host: str = "", **more: Any) -> Any:
    client = Client(headers={"Host": host or settings.MARKETPLACE_HOST})
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return getattr(client, method)(path, headers=headers | more.pop("headers", {}), **more)


@pytest.mark.parametrize("own", list(Audience))
def test_a_token_opens_its_own_audience_and_no_other(issue: Any, own: Audience) -> None:
    token = issue(own)

    answers = {one: ask(ME[one], token) for one in Audience}

    assert {one: found.status_code for one, found in answers.items()} == {
        one: 200 if one is own else 401 for one in Audience
    }
    assert answers[own].json()["person"]["email"] == "ada@example.com"
    refused = next(found for one, found in answers.items() if one is not own)
    assert refused["Content-Type"] == "application/problem+json"
    assert refused["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("own", list(Audience))
def test_a_revoked_or_expired_token_opens_nothing(issue: Any, own: Audience, at: Any) -> None:
    token = issue(own)
    with transaction.atomic():
        accounts.revoke_token(ApiToken.objects.get().public_id, at=at)
    assert ask(ME[own], token).status_code == 401

    old = issue(own, at=at - timedelta(days=2), expires_at=at - timedelta(days=1))
    assert ask(ME[own], old).status_code == 401


def test_the_secret_is_not_kept(issue: Any) -> None:
    token = issue(Audience.STOREFRONT)

    row = ApiToken.objects.values().get()

    assert token.encode() not in repr(row).encode()
    assert token[8:] not in repr(row)
    assert row["prefix"] == token[:12]


def test_a_vendor_s_token_dies_with_the_membership(issue: Any, person: User, kiln: Any) -> None:
    token = issue(Audience.VENDOR)
    other = User.objects.create_user("grace@example.com")
    with transaction.atomic():
        vendors.set_team_role(vendor_id=kiln.pk, user_id=other.pk, role=TeamRole.OWNER)
        vendors.set_team_role(vendor_id=kiln.pk, user_id=person.pk, role=None)

    assert ask(ME[Audience.VENDOR], token).status_code == 401


def test_a_staff_token_dies_with_the_office(issue: Any, person: User) -> None:
    token = issue(Audience.STAFF)
    User.objects.filter(pk=person.pk).update(is_staff=False)

    assert ask(ME[Audience.STAFF], token).status_code == 401


def test_a_session_s_cookie_opens_nothing_and_none_is_set(person: User) -> None:
    found = people.browser(user=person, cookie=settings.SHOPPER_COOKIE_NAME).get(ME[Audience.STOREFRONT])

    assert found.status_code == 401
    assert not found.cookies


def test_a_vendor_s_host_has_no_api(issue: Any) -> None:
    found = ask(ME[Audience.VENDOR], issue(Audience.VENDOR), host=f"kiln.{settings.MARKETPLACE_HOST}")

    assert (found.status_code, found["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/api/", "/api/v1/storefront/nothing", "/api/v1/vendor/%00"])
def test_an_unknown_address_is_a_problem(db: None, path: str) -> None:
    found = ask(path)

    assert (found.status_code, found["Content-Type"]) == (404, "application/problem+json")
    assert found.json()["code"] == "api.not_found"


def test_methods_types_and_parameters_that_are_not_taken_are_problems(issue: Any) -> None:
    token, path = issue(Audience.STOREFRONT), ME[Audience.STOREFRONT]

    assert ask(path, token, "post", data={}, content_type="application/json").status_code == 405
    assert ask(path, token, "options").status_code == 405
    assert ask(path, token, headers={"Accept": "text/html"}).status_code == 406
    unknown = ask(path + "?limti=2", token)
    assert unknown.status_code == 400
    assert unknown.json()["errors"][0]["field"] == "limti"


def test_asking_costs_one_statement(issue: Any, django_assert_num_queries: Any) -> None:
    token = issue(Audience.STOREFRONT)
    ask(ME[Audience.STOREFRONT], token)

    with django_assert_num_queries(1):
        ask(ME[Audience.STOREFRONT], token)


@pytest.mark.parametrize("audience", list(Audience))
def test_each_audience_has_its_document(db: None, audience: Audience) -> None:
    found = ask(f"/api/v1/{audience.value}/openapi.json")

    assert found.status_code == 200
    document = found.json()
    assert document["openapi"].startswith("3.1")
    assert f"/api/v1/{audience.value}/me" in document["paths"]


@pytest.mark.parametrize("audience", list(Audience))
def test_a_document_is_made_without_a_doubt(audience: Audience) -> None:
    """drf-spectacular counts what it could not make out, such as two shapes of one name."""
    schema.document.cache_clear()
    GENERATOR_STATS.reset()

    schema.document(audience)

    assert not GENERATOR_STATS, "\n".join([*GENERATOR_STATS._warn_cache, *GENERATOR_STATS._error_cache])


def test_the_reference_names_every_address(db: None) -> None:
    found = ask("/api/v1/")

    assert found.status_code == 200
    assert "default-src 'none'" in found["Content-Security-Policy"]
    for audience in Audience:
        for address in ask(f"/api/v1/{audience.value}/openapi.json").json()["paths"]:
            assert address in found.content.decode()
