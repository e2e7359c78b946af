"""People and the browsers in which they are logged in, on any surface."""

from __future__ import annotations

from itertools import count
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.test import Client
from django.urls import set_script_prefix

from apps.accounts.models import User
from apps.vendors import operations as vendors
from apps.vendors.types import TeamRole
from marketplace.middleware.surfaces import Surface
from marketplace.session_store import SessionStore

PASSWORD = "a long enough passphrase"
_NUMBERS = count(1)


class Browser(Client):
    """A test client that begins each request as the WSGI handler does: under no script prefix."""

    def request(self, **request: Any) -> Any:
        set_script_prefix("/")
        try:
            return super().request(**request)
        finally:
            set_script_prefix("/")


def person(**facts: Any) -> User:
    """Somebody with a password."""
    return User.objects.create_user(f"person-{next(_NUMBERS)}@people.example", PASSWORD, **facts)


def member(vendor: Any, role: TeamRole | str) -> User:
    """Somebody of a vendor's team."""
    found = person(name=f"{vendor.slug} {role}")
    with transaction.atomic():
        vendors.set_team_role(vendor_id=vendor.pk, user_id=found.pk, role=TeamRole(role))
    return found


SURFACES = {
    settings.SHOPPER_COOKIE_NAME: Surface.SHOP,
    settings.TEAM_COOKIE_NAME: Surface.TEAM,
    settings.STAFF_COOKIE_NAME: Surface.STAFF,
}


def session_of(user: User, surface: Surface) -> str:
    """The key of a session in which a person is logged in at a surface."""
    store = SessionStore(surface=surface)
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[-1]
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.save()
    return str(store.session_key)


def browser(host: str = "", *, user: User | None = None, cookie: str = "", **headers: str) -> Client:
    """A browser at `<host>.portolan.localhost`, logged in where a person and the cookie of a surface are named."""
    name = f"{host}.{settings.MARKETPLACE_HOST}" if host else settings.MARKETPLACE_HOST
    client = Browser(raise_request_exception=True, headers={"host": name, "sec-fetch-site": "same-origin", **headers})
    if user is not None:
        client.cookies[cookie] = session_of(user, SURFACES[cookie])
    return client


def team_browser(vendor: Any, user: User | None) -> Client:
    """A browser on a vendor's host, at the door of its back office."""
    return browser(vendor.slug, user=user, cookie=settings.TEAM_COOKIE_NAME)


def staff_browser(user: User | None) -> Client:
    """A browser on the marketplace's host, at the door of its administration."""
    return browser(user=user, cookie=settings.STAFF_COOKIE_NAME)
