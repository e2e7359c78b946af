"""Currencies · conversions promised once: for payouts in another currency · public schema."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.errors import InvalidInput
from apps.common.money import is_at_exponent, to_minor
from apps.common.transactions import transaction_required
from apps.currencies import rules, selectors
from apps.currencies.errors import QuoteExpired, QuoteUnknown, QuoteUsed
from apps.currencies.models import Conversion
from apps.currencies.types import ConversionInfo, MarkupUse


@transaction_required
def quote_conversion(
    *, amount: Money, to: str, at: datetime, spread_bps: int | None = None, valid_for: timedelta | None = None
) -> ConversionInfo:
    """Promise what `amount` converts to, to be used once (`use_conversion`).

    `spread_bps` is what the marketplace keeps of the middle rate, in basis points: the markup in force for payouts
    where none is given. The promise holds for `valid_for`, else for FX_QUOTE_MINUTES.

    Raises:
        InvalidInput: an amount that is not positive or has a fraction of a minor unit, or the same currency.
        RateMissing: a currency has no rate on the day of `at`.
    """
    sold = amount.currency.code
    if amount.amount <= 0 or not is_at_exponent(amount):
        raise InvalidInput(field="amount", problem=_("Give an amount above zero, in whole minor units."))
    if sold == to:
        raise InvalidInput(field="to", problem=_("Choose two different currencies."))
    found = selectors.rate_table(at.date()).rate(sold, to)
    mid = rules.as_converted(found.value)
    bps = selectors.markup_bps(MarkupUse.PAYOUT, to) if spread_bps is None else spread_bps
    bought, gain, rate = rules.converted(amount, to=to, mid=mid, spread_bps=bps)
    row = Conversion.objects.create(
        sold_currency=sold,
        bought_currency=to,
        sold=to_minor(amount),
        bought=to_minor(bought),
        gain=to_minor(gain),
        mid=mid,
        spread_bps=bps,
        rate=rate,
        source=found.source[:160],
        published_on=found.published_on,
        created_at=at,
        valid_until=at + (valid_for or timedelta(minutes=settings.FX_QUOTE_MINUTES)),
    )
    return selectors.conversion_info(row)


@transaction_required
def use_conversion(public_id: UUID, *, used_for: str, at: datetime) -> ConversionInfo:
    """Take a promise up for one purpose, which `used_for` names (80 characters). The same purpose again gets the same.

    Raises:
        QuoteUnknown: there is none. QuoteUsed: it was used for something else. QuoteExpired: it is too late.
    """
    taken = Conversion.objects.filter(public_id=public_id, used_at=None, valid_until__gt=at, created_at__lte=at)
    is_taken = taken.update(used_at=at, used_for=used_for)
    row = Conversion.objects.filter(public_id=public_id).first()
    if row is None:
        raise QuoteUnknown()
    if not is_taken and row.used_at is None:
        raise QuoteExpired(until=f"{row.valid_until:%Y-%m-%d %H:%M} UTC")
    if not is_taken and row.used_for != used_for:
        raise QuoteUsed()
    return selectors.conversion_info(row)
