"""A MarketError becomes a page, or problem+json for a program (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from apps.common import metrics
from apps.common.errors import MarketError

log = logging.getLogger(__name__)


class MarketErrorMiddleware:
    """Views raise; this shows."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return shown(request, error) if isinstance(error, MarketError) else None


def shown(request: HttpRequest, error: MarketError) -> HttpResponse:
    """The error as a page, or as problem details for a program."""
    metrics.REFUSALS.labels(error.code).inc()
    if error.status >= 500:
        log.error("%s", error)
    if "application/json" in request.headers.get("Accept", ""):
        return problem(error)
    return render(request, "errors/market_error.html", {"error": error}, status=error.status)


def problem(error: MarketError) -> JsonResponse:
    """The problem details of an error."""
    body = {"type": f"urn:portolan:{error.code}", "title": error.text(), "status": error.status, "code": error.code}
    if error.field:
        body["field"] = error.field
    if error.remedy:
        body["remedy"] = str(error.remedy)
    return JsonResponse(body, status=error.status, content_type="application/problem+json")
