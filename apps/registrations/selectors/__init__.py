"""Registrations · reads; registrations and the decision table are remembered in the process · public schema."""

from __future__ import annotations

from apps.registrations.rules.counting import counts_for as buys_as_business
from apps.registrations.rules.numbers import UNION_STATES

from .accounting import accounts_for, missing, rules_of_accounting
from .businesses import business, checks_of, latest_check, views_of
from .holdings import forget, held, number, numbers_of, of_vendor, requester

__all__ = [
    "UNION_STATES", "accounts_for", "business", "buys_as_business", "checks_of", "forget", "held", "latest_check",
    "missing", "number", "numbers_of", "of_vendor", "requester", "rules_of_accounting", "views_of",
]  # fmt: skip
