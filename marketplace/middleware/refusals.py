"""The API's door: programs that are over their limit are sent away at once, and counted."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from django.http import HttpRequest, HttpResponse

from apps.api.refusals import refusal
from marketplace.observability.proxies import client_address

from . import counting
from .surfaces import Surface, surface_of


class RefusalMiddleware:
    """Answers 429 where the process knows that it is due; such a request is in the metrics and not in the log.

    What one vendor's program asks too often must not slow the others: so this stands first,
    and a flood does not fill the log either. The request that used the window up is there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if surface_of(request.path_info, is_vendor_host=False) is not Surface.API:
            return self.get_response(request)
        started = perf_counter()
        meta = request.META
        address = client_address(meta.get("REMOTE_ADDR", ""), meta.get("HTTP_X_FORWARDED_FOR", ""))
        refused = refusal(request, address=address)
        if refused is None:
            return self.get_response(request)
        route = counting.route_of(request, refused.status_code)
        counting.count(str(Surface.API), route, request.method or "", refused.status_code, perf_counter() - started)
        return refused
