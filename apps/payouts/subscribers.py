"""Payouts · what follows from others' news · public schema."""

from __future__ import annotations


def register() -> None:
    """Listen to orders and to our own news."""
