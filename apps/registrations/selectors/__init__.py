"""Registrations · reads; registrations and the decision table are remembered in the process · public schema."""

from __future__ import annotations

from apps.registrations.rules.counting import counts_for as buys_as_business

from .accounting import accounts_for, missing, rules_of_accounting
from .businesses import business, checks_of, latest_check, views_of
from .holdings import forget, held, number, of_vendor, requester

__all__ = [
    "accounts_for", "business", "buys_as_business", "checks_of", "forget", "held", "latest_check", "missing", "number",
    "of_vendor", "requester", "rules_of_accounting", "views_of",
]  # fmt: skip
