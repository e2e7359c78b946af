"""Currencies · promising rates to a checkout · public schema."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db import transaction

from apps.common.remember import Remembered
from apps.common.transactions import transaction_required
from apps.currencies import rules, selectors
from apps.currencies.models import FxQuote
from apps.currencies.types import QuoteInfo

_SHARED = timedelta(minutes=1)
_promised: Remembered[QuoteInfo] = Remembered(seconds=_SHARED.total_seconds(), most=1000)
_NOTHING_HELD: Mapping[str, Decimal] = {}


@transaction_required
def lock_quote(
    *,
    charge_currency: str,
    currencies: Collection[str],
    at: datetime,
    spread: Decimal = Decimal(0),
    held: Mapping[str, Decimal] = _NOTHING_HELD,
) -> QuoteInfo:
    """Promise rates into the charge currency for the minutes that the settings give (FX_QUOTE_MINUTES).

    `spread` is a fraction of the middle rate, added to what the buyer pays; `held` has the rates that a market's
    prices keep instead of the day's, by the seller's currency. A promise names nobody, so the same one, made in the
    last minute, serves for all.

    Raises:
        RateMissing: a currency has no rate on the day of `at`.
    """
    table = selectors.rate_table(at.date())
    promised = rules.quoted(table, charge=charge_currency, currencies=currencies, spread=spread, held=held)
    key = (charge_currency, spread, tuple(sorted((code, rate.rate) for code, rate in promised.items())))
    until = at + timedelta(minutes=settings.FX_QUOTE_MINUTES)
    same = _promised.get(key)
    if same is not None and until - _SHARED <= same.valid_until <= until:
        return same
    row = FxQuote.objects.create(
        charge_currency=charge_currency,
        rates=rules.as_json(promised),
        spread=spread,
        valid_until=until,
        created_at=at,
    )
    quote = selectors.as_info(row)
    transaction.on_commit(lambda: _promised.put(key, quote))
    return quote
