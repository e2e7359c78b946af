"""Common · absolute addresses of shop pages, for mails and tasks."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.urls import get_script_prefix, reverse, set_script_prefix


def origin(host: str | None = None) -> str:
    """Scheme, host and port of a shop; the marketplace's where no host is named."""
    port = f":{settings.PUBLIC_PORT}" if settings.PUBLIC_PORT not in ("", "80", "443") else ""
    return f"{settings.PUBLIC_SCHEME}://{host or settings.MARKETPLACE_HOST}{port}"


def shop_path(name: str, *, prefix: str, **arguments: Any) -> str:
    """The path of a shop page in a locale (`de-de`), wherever the caller stands."""
    return _path(name, f"/{prefix}/", arguments)


def plain_url(name: str, *, host: str | None = None, **arguments: Any) -> str:
    """The absolute address of a page that has no locale, wherever the caller stands."""
    return origin(host) + _plain_path(name, tuple(arguments.items()))


@lru_cache(maxsize=256)
def _plain_path(name: str, arguments: tuple[tuple[str, Any], ...]) -> str:
    return _path(name, "/", dict(arguments))


def _path(name: str, prefix: str, arguments: dict[str, Any]) -> str:
    before = get_script_prefix()
    set_script_prefix(prefix)
    try:
        return reverse(name, urlconf=settings.ROOT_URLCONF, kwargs=arguments)
    finally:
        set_script_prefix(before)


def shop_url(name: str, *, prefix: str, host: str | None = None, **arguments: Any) -> str:
    """The absolute address of a shop page in a locale."""
    return origin(host) + shop_path(name, prefix=prefix, **arguments)
