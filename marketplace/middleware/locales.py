"""Language, country and currency of a request."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation
from django.utils.cache import patch_vary_headers

from apps.storefront import shop

from .surfaces import Surface

WITHOUT_LOCALE = ("/callbacks/", "/static/", "/media/")


class LocaleMiddleware:
    """Shop pages read their language and country from the path; back offices ask the reader's browser.

    A shop path without a locale is redirected to the one that the browser's
    languages suggest. The locale becomes the script prefix: patterns do not name
    it, and every reversed address, an installed app's too, stays in it. No cookie
    is read but the currency that a shopper chose.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.surface is Surface.SHOP and not request.path_info.startswith(WITHOUT_LOCALE):
            return self._shop(request)
        with translation.override(translation.get_language_from_request(request)):
            request.LANGUAGE_CODE = translation.get_language()
            response = self.get_response(request)
        patch_vary_headers(response, ("Accept-Language",))
        return response

    def _shop(self, request: HttpRequest) -> HttpResponse:
        prefix = request.path_info.split("/", 2)[1]
        place = shop.parse_prefix(prefix)
        if place is None:
            return self._redirect(request, prefix)
        language, country = place
        request.shop = shop.build(request, language=language, country=country)
        request.path_info = request.path_info[len(prefix) + 1 :] or "/"
        outside = get_script_prefix()
        set_script_prefix(f"/{prefix}/")
        try:
            with translation.override(language):
                request.LANGUAGE_CODE = language
                response = self.get_response(request)
        finally:
            set_script_prefix(outside)
        response.headers.setdefault("Content-Language", language)
        return response

    def _redirect(self, request: HttpRequest, first: str) -> HttpResponse:
        suggested = shop.suggested_prefix(request)
        if "-" in first and first.split("-")[0] in {code for code, _ in settings.LANGUAGES}:
            rest = request.get_full_path()[len(first) + 1 :] or "/"
        else:
            rest = request.get_full_path()
        if rest != "/" and first and shop.looks_like_file(first):
            return self.get_response(request)
        response = HttpResponseRedirect(f"/{suggested}{rest}")
        patch_vary_headers(response, ("Accept-Language",))
        return response
