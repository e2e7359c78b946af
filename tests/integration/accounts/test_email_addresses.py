"""Two accounts claim one address on the pages: each is told, nobody gets an error of ours, nothing is half changed."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.test import Client

from apps.accounts.models import User
from tests.integration.tenancy.people import browser, person

pytestmark = pytest.mark.django_db
PAGE = "/de-de/account/email/"
SHARED = "shared@people.example"


@pytest.fixture(autouse=True)
def _empty_windows() -> None:
    cache.clear()


def shopper(user: User) -> Client:
    return browser(user=user, cookie=settings.SHOPPER_COOKIE_NAME)


def rows() -> set[tuple[str, str, bool, bool]]:
    return {
        (one.user.email, one.email, one.primary, one.verified) for one in EmailAddress.objects.select_related("user")
    }


@pytest.fixture
def two(db: None) -> tuple[User, User]:
    """Somebody who signed up with an address and never verified it, and somebody who has verified that same one."""
    claims, owns = User.objects.create_user(SHARED, "a long enough passphrase"), person()
    EmailAddress.objects.create(user=owns, email=owns.email, verified=True, primary=True)
    EmailAddress.objects.create(user=owns, email=SHARED, verified=True)
    return claims, owns


def test_both_see_their_addresses(two: tuple[User, User]) -> None:
    for user in two:
        assert shopper(user).get(PAGE).status_code == 200


def test_an_address_by_which_another_signed_up_does_not_become_primary(two: tuple[User, User]) -> None:
    _, owns = two
    before = rows()
    answer = shopper(owns).post(PAGE, {"action_primary": "", "email": SHARED}, follow=True)

    assert answer.status_code == 200
    assert rows() == before
    assert User.objects.get(pk=owns.pk).email == owns.email
    assert "Another account" in answer.content.decode() or "Konto" in answer.content.decode()


def test_who_signed_up_by_it_cannot_verify_it_any_more(two: tuple[User, User]) -> None:
    claims, _ = two
    visitor = shopper(claims)
    visitor.get(PAGE)
    visitor.post(PAGE, {"action_send": "", "email": SHARED})
    letters = [re.search(r"/account/confirm-email/[^/\s]+/", str(one.body)) for one in mail.outbox]
    link = next((found[0] for found in letters if found), None)
    before = rows()
    if link is not None:
        assert visitor.post(f"/de-de{link}", follow=True).status_code == 200

    assert rows() == before
    assert not EmailAddress.objects.filter(user=claims, verified=True).exists()


def test_a_free_address_becomes_primary(two: tuple[User, User]) -> None:
    _, owns = two
    EmailAddress.objects.create(user=owns, email="free@people.example", verified=True)
    shopper(owns).post(PAGE, {"action_primary": "", "email": "free@people.example"})

    assert User.objects.get(pk=owns.pk).email == "free@people.example"


def test_an_address_of_nobody_else_is_added_and_mailed(two: tuple[User, User], settings: Any) -> None:
    _, owns = two
    assert shopper(owns).post(PAGE, {"action_add": "", "email": "new@people.example"}, follow=True).status_code == 200

    assert mail.outbox[-1].to == ["new@people.example"]
