"""One line and a few counts for every request, and the id that ties to it all that it causes."""

from __future__ import annotations

import logging
from collections.abc import Callable
from time import perf_counter
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from apps.common import metrics, trace
from marketplace.observability.formats import REQUEST_LOG, SLOW
from marketplace.observability.proxies import client_address, is_trusted
from marketplace.observability.statements import Tally

from . import counting
from .surfaces import Surface

log = logging.getLogger(REQUEST_LOG)


# What front servers say where they do not know, and for Tor.
_NOWHERE = frozenset({"XX", "T1", "ZZ"})


class RecordMiddleware:
    """Answers bear X-Request-ID: the trusted proxy's, else a new one; REMOTE_ADDR becomes the client's.

    Nothing of the person, path or query is logged.
    What a line says is safe by its choice of fields: names of routes, not
    addresses; kinds of users, not users; SQL with placeholders, not values.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.slow_s = settings.SLOW_REQUEST_MS / 1000

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = perf_counter()
        wished = request.META.get("HTTP_X_REQUEST_ID", "")
        connected = request.META.get("REMOTE_ADDR", "")
        token = trace.begin(wished if wished and is_trusted(connected) else "")
        # Limits and lock-out, ours and others', count by this.
        request.META["REMOTE_ADDR"] = client_address(connected, request.META.get("HTTP_X_FORWARDED_FOR", ""))
        request.ip_country = self._country(request, connected)
        tally = Tally()
        try:
            with connection.execute_wrapper(tally):
                response = self.get_response(request)
            response.headers["X-Request-ID"] = trace.current()
            self._record(request, response.status_code, tally, perf_counter() - started)
        finally:
            trace.end(token)
        return response

    def _country(self, request: HttpRequest, connected: str) -> str:
        """What a trusted proxy says of the country of the client's address: two letters, or nothing."""
        if not settings.IP_COUNTRY_HEADER or not is_trusted(connected):
            return ""
        stated = request.headers.get(settings.IP_COUNTRY_HEADER, "").strip().upper()
        return stated if len(stated) == 2 and stated.isascii() and stated.isalpha() and stated not in _NOWHERE else ""

    def _record(self, request: HttpRequest, status: int, tally: Tally, seconds: float) -> None:
        surface, route = str(getattr(request, "surface", "none")), counting.route_of(request, status)
        facts: dict[str, Any] = {
            "method": request.method,
            "surface": surface,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "statements": tally.count,
            "database_ms": round(tally.seconds * 1000, 1),
            "vendor": _vendor(request),
            "user": _kind(request, surface),
        }
        counting.count(surface, route, request.method or "", status, seconds, tally)
        if seconds < self.slow_s:
            log.info("request", extra={"facts": facts})
            return
        metrics.SLOW_REQUESTS.labels(surface, route).inc()
        facts["slowest_ms"] = round(tally.slowest_seconds * 1000, 1)
        facts["slowest_statement"] = tally.slowest_text()
        log.warning(SLOW, extra={"facts": facts})


def _vendor(request: HttpRequest) -> str:
    vendor = getattr(request, "vendor", None) or getattr(request, "vendor_tables", None)
    return vendor.slug if vendor else ""


def _kind(request: HttpRequest, surface: Any) -> str:
    """What kind of user asked, as far as the request has looked: the session is not read for this."""
    user = request.__dict__.get("_cached_user") or request.__dict__.get("user")
    if isinstance(user, SimpleLazyObject):
        user = None
    if user is not None and getattr(user, "is_authenticated", False):
        return {Surface.TEAM: "team", Surface.STAFF: "staff"}.get(surface, "buyer")
    is_known = {settings.SHOPPER_COOKIE_NAME, settings.CART_COOKIE_NAME} & request.COOKIES.keys()
    return "shopper" if is_known else "guest"
