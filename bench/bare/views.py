"""bench · no app · the bare view."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse


def ok(request: HttpRequest) -> HttpResponse:
    """Two letters."""
    return HttpResponse("ok")
