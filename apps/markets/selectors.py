"""Markets · reads, remembered in the process for a minute · public schema."""

from __future__ import annotations

import time

from django.db.models import Prefetch

from .errors import MarketUnknown
from .models import Market, MarketCountry
from .types import DutyPolicy, MarketInfo

_SECONDS = 60
_known: tuple[float, tuple[MarketInfo, ...], dict[str, MarketInfo]] = (0.0, (), {})


def open_markets() -> tuple[MarketInfo, ...]:
    """The markets we sell in, in the order in which they are shown."""
    return _remembered()[0]


def for_country(country: str) -> MarketInfo:
    """The open market that `country` (ISO 3166-1 alpha-2, either case) belongs to.

    Raises:
        MarketUnknown: no open market has it.
    """
    try:
        return _remembered()[1][country.upper()]
    except KeyError:
        raise MarketUnknown(country=country.upper()) from None


def suggested_country(language: str, accept_language: str) -> str | None:
    """The country that a browser's languages suggest: a region that is named and sold to, else the language's own.

    `accept_language` is the header of that name (RFC 9110 section 12.5.4).
    """
    known = _remembered()[1]
    for wish in accept_language.split(","):
        parts = wish.split(";")[0].strip().split("-")
        if len(parts) > 1 and parts[-1].upper() in known:
            return parts[-1].upper()
    return next((market.countries[0] for market in open_markets() if market.languages[0] == language), None)


def forget() -> None:
    """Read again at the next call: after a market has changed in this process."""
    global _known
    _known = (0.0, (), {})


def _remembered() -> tuple[tuple[MarketInfo, ...], dict[str, MarketInfo]]:
    global _known
    until, markets, by_country = _known
    if until <= time.monotonic():
        markets = tuple(_info(row) for row in _open_rows())
        by_country = {country: market for market in markets for country in market.countries}
        if markets:
            _known = (time.monotonic() + _SECONDS, markets, by_country)
    return markets, by_country


def _open_rows() -> list[Market]:
    countries = Prefetch("countries", MarketCountry.objects.order_by("pk"))
    return list(Market.objects.filter(is_open=True).prefetch_related(countries))


def _info(row: Market) -> MarketInfo:
    return MarketInfo(
        code=row.code,
        currency=row.currency,
        languages=tuple(row.languages),
        countries=tuple(entry.country_id for entry in row.countries.all()),
        prices_include_tax=row.prices_include_tax,
        duty_policy=DutyPolicy(row.duty_policy),
    )
