"""Storefront · addresses of a checkout's pages: each is looked up once, not once for each checkout · no tables."""

from __future__ import annotations

from functools import lru_cache
from uuid import UUID

from django.urls import get_script_prefix, get_urlconf, reverse

_ANY = str(UUID(int=0))


def checkout_url(name: str, session: UUID, **more: str) -> str:
    """The path of a page of a checkout, by the page's name, in the locale and on the surface of the request."""
    return _path(name, tuple(more.items()), get_script_prefix(), get_urlconf()).replace(_ANY, str(session))


@lru_cache(maxsize=1024)
def _path(name: str, more: tuple[tuple[str, str], ...], prefix: str, surface: str | None) -> str:
    return reverse(name, kwargs={"session": _ANY, **dict(more)})
