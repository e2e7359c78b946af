"""Markets · reads, remembered in the process for a minute · public schema."""

from __future__ import annotations

import time
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, OuterRef, Prefetch
from django.db.models.functions import Cast, JSONObject

from apps.common.currency_table import row as currency_row
from apps.common.money import quantum
from apps.currencies import selectors as currencies
from apps.currencies.rules import BASIS_POINTS
from apps.currencies.types import MarkupUse, RateTable

from . import rules
from .errors import MarketUnknown
from .models import Market, MarketCountry
from .models import PriceRule as PriceRuleRow
from .pricing import Pricing
from .types import DutyPolicy, MarketInfo, PriceRule

_SECONDS = 60
Rules = dict[tuple[str, str], PriceRule]
_known: tuple[float, tuple[MarketInfo, ...], dict[str, MarketInfo], Rules] = (0.0, (), {}, {})


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


def price_rule(market: str, currency: str) -> PriceRule | None:
    """How prices of an open market in a currency are made neat; None where they are not."""
    return _remembered()[2].get((market, currency))


def pricing(market: str, currency: str, rates: RateTable) -> Pricing:
    """How sellers' prices become a market's in `currency` at a day's rates: as a checkout would be promised them."""
    rule = price_rule(market, currency)
    return Pricing(currency, rates, sale_spread(currency), rule)


def charged_currencies() -> tuple[str, ...]:
    """The currencies in which buyers are charged: those that a shopper can choose, and each market's own."""
    return tuple(sorted({*settings.SHOPPER_CURRENCIES, *(market.currency for market in open_markets())}))


def sale_spread(currency: str) -> Decimal:
    """What is put on the middle rate where prices are shown and charged in `currency`, as a fraction of it."""
    return Decimal(currencies.markup_bps(MarkupUse.SALE, currency)) / BASIS_POINTS


def forget() -> None:
    """Read again at the next call: after a market has changed in this process."""
    global _known
    _known = (0.0, (), {}, {})


def _remembered() -> tuple[tuple[MarketInfo, ...], dict[str, MarketInfo], Rules]:
    global _known
    until, markets, by_country, rules_by_place = _known
    if until <= time.monotonic():
        rows = _open_rows()
        markets = tuple(_info(row) for row in rows)
        by_country = {country: market for market in markets for country in market.countries}
        rules_by_place = {(row.code, rule["currency"]): _rule(row.code, rule) for row in rows for rule in row.rules}
        if markets:
            _known = (time.monotonic() + _SECONDS, markets, by_country, rules_by_place)
    return markets, by_country, rules_by_place


def _open_rows() -> list[Any]:
    """Markets with their countries and, as JSON, their rules of neat prices: two queries."""
    texts = ("largest_shift", "least_margin")
    found = PriceRuleRow.objects.filter(market=OuterRef("pk"), is_active=True).values(
        json=JSONObject(
            currency="currency",
            endings="endings",
            uses_coins="uses_coins",
            held="held",
            **{name: Cast(name, CharField()) for name in texts},
        )
    )
    countries = Prefetch("countries", MarketCountry.objects.order_by("pk"))
    return list(Market.objects.filter(is_open=True).annotate(rules=ArraySubquery(found)).prefetch_related(countries))


def _rule(market: str, row: dict[str, Any]) -> PriceRule:
    currency = row["currency"]
    return PriceRule(
        market=market,
        currency=currency,
        endings=rules.endings_of(row["endings"], currency),
        step=currency_row(currency).cash_step if row["uses_coins"] else quantum(currency),
        largest_shift=Decimal(row["largest_shift"]),
        least_margin=Decimal(row["least_margin"]),
        held={code: Decimal(kept["rate"]) for code, kept in row["held"].items()},
    )


def _info(row: Market) -> MarketInfo:
    return MarketInfo(
        code=row.code,
        currency=row.currency,
        languages=tuple(row.languages),
        countries=tuple(entry.country_id for entry in row.countries.all()),
        prices_include_tax=row.prices_include_tax,
        duty_policy=DutyPolicy(row.duty_policy),
        default_regions={one.country_id: one.default_region for one in row.countries.all() if one.default_region},
    )
