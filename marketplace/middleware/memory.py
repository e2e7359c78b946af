"""What a shopper's browser remembers: read before a shop page, written back where the page changed it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from apps.storefront import memory

from .surfaces import Surface


class MemoryMiddleware:
    """Puts `request.memory` on shop pages; a page replaces it, and what a failed page made of it is forgotten."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.surface is not Surface.SHOP:
            return self.get_response(request)
        held = request.memory = memory.read(request)
        response = self.get_response(request)
        if request.memory != held and response.status_code < 500:
            memory.write(request, response, request.memory)
        return response
