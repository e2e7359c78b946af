"""Tariffs · what every rule has · public schema.

`valid` is a range of days, its end exclusive; enabled rows of one key do not overlap.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.utils.translation import pgettext_lazy

from apps.common.models import SharedModel

from ..types import RuleStatus
from .sources import Jurisdiction, RuleSource

COLLECTORS = [
    ("marketplace", pgettext_lazy("collector", "Marketplace")),
    ("border", pgettext_lazy("collector", "Border")),
]
IN_USE = (RuleStatus.ACTIVE.value, RuleStatus.SUPERSEDED.value)
CHECKED = (RuleStatus.VERIFIED.value, *IN_USE)


def once(name: str, *key: str) -> ExclusionConstraint:
    """That enabled rows with the same values in `key` are never valid on the same day."""
    return ExclusionConstraint(
        name=name,
        expressions=[*((field, RangeOperators.EQUAL) for field in key), ("valid", RangeOperators.OVERLAPS)],
        condition=Q(is_enabled=True),
    )


def by_two_people(name: str) -> list[models.CheckConstraint]:
    """That nobody checks an own rule, and that only checked rules are used; shipped ones have neither name."""
    return [
        models.CheckConstraint(
            condition=Q(made_by="") | Q(checked_by="") | ~Q(made_by=models.F("checked_by")),
            name=f"tariffs_{name}_two_people",
        ),
        models.CheckConstraint(
            condition=~Q(status__in=CHECKED) | Q(made_by="") | ~Q(checked_by=""), name=f"tariffs_{name}_checked"
        ),
        models.CheckConstraint(
            condition=Q(is_enabled=False) | Q(status__in=IN_USE), name=f"tariffs_{name}_used_when_active"
        ),
        models.CheckConstraint(
            condition=~Q(status=RuleStatus.SUPERSEDED) | Q(is_enabled=False) | Q(valid__upper_inf=False),
            name=f"tariffs_{name}_superseded_ends",
        ),
    ]


def amount_field(**options: Any) -> models.DecimalField[Any, Any]:
    """An amount of a rule, to four places."""
    return models.DecimalField(max_digits=14, decimal_places=4, **options)


class Rule(SharedModel):
    """What every rule has: an id, a place, days, a source, and whether a person read that source.

    `basis` cites the article or line, `label` is the English text that charges show,
    `note` what the reader of an assessment must know. A rule that nobody could
    confirm is present and not enabled; so is one that is not active yet. A rule that
    was superseded ends where the next begins, and holds for the days before.
    `made_by` and `checked_by` are public ids of staff, both empty for what was
    loaded. A draft says which rule it `supersedes`; where it `only_ends` that one,
    nothing follows. `known_at` is when we came to know the rule, empty: from the start.
    """

    code = models.CharField(max_length=60, primary_key=True)
    jurisdiction = models.ForeignKey(Jurisdiction, on_delete=models.PROTECT, related_name="+")
    valid = DateRangeField()
    label = models.CharField(max_length=80)
    basis = models.CharField(max_length=200)
    note = models.CharField(max_length=300, blank=True)
    source = models.ForeignKey(RuleSource, on_delete=models.PROTECT, related_name="+")
    is_verified = models.BooleanField(default=False)
    is_enabled = models.BooleanField(default=True)
    status = models.CharField(
        max_length=10, choices=RuleStatus.choices, default=RuleStatus.ACTIVE, db_default=RuleStatus.ACTIVE.value
    )
    made_by = models.CharField(max_length=64, blank=True, default="", db_default="")
    checked_by = models.CharField(max_length=64, blank=True, default="", db_default="")
    checked_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    supersedes = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    only_ends = models.BooleanField(default=False, db_default=False)
    known_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code
