"""API · vendor · shapes of «will it clear?»."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from apps.customs.models import Preflight
from apps.customs.types.preflight import Defect, DefectKind, Outcome


class DefectShown(serializers.Serializer[Any]):
    """One thing that is wrong; `rule` is empty where no law is behind it."""

    kind = serializers.ChoiceField(choices=DefectKind.choices)
    field = serializers.CharField(help_text="Where it can be mended.")
    message = serializers.CharField()
    remedy = serializers.CharField()
    rule = serializers.CharField(allow_blank=True)
    source = serializers.CharField(allow_blank=True)
    checked_on = serializers.CharField(allow_blank=True, help_text="The day on which the rule's source was checked.")
    is_verified = serializers.BooleanField(help_text="Whether somebody read the rule at its source.")


class OutcomeShown(serializers.Serializer[Any]):
    """One destination."""

    country = serializers.CharField()
    score = serializers.IntegerField(help_text="0 to 100.")
    level = serializers.ChoiceField(choices=["blocked", "held", "delayed", "clears"])
    defects = DefectShown(many=True)


class ClearingShown(serializers.Serializer[Any]):
    """A product in all destinations, worst first; `score` is the worst one's."""

    product = serializers.UUIDField()
    score = serializers.IntegerField()
    blocked = serializers.ListField(child=serializers.CharField(), help_text="Countries that it cannot be sold to.")
    assessed_at = serializers.DateTimeField()
    destinations = OutcomeShown(many=True)


def of_row(row: Preflight) -> dict[str, Any]:
    """A stored look as ClearingShown is given it."""
    outcomes = [Outcome.from_json(country, value) for country, value in row.findings.items()]
    return {
        "product": row.product_id,
        "score": row.score,
        "blocked": row.blocked,
        "assessed_at": row.assessed_at,
        "destinations": [outcome(one) for one in sorted(outcomes, key=lambda one: (one.score, one.country))],
    }


def outcome(one: Outcome) -> dict[str, Any]:
    """A destination as OutcomeShown is given it."""
    return {"country": one.country, "score": one.score, "level": one.level, "defects": [_of(d) for d in one.defects]}


def _of(one: Defect) -> dict[str, Any]:
    rule = one.rule
    return {
        "kind": one.kind,
        "field": one.field,
        "message": one.text,
        "remedy": one.remedy,
        "rule": rule.rule_id if rule else "",
        "source": rule.source_title if rule else "",
        "checked_on": rule.checked_on if rule else "",
        "is_verified": rule.is_verified if rule else True,
    }
