"""Tariffs · tables · public schema."""

from __future__ import annotations

from .rules import Fee, JurisdictionPolicy, Measure, Regime, TaxRate
from .sources import Jurisdiction, RuleRevision, RuleSource

__all__ = [
    "Fee", "Jurisdiction", "JurisdictionPolicy", "Measure", "Regime", "RuleRevision", "RuleSource", "TaxRate",
]  # fmt: skip
