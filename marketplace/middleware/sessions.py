"""One session for each surface: a shopper's login never opens a back office."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import http_date

from apps.storefront.cookies import reach
from marketplace.session_store import SessionStore

from .surfaces import Surface


class SurfaceSessionMiddleware(SessionMiddleware):
    """The shopper's cookie spans the marketplace and its sub-domains; the others are host-only and path-bound."""

    def process_request(self, request: HttpRequest) -> None:
        surface = getattr(request, "surface", Surface.SHOP)
        request.session = SessionStore(request.COOKIES.get(_cookie(request)["key"]), surface=surface)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = getattr(request, "session", None)
        if session is None:
            return response
        cookie = _cookie(request)
        is_known = cookie["key"] in request.COOKIES
        if session.accessed:
            patch_vary_headers(response, ("Cookie",))
        if is_known and session.is_empty():
            response.delete_cookie(
                cookie["key"], path=cookie["path"], domain=cookie["domain"], samesite=cookie["samesite"]
            )
            return response
        if session.modified and not session.is_empty() and response.status_code < 500:
            session.save()
            max_age = session.get_expiry_age()
            response.set_cookie(
                value=session.session_key or "", max_age=max_age, expires=http_date(time.time() + max_age), **cookie
            )
        return response


def _cookie(request: HttpRequest) -> dict[str, Any]:
    surface = getattr(request, "surface", Surface.SHOP)
    where = reach(request)
    if surface is Surface.TEAM:
        return where | {"key": settings.TEAM_COOKIE_NAME, "domain": None, "path": "/dashboard/"}
    if surface is Surface.STAFF:
        return where | {"key": settings.STAFF_COOKIE_NAME, "domain": None, "path": "/admin/"}
    return where | {"key": settings.SHOPPER_COOKIE_NAME}
