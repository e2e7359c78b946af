"""The API's short way: no session, no cookie, no locale in the path, no messages."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import resolve, set_urlconf
from django.utils import translation
from django.utils.cache import patch_vary_headers

from .surfaces import Surface


class ApiMiddleware:
    """Answers /api/ by itself; what stands behind in MIDDLEWARE is for pages.

    Cookies that a browser sends along are dropped unread: the API knows bearer
    tokens alone, so another site's page cannot make it act. Vendors' hosts have none.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.surface is not Surface.API:
            return self.get_response(request)
        request.COOKIES = {}
        set_urlconf(settings.API_URLCONF)
        if request.vendor is not None:
            raise Http404
        with translation.override(translation.get_language_from_request(request)):
            request.LANGUAGE_CODE = translation.get_language()
            request.resolver_match = match = request.resolver_match or resolve(request.path_info, settings.API_URLCONF)
            response = match.func(request, *match.args, **match.kwargs)
        response.headers.setdefault("Content-Length", str(len(response.content)))
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Content-Language"] = request.LANGUAGE_CODE
        patch_vary_headers(response, ("Accept-Language", "Authorization"))
        return response
