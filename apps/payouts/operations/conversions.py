"""Payouts · into which currency and at which rate a payout is paid · public schema."""

from __future__ import annotations

from datetime import datetime, timedelta

from apps.common.money import to_minor
from apps.common.transactions import transaction_required
from apps.currencies import operations as currencies

from ..models import Payout

HOLDS = timedelta(hours=24)
"""A rate holds so long, for the second person to look at the file."""


@transaction_required
def agree(payout: Payout, currency: str, *, at: datetime) -> None:
    """Fix what is sent of a draft: the same amount, or what a single-use promise makes of it. Not saved.

    Raises:
        RateMissing: there is no usable rate.
    """
    payout.paid_currency = currency
    if currency == payout.currency:
        payout.paid_amount = payout.amount
        payout.mid_amount = payout.rate = payout.fx_quote_id = None
        return
    promise = currencies.quote_conversion(amount=payout.money, to=currency, at=at, valid_for=HOLDS)
    payout.paid_amount = to_minor(promise.bought)
    payout.mid_amount = to_minor(promise.bought + promise.gain)
    payout.rate, payout.fx_quote_id = promise.rate, promise.public_id


@transaction_required
def use(payout: Payout, *, at: datetime) -> None:
    """Take up the promise of a payout that is approved.

    Raises:
        QuoteExpired, QuoteUsed: it holds no longer, or was taken.
    """
    if payout.fx_quote_id is not None:
        currencies.use_conversion(payout.fx_quote_id, used_for=f"payout {payout.reference}", at=at)
