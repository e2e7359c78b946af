"""Ledger · reads, by subject · public schema."""

from .balances import balance, balances, checkpoint_faults, trial_balance
from .commissions import (
    asks_for_goods,
    commission_by,
    commission_rule,
    commission_rules,
    commission_terms,
    commissions,
    forget_terms,
    sale_terms,
    terms_with,
    unreachable_rules,
)
from .journals import as_view, journal, journals, postings, running_lines, vendor_lines, vendor_opening, would_post

__all__ = [
    "as_view",
    "asks_for_goods",
    "balance",
    "balances",
    "checkpoint_faults",
    "commission_by",
    "commission_rule",
    "commission_rules",
    "commission_terms",
    "commissions",
    "forget_terms",
    "journal",
    "journals",
    "postings",
    "running_lines",
    "sale_terms",
    "terms_with",
    "trial_balance",
    "unreachable_rules",
    "vendor_lines",
    "vendor_opening",
    "would_post",
]
