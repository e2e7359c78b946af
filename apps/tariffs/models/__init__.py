"""Tariffs · tables · public schema."""

from __future__ import annotations

from .changes import RuleChange
from .exchange import FxRate
from .lists import RuleList
from .origins import GeoGroup, GeoGroupMember, OriginProof
from .restrictions import Restriction
from .rule import Rule
from .rules import Fee, JurisdictionPolicy, Measure, Regime, Stacking, TaxRate
from .sources import Jurisdiction, RuleRevision, RuleSource
from .words import name_columns

__all__ = [
    "Fee", "FxRate", "GeoGroup", "GeoGroupMember", "Jurisdiction", "JurisdictionPolicy", "Measure", "OriginProof",
    "Regime", "Restriction", "Rule", "RuleChange", "RuleList", "RuleRevision", "RuleSource", "Stacking", "TaxRate",
]  # fmt: skip

name_columns((Fee, JurisdictionPolicy, Measure, OriginProof, Regime, Restriction, Stacking, TaxRate))
