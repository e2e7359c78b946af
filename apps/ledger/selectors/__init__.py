"""Ledger · reads, by subject · public schema."""

from .balances import balance, balances, checkpoint_faults, trial_balance
from .commissions import asks_for_goods, commission_rules, commission_terms, commissions, forget_terms, sale_terms
from .journals import account_lines, as_view, journal, journals, postings, vendor_lines, vendor_opening, would_post

__all__ = [
    "account_lines",
    "as_view",
    "asks_for_goods",
    "balance",
    "balances",
    "checkpoint_faults",
    "commission_rules",
    "commission_terms",
    "commissions",
    "forget_terms",
    "journal",
    "journals",
    "postings",
    "sale_terms",
    "trial_balance",
    "vendor_lines",
    "vendor_opening",
    "would_post",
]
