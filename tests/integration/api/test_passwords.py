"""A new password by the API: of who knows the old one, and of who has the letter."""

from __future__ import annotations

from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache

from apps.accounts.models import User
from tests.integration.api.accounts import GOOD, PROOF, mailed_key, signed_in, verified
from tests.integration.api.shopping import Shopper

pytestmark = pytest.mark.django_db
NEW = "battery staple"


@pytest.fixture(autouse=True)
def _empty_windows() -> None:
    cache.clear()


def stands(password: str) -> bool:
    return User.objects.get(email="ada@example.com").check_password(password)


def test_who_knows_the_password_changes_it_and_signs_in_with_the_new_one(person: User) -> None:
    verified(person)

    answer = signed_in().call("put", "/password", {**PROOF, "new_password": NEW}, expect=204)

    assert stands(NEW)
    assert not answer.cookies
    Shopper().call("post", "/tokens", GOOD, expect=401)
    assert signed_in(password=NEW).get("/me")["person"]["email"] == "ada@example.com"


@pytest.mark.parametrize(
    ("body", "expect", "said"),
    [
        ({"current_password": "no horse", "new_password": NEW}, 403, "api.proof_failed"),
        ({**PROOF, "new_password": "short"}, 422, "api.invalid"),
        ({**PROOF, "new_password": "ada@example.com"}, 422, "api.invalid"),
        ({"new_password": NEW}, 422, "api.invalid"),
    ],
)
def test_a_refused_change_changes_nothing(person: User, body: dict[str, str], expect: int, said: str) -> None:
    assert signed_in().call("put", "/password", body, expect=expect).json()["code"] == said

    assert stands("correct horse")
    assert not mail.outbox


def test_guessing_the_current_password_is_stopped_for_the_right_one_too(person: User) -> None:
    shopper = signed_in()
    answers = [
        shopper.call("put", "/password", {"current_password": f"no {n}", "new_password": NEW}, expect=None)
        for n in range(6)
    ]

    assert [answer.status_code for answer in answers] == [403] * 5 + [429]
    shopper.call("put", "/password", {**PROOF, "new_password": NEW}, expect=429)
    Shopper().call("post", "/tokens", GOOD, expect=429)
    assert stands("correct horse")


def test_a_lost_password_is_set_anew_by_the_letter_s_key_once(person: User) -> None:
    Shopper().call("post", "/password-resets", {"email": "ada@example.com"}, expect=202)
    key = mailed_key("password/reset/key")

    weak = Shopper().call("post", "/password-resets/confirmations", {"key": key, "password": "short"}, expect=422)
    assert weak.json()["errors"][0]["field"] == "password"
    assert stands("correct horse")
    Shopper().call("post", "/password-resets/confirmations", {"key": key, "password": NEW}, expect=204)
    assert stands(NEW)
    Shopper().call("post", "/password-resets/confirmations", {"key": key, "password": "correct horse"}, expect=422)
    assert stands(NEW)


@pytest.mark.parametrize("key", ["x", "1-x", "zzzzzzzzzzzzz-x", "-", "1-1-1"])
def test_a_key_that_is_not_ours_sets_nothing(person: User, key: str) -> None:
    refused = Shopper().call("post", "/password-resets/confirmations", {"key": key, "password": NEW}, expect=422)

    assert refused.json()["errors"][0]["field"] == "key"
    assert stands("correct horse")


def test_keys_are_tried_as_seldom_as_on_the_page(person: User, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"reset_password_from_key": "1/m/ip"}
    body = {"key": "1-x", "password": NEW}

    Shopper().call("post", "/password-resets/confirmations", body, expect=422)
    Shopper().call("post", "/password-resets/confirmations", body, expect=429)
