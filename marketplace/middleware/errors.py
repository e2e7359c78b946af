"""A MarketError becomes a page, or problem+json for a program (RFC 9457)."""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from apps.accounts.errors import ProofMissing, SecondFactorMissing
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
    if isinstance(error, ProofMissing) and request.user.is_authenticated:
        return _to_the_proof(request, error)
    return render(request, "errors/market_error.html", {"error": error}, status=error.status)


def _to_the_proof(request: HttpRequest, error: ProofMissing) -> HttpResponse:
    """Lead to where a person proves who acts, and then back to the page; what was sent is to be sent again."""
    urlconf = settings.STAFF_URLCONF if getattr(request, "surface", "") == "staff" else None
    name = "mfa_reauthenticate" if error.data.get("by") == "totp" else "mfa_reauthenticate_webauthn"
    if isinstance(error, SecondFactorMissing):
        name = "mfa_index"
    place = f"{reverse(name, urlconf=urlconf)}?{urlencode({'next': _page_of(request)})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": place})
    return HttpResponseRedirect(place)


def _page_of(request: HttpRequest) -> str:
    """The page that a person looks at: the one asked for, or the one that the form stood on."""
    if request.method in ("GET", "HEAD") and not request.headers.get("HX-Request"):
        return request.get_full_path()
    came_from = urlsplit(request.headers.get("Referer", ""))
    return f"{came_from.path}?{came_from.query}" if came_from.netloc == request.get_host() else "/"


def problem(error: MarketError) -> JsonResponse:
    """The problem details of an error."""
    body = {"type": f"urn:portolan:{error.code}", "title": error.text(), "status": error.status, "code": error.code}
    if error.field:
        body["field"] = error.field
    if error.remedy:
        body["remedy"] = str(error.remedy)
    return JsonResponse(body, status=error.status, content_type="application/problem+json")
