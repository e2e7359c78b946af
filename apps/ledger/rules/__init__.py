"""Ledger · pure rules, by subject."""

from .commissions import CommissionTerms, commission, commission_of_goods, tax_on, unreachable
from .posting import AccountKey, postings_of

__all__ = [
    "AccountKey",
    "CommissionTerms",
    "commission",
    "commission_of_goods",
    "postings_of",
    "tax_on",
    "unreachable",
]
