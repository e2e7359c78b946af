"""Payouts · into which currency and at which rate a payout is paid · public schema."""

from __future__ import annotations

from datetime import datetime

from apps.common.transactions import transaction_required

from ..models import Payout


@transaction_required
def agree(payout: Payout, currency: str, *, at: datetime) -> None:
    """Fix what is sent of a draft: the same amount, or what a single-use quote makes of it. Not saved.

    Raises:
        FxRateUnavailable: there is no usable rate.
    """
    payout.paid_currency = currency
    if currency == payout.currency:
        payout.paid_amount = payout.amount
        payout.mid_amount = payout.rate = payout.fx_quote_id = None
        return
    raise NotImplementedError


@transaction_required
def use(payout: Payout, *, at: datetime) -> None:
    """Take the quote of a payout that is approved.

    Raises:
        QuoteExpired: it holds no longer, or was taken.
    """
