"""Checkout · administration, by subject."""

from . import purchases, refunds

__all__ = ["purchases", "refunds"]
