"""Payouts · administration, by subject."""

from . import accounts, finance, payouts, reconciliation

__all__ = ["accounts", "finance", "payouts", "reconciliation"]
