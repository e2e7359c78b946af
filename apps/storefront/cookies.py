"""Storefront · where a shopper's cookies go · no tables."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def reach(request: HttpRequest) -> dict[str, Any]:
    """The attributes of a shopper's cookie: it spans the sellers' hosts, but for an alias of the marketplace."""
    host = request.get_host().split(":")[0]
    spans = host == settings.SHOPPER_COOKIE_DOMAIN or host.endswith(f".{settings.SHOPPER_COOKIE_DOMAIN}")
    return {
        "domain": settings.SHOPPER_COOKIE_DOMAIN if spans else None,
        "path": "/",
        "secure": settings.SESSION_COOKIE_SECURE or False,
        "httponly": True,
        "samesite": "Lax",
    }
