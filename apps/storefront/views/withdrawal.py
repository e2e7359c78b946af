"""Storefront · the right to step back from a purchase."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET


@require_GET
def withdrawal(request: HttpRequest) -> HttpResponse:
    """What the right is, and the form for it."""
    return render(request, "site/browse/withdrawal.html")
