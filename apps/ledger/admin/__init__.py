"""Ledger · administration, by subject: the books, which nobody changes, and commission, which two people change."""

from . import books, commissions

__all__ = ["books", "commissions"]
