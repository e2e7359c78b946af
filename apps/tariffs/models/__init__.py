"""Tariffs · tables · public schema."""

from __future__ import annotations

from .rules import Fee, JurisdictionPolicy, Measure, Regime, Rule, TaxRate
from .sources import Jurisdiction, RuleRevision, RuleSource

__all__ = [
    "Fee", "Jurisdiction", "JurisdictionPolicy", "Measure", "Regime", "Rule", "RuleRevision", "RuleSource", "TaxRate",
]  # fmt: skip
