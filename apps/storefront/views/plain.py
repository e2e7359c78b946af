"""Storefront · what robots read."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

_RULES = """User-agent: *
Disallow: /*/cart
Disallow: /*/checkout
Disallow: /*/account
Disallow: /*/purchases
Disallow: /*/track
Disallow: /admin/
Disallow: /dashboard/
"""


def robots(request: HttpRequest) -> HttpResponse:
    """Where crawlers need not go."""
    return HttpResponse(_RULES, content_type="text/plain; charset=utf-8")
