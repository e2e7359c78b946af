"""Dashboard · API keys: made, shown once, used, revoked."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client

from apps.accounts.models import ApiToken
from apps.vendors import operations as vendors
from tests.integration.tenancy.people import member, team_browser

pytestmark = pytest.mark.django_db
PAGE = "/dashboard/api-keys/"
FORM = {"name": "Till of the mill", "scopes": ["products:read", "orders:read"], "lasts": "30"}


def ask(secret: str, path: str) -> int:
    client = Client(headers={"Host": settings.MARKETPLACE_HOST, "Authorization": f"Bearer {secret}"})
    return client.get(f"/api/v1/vendor/{path}").status_code


def secret_of(page: str) -> str:
    found = re.search(r'id="secret"[^>]* value="([^"]+)"', page)
    assert found
    return html.unescape(found[1])


def test_a_key_is_shown_once_opens_what_it_may_and_ends_at_once(kiln: Any) -> None:
    owner = team_browser(kiln, member(kiln, "owner"))

    made = owner.post(PAGE, FORM)

    secret = secret_of(made.content.decode())
    assert (made.status_code, made["Cache-Control"].count("no-store")) == (201, 1)
    listed = owner.get(PAGE).content.decode()
    assert secret not in listed
    assert "Till of the mill" in listed
    assert secret[:12] in listed
    assert "style=" not in listed
    assert [ask(secret, path) for path in ("products", "orders", "members")] == [200, 200, 403]

    key = ApiToken.objects.get()
    assert key.expires_at is not None
    assert key.expires_at - key.created_at == timedelta(days=30)
    owner.post(f"{PAGE}{key.public_id}/revoke/")
    assert ask(secret, "products") == 401


def test_nobody_but_an_owner_makes_or_ends_keys(kiln: Any) -> None:
    secret = secret_of(team_browser(kiln, member(kiln, "owner")).post(PAGE, FORM).content.decode())
    key = ApiToken.objects.get()

    for role in ("catalogue", "fulfilment", "finance"):
        other = team_browser(kiln, member(kiln, role))
        assert other.get(PAGE).status_code == other.post(PAGE, FORM).status_code == 403
        assert other.post(f"{PAGE}{key.public_id}/revoke/").status_code == 403

    assert ApiToken.objects.count() == 1
    assert ask(secret, "products") == 200


def test_another_vendor_s_key_is_not_there(kiln: Any, loom: Any) -> None:
    secret = secret_of(team_browser(kiln, member(kiln, "owner")).post(PAGE, FORM).content.decode())
    stranger = team_browser(loom, member(loom, "owner"))

    assert "Till of the mill" not in stranger.get(PAGE).content.decode()
    assert stranger.post(f"{PAGE}{ApiToken.objects.get().public_id}/revoke/").status_code == 404
    assert ask(secret, "products") == 200


def test_a_form_that_lacks_something_says_so_and_makes_no_key(kiln: Any) -> None:
    owner = team_browser(kiln, member(kiln, "owner"))

    for changes in ({"name": ""}, {"scopes": []}, {"scopes": ["everything:write"]}, {"lasts": "-1"}):
        assert owner.post(PAGE, {**FORM, **changes}).status_code == 422

    assert not ApiToken.objects.exists()


def test_a_key_of_somebody_who_left_is_told_apart(kiln: Any) -> None:
    leaver = member(kiln, "owner")
    secret = secret_of(team_browser(kiln, leaver).post(PAGE, FORM).content.decode())
    owner = team_browser(kiln, member(kiln, "owner"))

    with transaction.atomic():
        vendors.set_team_role(vendor_id=kiln.pk, user_id=leaver.pk, role=None)

    assert "Left the team" in owner.get(PAGE).content.decode()
    assert ask(secret, "products") == 401
