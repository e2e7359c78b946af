"""A shopper's page of API tokens: made with scopes, shown once, revoked at once, nobody else's."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from apps.accounts.models import ApiToken, User
from tests.integration.tenancy import people

pytestmark = pytest.mark.django_db
PAGE = "/en-gb/account/tokens/"


def browser(email: str) -> Client:
    return people.browser(user=User.objects.create_user(email), cookie=settings.SHOPPER_COOKIE_NAME)


def make(client: Client, **more: Any) -> Any:
    return client.post(PAGE, {"name": "My <b>script</b>", "scopes": ["account:read"], "lasts": "30", **more})


def test_guests_are_sent_to_log_in() -> None:
    found = Client(HTTP_HOST="portolan.localhost").get(PAGE)

    assert (found.status_code, "/account/login/" in found["Location"]) == (302, True)


def test_a_token_is_made_shown_once_and_opens_the_api() -> None:
    client = browser("ada@example.com")
    assert "No tokens yet" in client.get(PAGE).content.decode()

    made = make(client)

    secret = re.search(r'value="(ptl_s_[\w-]+)"', made.content.decode())[1]
    assert (made.status_code, made["Cache-Control"].count("no-store")) == (201, 1)
    listed = client.get(PAGE).content.decode()
    assert secret not in listed
    assert secret[:12] in listed
    assert "My &lt;b&gt;script&lt;/b&gt;" in listed
    asked = Client(HTTP_HOST="portolan.localhost").get(
        "/api/v1/storefront/me", headers={"Authorization": f"Bearer {secret}"}
    )
    assert asked.json()["person"]["email"] == "ada@example.com"


@pytest.mark.parametrize("wrong", [{"name": ""}, {"scopes": []}, {"scopes": ["orders:write"]}, {"lasts": "9999"}])
def test_what_makes_no_sense_is_named_and_nothing_is_made(wrong: dict[str, Any]) -> None:
    refused = make(browser("ada@example.com"), **wrong)

    assert refused.status_code == 422
    assert f'id="id_{next(iter(wrong))}' in refused.content.decode()
    assert not ApiToken.objects.exists()


def test_a_token_is_revoked_by_its_person_alone() -> None:
    mine, stranger = browser("ada@example.com"), browser("grace@example.com")
    make(mine)
    address = f"{PAGE}{ApiToken.objects.get().public_id}/revoke/"

    assert stranger.post(address).status_code == 404
    assert ApiToken.objects.get().revoked_at is None
    assert "My" not in stranger.get(PAGE).content.decode().split("<h1>")[1].split("<form")[0]
    assert mine.post(address).status_code == 302
    assert ApiToken.objects.get().revoked_at is not None
