"""API · storefront · a request as allauth's flows expect one: a shop's page, a session that nobody keeps."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any, NoReturn

from allauth.core import context, ratelimit
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.exceptions import ValidationError as Unusable
from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, set_script_prefix, set_urlconf
from rest_framework.exceptions import ErrorDetail, Throttled, ValidationError

from apps.accounts.models import User

LIMITED = frozenset({"rate_limited", "too_many_login_attempts"})


@contextmanager
def on_page(request: HttpRequest, *, locale: str, user: User | None = None) -> Iterator[HttpRequest]:
    """The request as a person's on a page of the shop; links lead to pages below `locale` (`de-de`).

    Its session lives as long as this does, and messages for a next page are dropped.
    """
    page: Any = copy.copy(request)
    page.surface = "shop"
    page.LANGUAGE_CODE = locale.rpartition("-")[0]
    page.user = user or AnonymousUser()
    page.session = SessionStore()
    page.allauth = SimpleNamespace(headless=SimpleNamespace(client="app"))
    urlconf, prefix = get_urlconf(), get_script_prefix()
    set_urlconf(settings.ROOT_URLCONF)
    set_script_prefix(f"/{locale}/")
    try:
        with context.request_context(page):
            yield page
    finally:
        set_urlconf(urlconf)
        set_script_prefix(prefix)


def limit(page: HttpRequest, action: str, *, user: User | None = None) -> None:
    """Count an act against the limit that allauth sets for its page, which both share.

    Raises:
        Throttled: too many were asked for in the last minute.
    """
    if not ratelimit.consume(page, action=action, user=user):
        raise Throttled(wait=60)


def refuse(errors: Unusable, **fields: str) -> NoReturn:
    """What a form of allauth's has found, as the API says it; `fields` are the API's names for the form's.

    Raises:
        ValidationError: always, or Throttled where tries are used up.
    """
    found = errors.error_dict if hasattr(errors, "error_dict") else {"__all__": errors.error_list}
    if any(one.code in LIMITED for faults in found.values() for one in faults):
        raise Throttled(wait=300)
    raise ValidationError(
        {
            fields.get(name, "non_field_errors" if name == "__all__" else name): [
                ErrorDetail(text, code=one.code or "invalid") for one in faults for text in one.messages
            ]
            for name, faults in found.items()
        }
    )
