"""Tariffs · consignments, rules and assessments as others hold them."""

from __future__ import annotations

from .assessments import Assessment, AssessmentLine, ChargeKind, Collector, LineCharges
from .consignments import Consignment, ConsignmentLine
from .rulebook import (
    Cited,
    DutyEffect,
    Fee,
    FeeBase,
    FeeUnit,
    Measure,
    Policy,
    Regime,
    Rounding,
    RoundingLevel,
    RuleKind,
    RuleSet,
    Sale,
    TaxBase,
    TaxEffect,
    TaxRate,
    Trade,
    ValueBasis,
)

__all__ = [
    "Assessment", "AssessmentLine", "ChargeKind", "Cited", "Collector", "Consignment", "ConsignmentLine",
    "DutyEffect", "Fee", "FeeBase", "FeeUnit", "LineCharges", "Measure", "Policy", "Regime", "Rounding",
    "RoundingLevel", "RuleKind", "RuleSet", "Sale", "TaxBase", "TaxEffect", "TaxRate", "Trade", "ValueBasis",
]  # fmt: skip
