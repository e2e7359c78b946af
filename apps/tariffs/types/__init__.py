"""Tariffs · consignments, rules and assessments as others hold them."""

from __future__ import annotations

from .assessments import Assessment, AssessmentLine, ChargeKind, Collector, LineCharges
from .choices import (
    BASE_LAYER,
    BASIC,
    Above,
    Aggregation,
    Channel,
    Direction,
    DutyEffect,
    FeeBase,
    FeeUnit,
    FxDay,
    LimitOf,
    MeasureType,
    Minimum,
    Needs,
    RestrictionEffect,
    Rounding,
    RoundingLevel,
    RuleKind,
    RuleStatus,
    Sale,
    StackingBase,
    TaxBase,
    TaxEffect,
    Trade,
    ValueBasis,
)
from .consignments import Consignment, ConsignmentLine
from .exchange import OfficialRate, OfficialRates
from .restrictions import Destination, GoodsFacts, Restricted, Restriction
from .rulebook import Cited, Fee, Measure, Policy, Proof, Regime, RuleSet, Stacking, TaxRate
from .workings import ExchangeUsed, Outcome, Working

__all__ = [
    "BASE_LAYER", "BASIC", "Above", "Aggregation", "Assessment", "AssessmentLine", "Channel", "ChargeKind", "Cited",
    "Collector", "Consignment", "ConsignmentLine", "Destination", "Direction", "DutyEffect", "ExchangeUsed", "Fee",
    "FeeBase", "FeeUnit", "FxDay", "GoodsFacts", "LimitOf", "LineCharges", "Measure", "MeasureType", "Minimum", "Needs",
    "OfficialRate", "OfficialRates", "Outcome", "Policy", "Proof", "Regime", "Restricted", "Restriction",
    "RestrictionEffect", "Rounding", "RoundingLevel", "RuleKind", "RuleSet", "RuleStatus", "Sale", "Stacking",
    "StackingBase", "TaxBase", "TaxEffect", "TaxRate", "Trade", "ValueBasis", "Working",
]  # fmt: skip
