"""Payouts · reads, by subject · public schema."""

from .balances import balances, open_postings, vendors_with_due
from .breaks import ages, breaks, find_break, open_breaks, settlement_lines, unmatched_lines
from .payouts import (
    account,
    account_by_id,
    account_history,
    account_in_use,
    approved_batches,
    as_view,
    is_cooling,
    items,
    payout,
    payouts,
    payouts_of,
    terms,
)

__all__ = [
    "account",
    "account_by_id",
    "account_history",
    "account_in_use",
    "ages",
    "approved_batches",
    "as_view",
    "balances",
    "breaks",
    "find_break",
    "is_cooling",
    "items",
    "open_breaks",
    "open_postings",
    "payout",
    "payouts",
    "payouts_of",
    "settlement_lines",
    "terms",
    "unmatched_lines",
    "vendors_with_due",
]
