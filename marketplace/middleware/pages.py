"""How long others may keep a shop page: anonymous ones for moments, by ETag; a shopper's own, never."""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers

from .surfaces import Surface

PRIVATE = "private, no-store"


class PageCacheMiddleware:
    """Says of every page who may keep it, so that a stock cache in front needs no rule of its own.

    A shop page asked for without any cookie, that sets none, is the same for
    everybody at its address, which names language, country and wished currency:
    a shared cache may keep it for PAGE_CACHE_SECONDS, and show it for as long
    again while it asks for a new one. Its ETag, the view's own or its text's
    digest, turns a repeat into 304. Whatever comes with a cookie or sets one is
    private. What a view says of an answer that is not public stands.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        seconds = settings.PAGE_CACHE_SECONDS
        self.public = f"public, max-age=0, s-maxage={seconds}, stale-while-revalidate={seconds}"

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = response.headers
        if "Cache-Control" in headers or not headers.get("Content-Type", "").startswith("text/html"):
            return response
        is_shared = request.surface is Surface.SHOP and request.method in ("GET", "HEAD")
        if not is_shared or request.COOKIES or response.cookies:
            headers["Cache-Control"] = PRIVATE
            return response
        patch_vary_headers(response, ("Cookie",))
        if response.status_code not in (200, 304) or response.streaming:
            return response
        headers["Cache-Control"] = self.public
        if "ETag" in headers:
            return response
        etag = f'"{hashlib.sha1(response.content, usedforsecurity=False).hexdigest()}"'
        headers["ETag"] = etag
        return get_conditional_response(request, etag=etag, response=response) or response
