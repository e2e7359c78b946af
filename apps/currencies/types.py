"""Currencies · rates, tables of rates and locked quotes as others hold them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from .errors import RateMissing


class RateStatus(models.TextChoices):
    ACTIVE = "active", _("In use")
    PENDING = "pending", _("Waits for a person")
    REJECTED = "rejected", _("Rejected")


@dataclass(frozen=True)
class PublishedRate:
    """One unit of `base` in units of `quote`, as a source published it; `published_at` where it says the instant."""

    base: str
    quote: str
    value: Decimal
    source: str
    source_url: str
    published_on: date
    published_at: datetime | None = None


@dataclass(frozen=True)
class SourceState:
    """How a source fares: the date of its newest rates in use, and the days after which they count as stale."""

    name: str
    newest: date | None
    oldest_days: int
    is_stale: bool


@dataclass(frozen=True)
class StoredRates:
    """What became of a batch: rows written and in use, known before, kept for a person; and the newest date."""

    stored: int
    unchanged: int
    pending: int
    published_on: date | None


@dataclass(frozen=True)
class Rate:
    """Units of the quote currency for one unit of the base currency.

    Where the rate was computed over other currencies, `source` names every source
    on the way and `published_on` is the oldest date among them.
    """

    value: Decimal
    source: str
    published_on: date


@dataclass(frozen=True)
class RateTable:
    """The rates known on a day, none of them published later.

    `per_euro` maps a currency to its units for one euro. Every pair is triangulated
    over the euro, so that rates agree with each other and the inverse of a rate is
    one divided by it.
    """

    on: date
    per_euro: Mapping[str, Rate]

    def rate(self, base: str, quote: str) -> Rate:
        """Units of `quote` for one unit of `base`, not rounded.

        Raises:
            RateMissing: no rate of one of them was published by that day.
        """
        from_base, to_quote = self._leg(base), self._leg(quote)
        if base == quote:
            return Rate(Decimal(1), "", self.on)
        legs = [leg for code, leg in ((base, from_base), (quote, to_quote)) if code != "EUR"]
        return Rate(
            to_quote.value / from_base.value,
            " × ".join(dict.fromkeys(part for leg in legs for part in leg.source.split(" × "))),
            min(leg.published_on for leg in legs),
        )

    def convert(self, money: Money, to: str) -> Money:
        """The amount in another currency at the middle rate, not rounded.

        Raises:
            RateMissing: no rate of one of the currencies was published by that day.
        """
        return Money(money.amount * self.rate(money.currency.code, to).value, to)

    def into(self, currency: str) -> dict[str, Decimal]:
        """For every known currency the units of `currency` that one unit of it is worth, not rounded.

        Raises:
            RateMissing: no rate of `currency` was published by that day.
        """
        value = self._leg(currency).value
        return {code: value / leg.value for code, leg in self.per_euro.items()}

    def _leg(self, currency: str) -> Rate:
        try:
            return self.per_euro[currency]
        except KeyError:
            raise RateMissing(currency=currency, on=self.on.isoformat()) from None


class MarkupUse(models.TextChoices):
    SALE = "sale", _("Prices in another currency than the seller's")
    PAYOUT = "payout", _("Payouts in another currency than the seller's prices")


class Decision(models.TextChoices):
    PROPOSED = "proposed", _("Waits for a second person")
    IN_FORCE = "in_force", _("In force")
    RETIRED = "retired", _("Replaced")
    REJECTED = "rejected", _("Rejected")


@dataclass(frozen=True)
class QuotedRate:
    """A promised rate: units of the charge currency for one unit, with the spread in; `mid` is without it."""

    rate: Decimal
    mid: Decimal
    source: str
    published_on: date


@dataclass(frozen=True)
class QuoteInfo:
    """Rates promised until `valid_until`; `rates` maps a vendor's currency to its rate. `spread` is a fraction."""

    public_id: UUID
    charge_currency: str
    rates: Mapping[str, QuotedRate]
    spread: Decimal
    valid_until: datetime


@dataclass(frozen=True)
class ConversionInfo:
    """A conversion promised once, until `valid_until`.

    `sold` is given up and `bought` received. `gain` is what the marketplace keeps, in the bought currency: `bought`
    and `gain` add up to `sold` at the middle rate, each a whole number of minor units. `rate` and `mid` are units of
    the bought currency for one of the sold.
    """

    public_id: UUID
    sold: Money
    bought: Money
    gain: Money
    mid: Decimal
    spread_bps: int
    rate: Decimal
    source: str
    published_on: date
    created_at: datetime
    valid_until: datetime
    used_at: datetime | None = None
    used_for: str = ""
