"""Storefront · country, language and currency: three choices, and back to the same page."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from apps.markets import selectors as markets
from apps.storefront.cookies import reach
from apps.storefront.shop import CURRENCY_COOKIE, Shop, parse_prefix

_REMEMBERED_S = 365 * 86_400


@require_safe
@never_cache
def preferences(request: HttpRequest) -> HttpResponse:
    """The form; or, with choices in the address, the page that `next` names as the choices would have it.

    A currency other than the market's is remembered in a cookie, the market's own
    needs none.
    """
    shop: Shop = request.shop
    back = _safe(request, request.GET.get("next", ""))
    if not {"country", "language", "currency"} & set(request.GET):
        return render(request, "site/browse/preferences.html", {"back": back})
    language = request.GET.get("language") or shop.language
    country = (request.GET.get("country") or shop.country).upper()
    if parse_prefix(f"{language}-{country.lower()}") is None:
        language, country = shop.language, shop.country
    response = HttpResponseRedirect(_moved(back, f"{language}-{country.lower()}"))
    currency = request.GET.get("currency", "")
    if currency in settings.SHOPPER_CURRENCIES:
        _remember(request, response, currency, usual=markets.for_country(country).currency, was=shop)
    return response


def _remember(request: HttpRequest, response: HttpResponse, currency: str, *, usual: str, was: Shop) -> None:
    """Whoever moved to another country with the old market's currency still in the form gets the new one's."""
    left_alone = currency == was.currency == was.market.currency
    if currency == usual or left_alone:
        if CURRENCY_COOKIE in request.COOKIES:
            response.delete_cookie(CURRENCY_COOKIE, domain=reach(request)["domain"], samesite="Lax")
        return
    response.set_cookie(CURRENCY_COOKIE, currency, max_age=_REMEMBERED_S, **reach(request))


def _safe(request: HttpRequest, address: str) -> str:
    is_own = url_has_allowed_host_and_scheme(address, allowed_hosts=None) and address.startswith("/")
    return address if is_own else reverse("home")


def _moved(address: str, prefix: str) -> str:
    parts = urlsplit(address)
    first, _, rest = parts.path.lstrip("/").partition("/")
    if parse_prefix(first) is None:
        rest = parts.path.lstrip("/")
    query = [(key, value) for key, value in parse_qsl(parts.query) if key not in ("currency", "after", "before")]
    return f"/{prefix}/{rest}" + (f"?{urlencode(query)}" if query else "")
