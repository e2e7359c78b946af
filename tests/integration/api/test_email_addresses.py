"""A person's addresses of mail by the API: the password again, the letters, and what cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache

from apps.accounts.models import User
from tests.integration.api.accounts import PROOF, mailed_key, signed_in, verified
from tests.integration.api.shopping import Shopper

pytestmark = pytest.mark.django_db
SECOND = {"email": "ada@work.example"}
ACTS = [("post", "/email-addresses"), ("put", "/email-addresses/primary"), ("post", "/email-addresses/removals")]


@pytest.fixture(autouse=True)
def _empty_windows() -> None:
    cache.clear()


@pytest.fixture
def ada(person: User) -> Shopper:
    """Ada, whose address is verified, with a token."""
    verified(person)
    return signed_in()


def rows() -> dict[str, tuple[bool, bool]]:
    return {one.email: (one.primary, one.verified) for one in EmailAddress.objects.all()}


def test_an_address_is_added_verified_made_primary_and_the_old_one_removed(ada: Shopper, person: User) -> None:
    ada.call("post", "/email-addresses", {**SECOND, **PROOF}, expect=201)
    assert mail.outbox[-1].to == ["ada@work.example"]
    ada.call("put", "/email-addresses/primary", {**SECOND, **PROOF}, expect=409)
    Shopper().call("post", "/email-addresses/confirmations", {"key": mailed_key("confirm-email")}, expect=204)
    made = ada.call("put", "/email-addresses/primary", {**SECOND, **PROOF}).json()
    ada.call("post", "/email-addresses/removals", {"email": "ada@example.com", **PROOF}, expect=204)

    assert made == {"email": "ada@work.example", "is_primary": True, "is_verified": True}
    assert rows() == {"ada@work.example": (True, True)}
    assert User.objects.get(pk=person.pk).email == "ada@work.example"


@pytest.mark.parametrize(("method", "path"), ACTS)
def test_the_token_alone_changes_no_address(ada: Shopper, person: User, method: str, path: str) -> None:
    EmailAddress.objects.create(user=person, email="old@example.com", verified=True)
    before = rows()

    wrong = ada.call(method, path, {"email": "old@example.com", "current_password": "no horse"}, expect=403).json()
    ada.call(method, path, {"email": "old@example.com"}, expect=422)

    assert wrong["code"] == "api.proof_failed"
    assert rows() == before
    assert not mail.outbox


@pytest.mark.parametrize(("method", "path"), ACTS)
def test_a_token_without_the_scope_changes_no_address(ada: Shopper, method: str, path: str) -> None:
    reader = signed_in(scopes=["account:read"])
    before = rows()

    assert reader.call(method, path, {**SECOND, **PROOF}, expect=403).json()["scope"] == "account:write"
    assert rows() == before


def test_an_address_of_somebody_else_is_added_as_any_other_and_gives_nothing(ada: Shopper) -> None:
    grace = User.objects.create_user("grace@example.com", "battery staple")
    verified(grace)
    taken = {"email": "grace@example.com"}

    added = ada.call("post", "/email-addresses", {**taken, **PROOF}, expect=201)
    free = ada.call("post", "/email-addresses", {**SECOND, **PROOF}, expect=201)
    ada.call("put", "/email-addresses/primary", {**taken, **PROOF}, expect=409)

    assert added.json() == {**free.json(), **taken}
    theirs = EmailAddress.objects.get(user=grace)
    assert (theirs.primary, theirs.verified, User.objects.get(pk=grace.pk).email) == (True, True, "grace@example.com")


def test_an_address_by_which_another_account_was_made_cannot_be_primary(ada: Shopper, person: User) -> None:
    User.objects.create_user("grace@example.com", "battery staple")
    EmailAddress.objects.create(user=person, email="grace@example.com", verified=True)

    refused = ada.call("put", "/email-addresses/primary", {"email": "grace@example.com", **PROOF}, expect=409).json()

    assert refused["code"] == "api.not_this_address"
    assert rows() == {"ada@example.com": (True, True), "grace@example.com": (False, True)}
    assert User.objects.get(pk=person.pk).email == "ada@example.com"


@pytest.mark.parametrize(
    ("method", "path", "email", "expect"),
    [
        ("post", "/email-addresses", "ada@example.com", 422),
        ("post", "/email-addresses/removals", "ada@example.com", 409),
        ("post", "/email-addresses/removals", "nobody@example.com", 404),
        ("put", "/email-addresses/primary", "nobody@example.com", 404),
        ("post", "/email-addresses/verifications", "ada@example.com", 409),
        ("post", "/email-addresses/verifications", "nobody@example.com", 404),
    ],
)
def test_what_cannot_be_is_refused(ada: Shopper, method: str, path: str, email: str, expect: int) -> None:
    proof = {} if path.endswith("verifications") else PROOF

    ada.call(method, path, {"email": email, **proof}, expect=expect)

    assert rows() == {"ada@example.com": (True, True)}
    assert not mail.outbox


def test_a_letter_is_sent_once_more_but_not_at_once(person: User) -> None:
    shopper = signed_in()

    shopper.call("post", "/email-addresses/verifications", {"email": "ada@example.com"}, expect=202)
    too_soon = shopper.call("post", "/email-addresses/verifications", {"email": "ada@example.com"}, expect=429)

    assert [letter.to for letter in mail.outbox] == [["ada@example.com"]]
    assert int(too_soon["Retry-After"]) > 60
    Shopper().call("post", "/email-addresses/confirmations", {"key": mailed_key("confirm-email")}, expect=204)
    assert rows() == {"ada@example.com": (True, True)}


def test_acts_on_addresses_are_limited_as_on_the_page(ada: Shopper, settings: Any) -> None:
    settings.ACCOUNT_RATE_LIMITS = {"manage_email": "1/m/user"}
    ada.call("post", "/email-addresses", {**SECOND, **PROOF}, expect=201)

    ada.call("post", "/email-addresses/removals", {**SECOND, **PROOF}, expect=429)

    assert SECOND["email"] in rows()


def test_a_repeated_call_with_the_same_key_adds_once(ada: Shopper) -> None:
    answers = [
        ada.call("post", "/email-addresses", {**SECOND, **PROOF}, expect=201, Idempotency_Key="add") for _ in range(2)
    ]

    assert answers[0].content == answers[1].content
    assert len(mail.outbox) == 1
