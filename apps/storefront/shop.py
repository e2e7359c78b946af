"""Storefront · where a shopper stands: language, country, market and currency · no tables."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from apps.markets import selectors as markets
from apps.markets.errors import MarketUnknown
from apps.markets.types import MarketInfo
from apps.vendors.selectors import as_card
from apps.vendors.types import VendorCard

CURRENCY_COOKIE = "portolan_currency"
FALLBACK_COUNTRY = "GB"
# In the session of who buys for a company whose tax id counts: whether prices are shown without tax.
WITHOUT_TAX = "without_tax"


@dataclass(frozen=True)
class Shop:
    """What a page needs to know of its reader; three independent choices and the host.

    `without_tax` says whether who buys for a company sees prices without tax; None for everybody else.
    """

    language: str
    country: str
    market: MarketInfo
    currency: str
    vendor: VendorCard | None
    cart_count: int | None
    without_tax: bool | None = None

    @property
    def vendor_name(self) -> str:
        """Whose own shop this is; empty in the marketplace's."""
        return self.vendor.name if self.vendor else ""

    @property
    def prefix(self) -> str:
        """The first path segment: `de-de`, `zh-hans-cn`."""
        return f"{self.language}-{self.country.lower()}"


def parse_prefix(prefix: str) -> tuple[str, str] | None:
    """(language, country) of a path's first segment, if we speak the one and sell to the other."""
    language, _, country = prefix.rpartition("-")
    if language not in {code for code, _ in settings.LANGUAGES} or len(country) != 2:
        return None
    try:
        markets.for_country(country.upper())
    except MarketUnknown:
        return None
    return language, country.upper()


def build(request: HttpRequest, *, language: str, country: str) -> Shop:
    """The shop of a request. The currency is the URL's, else the chosen one, else the market's.

    The session is read only where its cookie came with the request, so that an
    anonymous page neither reads nor sets one.
    """
    market = markets.for_country(country)
    wished = request.GET.get("currency", "") or request.COOKIES.get(CURRENCY_COOKIE, "")
    has_session = settings.SHOPPER_COOKIE_NAME in request.COOKIES
    return Shop(
        language=language,
        country=country,
        market=market,
        currency=wished if wished in settings.SHOPPER_CURRENCIES else market.currency,
        vendor=as_card(request.vendor) if request.vendor else None,
        cart_count=request.memory.cart_count,
        without_tax=request.session.get(WITHOUT_TAX) if has_session else None,
    )


def suggested_prefix(request: HttpRequest) -> str:
    """The locale that the browser's languages suggest, else English in the fallback country."""
    language = translation.get_language_from_request(request)
    country = markets.suggested_country(language, request.headers.get("Accept-Language", ""))
    return f"{language}-{(country or FALLBACK_COUNTRY).lower()}"


def looks_like_file(segment: str) -> bool:
    """Whether a path's first segment is a file such as robots.txt rather than a page."""
    return "." in segment
