"""Signing in by the API: one answer for every wrong guess, the second factor, limits; and what a token opens."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core import mail
from django.core.cache import cache

from apps.accounts.models import ApiToken, User
from apps.accounts.types import Audience
from tests.integration.api.accounts import GOOD, app_code, signed_in
from tests.integration.api.shopping import ADDRESS, Shopper

pytestmark = pytest.mark.django_db


def test_who_signs_in_reads_the_account_and_who_signs_out_reads_nothing(person: User) -> None:
    shopper = signed_in()

    assert shopper.get("/me")["person"]["email"] == "ada@example.com"
    shopper.call("delete", "/tokens/current", expect=204)
    shopper.call("get", "/me", expect=401)
    assert ApiToken.objects.get().revoked_at is not None


@pytest.mark.parametrize(
    "wrong",
    [{"password": "wrong horse"}, {"email": "nobody@example.com"}, {"email": "nobody@example.com", "code": "1"}],
)
def test_every_wrong_guess_gets_the_same_answer(person: User, wrong: dict[str, str]) -> None:
    answer = Shopper().call("post", "/tokens", {**GOOD, **wrong}, expect=401)

    assert answer.json()["code"] == "api.sign_in_failed"
    assert not ApiToken.objects.exists()


def test_a_person_who_is_no_longer_active_gets_the_same_answer(person: User) -> None:
    User.objects.update(is_active=False)

    assert Shopper().call("post", "/tokens", GOOD, expect=401).json()["code"] == "api.sign_in_failed"


def test_the_second_factor_is_asked_for(person: User) -> None:
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(person, secret)
    code = app_code(secret)

    assert Shopper().call("post", "/tokens", GOOD, expect=401).json()["code"] == "api.code_needed"
    refused = Shopper().call("post", "/tokens", {**GOOD, "code": "000000"}, expect=401).json()
    assert refused["code"] == "api.sign_in_failed"
    assert not ApiToken.objects.exists()
    assert signed_in(code=code).get("/me")["person"]["name"] == "Ada"


def test_guessing_is_stopped_for_the_right_password_too(person: User) -> None:
    cache.clear()
    answers = [Shopper().call("post", "/tokens", {**GOOD, "password": f"no {n}"}, expect=None) for n in range(7)]

    assert [answer.status_code for answer in answers][:5] == [401] * 5
    assert answers[-1].status_code == 429
    assert Shopper().call("post", "/tokens", GOOD, expect=429)["Retry-After"]
    assert not ApiToken.objects.exists()


def test_a_token_does_what_its_scopes_say_and_names_the_missing_one(person: User) -> None:
    shopper = signed_in(scopes=["account:read"])

    assert shopper.get("/addresses")["data"] == []
    refused = shopper.call("post", "/addresses", {"country": "DE", "address": ADDRESS}, expect=403).json()
    assert (refused["code"], refused["scope"]) == ("api.scope_missing", "account:write")
    assert not person.addresses.exists()


def test_a_name_is_changed_by_who_saw_it_last(person: User) -> None:
    shopper = signed_in()
    seen = shopper.call("get", "/me")["ETag"]

    changed = shopper.call("patch", "/me", {"name": "Ada L."}, If_Match=seen)
    stale = shopper.call("patch", "/me", {"name": "A. Lovelace"}, expect=412, If_Match=seen).json()
    shopper.call("patch", "/me", {"name": "A. Lovelace"}, expect=428)

    assert changed.json()["person"]["name"] == "Ada L."
    assert stale["differing"] == {"name": {"current": "Ada L.", "sent": "A. Lovelace"}}
    assert stale["current_etag"] == changed["ETag"]
    assert User.objects.get(pk=person.pk).name == "Ada L."


def test_the_address_book(person: User) -> None:
    shopper = signed_in()
    made = shopper.call("post", "/addresses", {"country": "de", "address": ADDRESS, "is_default": True}, expect=201)
    again = shopper.call("post", "/addresses", {"country": "DE", "address": ADDRESS}, expect=201)

    assert again.json()["id"] == made.json()["id"]
    assert [one["address"]["locality"] for one in shopper.get("/addresses")["data"]] == ["Berlin"]
    Shopper().call("delete", f"/addresses/{made.json()['id']}", expect=401)
    shopper.call("delete", f"/addresses/{made.json()['id']}", expect=204)
    assert not person.addresses.exists()


def test_another_person_s_token_and_address_are_not_there(person: User, issue: Any) -> None:
    other = User.objects.create_user("grace@example.com", "battery staple")
    theirs = Shopper(issue(Audience.STOREFRONT, user_id=other.pk))
    token = theirs.get("/tokens")["data"][0]["id"]

    signed_in().call("delete", f"/tokens/{token}", expect=404)

    assert ApiToken.objects.get(public_id=token).revoked_at is None


@pytest.mark.parametrize("email", ["ada@example.com", "nobody@example.com"])
def test_a_lost_password_is_answered_alike_and_mailed_with_a_shop_s_address(person: User, email: str) -> None:
    answer = Shopper().call("post", "/password-resets", {"email": email}, expect=202)

    assert answer.content == b""
    assert [message.to for message in mail.outbox] == [[email]]
    assert bool(re.search(r"http://\S+/de-de/account/password/reset/key/", str(mail.outbox[0].body))) == (
        email == "ada@example.com"
    )


def test_a_guest_s_cart_is_poured_into_the_person_s(person: User, goods: dict[str, list[str]]) -> None:
    guest, mine = Shopper(), signed_in()
    cart = guest.fill(goods["variants"][0])
    mine.fill(goods["variants"][1])

    merged = mine.call("post", "/cart-merges", Cart_Token=cart["token"]).json()

    assert merged["count"] == 4
    assert [row["id"] for row in mine.get("/carts")["data"]] == [merged["id"]]
    guest.call("get", f"/carts/{cart['id']}", expect=404)
