"""Checkout · the promise of exchange rates that a cart and its checkout share · public schema."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from apps.currencies import operations as currencies
from apps.currencies import selectors as rates
from apps.currencies.errors import QuoteUnknown
from apps.currencies.types import QuoteInfo
from apps.discovery.types import Offer
from apps.markets import selectors as markets


def promised(
    known: UUID | None, *, offers: Mapping[UUID, Offer], market: str, currency: str, at: datetime
) -> QuoteInfo:
    """The quote that was locked before, while it is valid and has every currency needed; else a new one.

    It promises the rates that the market's prices are shown at.
    """
    needed = {tier[1].currency.code for offer in offers.values() for tier in offer.unit_prices[:1]}
    found = _found(known)
    if found and found.charge_currency == currency and found.valid_until > at and needed <= set(found.rates):
        return found
    rule = markets.price_rule(market, currency)
    return currencies.lock_quote(
        charge_currency=currency,
        currencies=needed,
        at=at,
        spread=markets.sale_spread(currency),
        held=rule.held if rule else {},
    )


def _found(known: UUID | None) -> QuoteInfo | None:
    try:
        return rates.quote(known) if known else None
    except QuoteUnknown:
        return None
