"""Cross-site requests are refused by what the browser says of their origin; no cookie, no token.

Source: Fetch Metadata (W3C), and OWASP's Cross-Site Request Forgery Prevention
cheat sheet, sections «Fetch Metadata headers» and «Using standard headers to
verify origin».
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
EXEMPT = ("/callbacks/",)


class OriginCheckMiddleware:
    """An unsafe request must come from a page of this very host.

    `Sec-Fetch-Site: same-origin` says so; else the Origin header must name this
    scheme and host; else the Referer; a request that shows none of them is let
    through only where it carries no cookie (a program, not a browser).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in SAFE or request.path_info.startswith(EXEMPT) or _is_own(request):
            return self.get_response(request)
        return render(request, "errors/cross_site.html", status=403)


def _is_own(request: HttpRequest) -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if origin:
        parts = urlsplit(origin)
        return (parts.scheme, parts.netloc) == (request.scheme, request.get_host())
    return not request.COOKIES
