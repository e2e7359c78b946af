"""Signing up by the API: nobody learns who has an account, and the letter leads to the page."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache

from apps.accounts.models import ApiToken, User
from apps.outbox.models import IdempotencyKey
from tests.integration.api.accounts import mailed_key, signed_in
from tests.integration.api.shopping import Shopper

pytestmark = pytest.mark.django_db
NEW = {"email": "Grace@example.com", "password": "battery staple"}


@pytest.fixture(autouse=True)
def _empty_windows() -> None:
    cache.clear()


def sign_up(expect: int = 202, **more: Any) -> Any:
    return Shopper().call("post", "/sign-ups", {**NEW, **more}, expect=expect)


def test_who_signs_up_verifies_the_address_and_signs_in() -> None:
    answer = sign_up()

    user = User.objects.get()
    assert (answer.content, user.email, user.language) == (b"", "grace@example.com", "de")
    assert not answer.cookies
    assert [letter.to for letter in mail.outbox] == [["grace@example.com"]]
    assert "bestätige" in mail.outbox[0].subject
    assert not ApiToken.objects.exists()
    Shopper().call("post", "/email-addresses/confirmations", {"key": mailed_key("confirm-email")}, expect=204)
    shopper = signed_in(**NEW)
    assert shopper.get("/email-addresses")["data"] == [
        {"email": "grace@example.com", "is_primary": True, "is_verified": True}
    ]


def test_a_known_address_gets_the_same_answer_and_a_letter_of_its_own(person: User) -> None:
    new, known = sign_up(), sign_up(email="ADA@example.com")

    assert (new.status_code, new.content) == (known.status_code, known.content)
    # What is about this one answer, such as its id in the log, differs between any two.
    assert set(new.headers) == set(known.headers)
    assert [letter.to for letter in mail.outbox] == [["grace@example.com"], ["ada@example.com"]]
    assert "/confirm-email/" not in mail.outbox[1].body
    assert "/de-de/account/password/reset/" in mail.outbox[1].body
    assert User.objects.count() == 2
    assert User.objects.get(pk=person.pk).check_password("correct horse")


@pytest.mark.parametrize("password", ["short", "password123", "ada@example.com"])
def test_a_password_is_judged_alike_whoever_has_the_address(person: User, password: str) -> None:
    answers = [sign_up(422, email="ada@example.com", password=password)]
    User.objects.all().delete()
    answers.append(sign_up(422, email="ada@example.com", password=password))

    assert answers[0].content == answers[1].content
    assert {fault["field"] for fault in answers[0].json()["errors"]} == {"password"}
    assert not User.objects.exists()
    assert not mail.outbox


def test_the_same_key_signs_up_once_and_what_is_kept_lets_nobody_guess_the_password() -> None:
    answers = [Shopper().call("post", "/sign-ups", NEW, expect=202, Idempotency_Key="sign-me-up") for _ in range(2)]

    assert answers[1]["Idempotent-Replayed"] == "true"
    assert len(mail.outbox) == User.objects.count() == 1
    plain = hashlib.sha256(json.dumps(NEW).encode()).hexdigest()
    assert IdempotencyKey.objects.get().request_hash != plain


def test_letters_to_an_address_are_not_poured_out() -> None:
    for _ in range(3):
        sign_up()

    assert len(mail.outbox) == 1


def test_sign_ups_are_limited_as_on_the_page(settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"signup": "2/m/ip"}
    for n in range(2):
        sign_up(email=f"new{n}@example.com")

    assert int(sign_up(429, email="new2@example.com")["Retry-After"]) > 0
    assert User.objects.count() == 2


def test_a_key_that_is_not_ours_verifies_nothing() -> None:
    sign_up()

    refused = Shopper().call("post", "/email-addresses/confirmations", {"key": "x"}, expect=422).json()

    assert refused["errors"][0]["field"] == "key"
    assert not EmailAddress.objects.filter(verified=True).exists()
