"""Storefront · what the browse pages share: the reader, cache headers, shelves · no tables."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from babel import Locale
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

from apps.currencies import selectors as currencies
from apps.discovery.selectors import edition
from apps.discovery.selectors.scopes import Shown
from apps.storefront import formatting
from apps.storefront.shop import CURRENCY_COOKIE

# Pages of another release are not the same page, whatever is listed.
_RELEASE = int(time.time()) // 60

# Who comes with one of these sees more than the page of all.
_PERSONAL = frozenset((settings.SHOPPER_COOKIE_NAME, settings.CART_COOKIE_NAME, CURRENCY_COOKIE))

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class RateLine:
    """Where the rates behind the prices come from, for the page's foot."""

    source: str
    as_of: Any


def browse_page(view: View) -> View:
    """A page for reading only that changes with what is listed: 304, and nothing read, while that has not changed.

    How long a cache may keep it, marketplace.middleware.pages says.
    """

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        is_personal = not _PERSONAL.isdisjoint(request.COOKIES)
        etag = "" if is_personal else _etag(request)
        if etag and etag in parse_etags(request.headers.get("If-None-Match", "")):
            response = HttpResponse(status=304)
        else:
            response = view(request, *args, **kwargs)
        if etag and response.status_code in (200, 304):
            response.headers["ETag"] = etag
        patch_vary_headers(response, ("HX-Request", "Cookie"))
        return response

    return answer


def _etag(request: HttpRequest) -> str:
    parts = (_RELEASE, edition.current(), request.get_host(), request.get_full_path(), "HX-Request" in request.headers)
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:20]}"'


def shown_to(request: HttpRequest) -> Shown:
    """The reader's language and currency, and the rates of today."""
    shop = request.shop
    return Shown.to(
        shop.language,
        shop.currency,
        market=shop.market.code,
        rates=currencies.rate_table(),
        without_tax=bool(shop.without_tax),
    )


def reader_locale(request: HttpRequest) -> Locale:
    """The reader's language and country, for names and numbers."""
    return formatting.locale_for(request.shop.language, request.shop.country)


def rate_line(shown: Shown) -> RateLine | None:
    """The source and date of the rates of the reader's currency."""
    rate = shown.rates.per_euro.get(shown.currency if shown.currency != "EUR" else "USD")
    return RateLine(rate.source, rate.published_on) if rate else None
