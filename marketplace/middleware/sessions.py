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
        request.session = SessionStore(request.COOKIES.get(_name(request)), surface=_surface(request))

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = getattr(request, "session", None)
        if session is None:
            return response
        if session.accessed:
            patch_vary_headers(response, ("Cookie",))
        is_known = _name(request) in request.COOKIES
        if not is_known and not session.modified:
            return response
        cookie = _cookie(request)
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


def _surface(request: HttpRequest) -> Surface:
    return getattr(request, "surface", Surface.SHOP)


def _name(request: HttpRequest) -> str:
    names = {Surface.TEAM: settings.TEAM_COOKIE_NAME, Surface.STAFF: settings.STAFF_COOKIE_NAME}
    return names.get(_surface(request), settings.SHOPPER_COOKIE_NAME)


def _cookie(request: HttpRequest) -> dict[str, Any]:
    where = {Surface.TEAM: "/dashboard/", Surface.STAFF: "/admin/"}.get(_surface(request))
    back_office = {"domain": None, "path": where} if where else {}
    return reach(request) | back_office | {"key": _name(request)}
