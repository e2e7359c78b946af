"""Payouts · reads, by subject · public schema."""

from .balances import balances, open_postings, vendors_with_due
from .payouts import (
    account,
    account_by_id,
    account_history,
    account_in_use,
    approved_batches,
    as_view,
    items,
    payout,
    payouts,
    payouts_of,
)

__all__ = [
    "account",
    "account_by_id",
    "account_history",
    "account_in_use",
    "approved_batches",
    "as_view",
    "balances",
    "items",
    "open_postings",
    "payout",
    "payouts",
    "payouts_of",
    "vendors_with_due",
]
