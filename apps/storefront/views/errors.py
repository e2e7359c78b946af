"""Storefront · error pages."""

from __future__ import annotations

import sys
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template import loader

from apps.common import outages


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/400.html", status=400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest, **_: Any) -> HttpResponse:
    """Rendered without the request: whatever failed may be part of it. A failure that passes says so."""
    if outages.is_passing(sys.exc_info()[1]):
        page = loader.get_template("errors/503.html").render({})
        return HttpResponse(page, status=503, headers={"Retry-After": str(outages.RETRY_S)})
    return HttpResponse(loader.get_template("errors/500.html").render({}), status=500)
