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
    Rule,
    Stacking,
    TaxRate,
)
from apps.tariffs.types import RuleKind

_OF_ITS_LIFE = frozenset(
    ("code", "status", "is_enabled", "made_by", "checked_by", "checked_at", "superseded_by", "supersedes", "only_ends",
     "known_at")
)  # fmt: skip
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


def model_of(kind: RuleKind) -> Any:
    """The table of a kind of rules."""
    return _MODELS[kind]


def kind_of(model: type[Rule]) -> RuleKind:
    """The kind of rules that a table holds."""
    return next(kind for kind, known in _MODELS.items() if known is model)


def fields(model: type[Rule]) -> list[Any]:
    """The fields of a kind that say what the rule is, without those of its life."""
    return [field for field in model._meta.concrete_fields if field.name not in _OF_ITS_LIFE]


def columns(model: type[Rule]) -> list[str]:
    """The columns of these fields, keys of others as `source_id`."""
    return [field.attname for field in fields(model)]


def rules_of_kind(kind: RuleKind) -> QuerySet[Any]:
    """Every rule of a kind with its source, those that are over or not enabled too, to be narrowed and cut."""
    return _MODELS[kind].objects.select_related("source")
