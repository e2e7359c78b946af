"""Ledger · pure rules, by subject."""

from .commissions import CommissionTerms, commission, tax_on, unreachable
from .posting import AccountKey, postings_of

__all__ = [
    "AccountKey",
    "CommissionTerms",
    "commission",
    "postings_of",
    "tax_on",
    "unreachable",
]
