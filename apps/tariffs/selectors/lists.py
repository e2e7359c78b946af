"""Tariffs · rules to be shown · public schema."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from apps.tariffs.models import (
    Fee,
    JurisdictionPolicy,
    Measure,
    OriginProof,
    Regime,
    Restriction,
    Stacking,
    TaxRate,
)
from apps.tariffs.types import RuleKind

_MODELS: dict[RuleKind, Any] = {
    RuleKind.POLICY: JurisdictionPolicy,
    RuleKind.REGIME: Regime,
    RuleKind.MEASURE: Measure,
    RuleKind.STACKING: Stacking,
    RuleKind.PROOF: OriginProof,
    RuleKind.TAX_RATE: TaxRate,
    RuleKind.FEE: Fee,
    RuleKind.RESTRICTION: Restriction,
}


def rules_of_kind(kind: RuleKind) -> QuerySet[Any]:
    """Every rule of a kind with its source, those that are over or not enabled too, to be narrowed and cut."""
    return _MODELS[kind].objects.select_related("source")
