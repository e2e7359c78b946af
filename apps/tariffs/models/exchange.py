"""Tariffs · the authorities' own rates of exchange · public schema."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q

from apps.common.fields import currency_field
from apps.common.models import SharedModel

from .sources import RuleSource


class FxRate(SharedModel):
    """How many units of `currency` an authority counts for one `base` on the days of `valid`, its end exclusive.

    `authority` and `kind` are what policies name, such as HMRC and monthly.
    """

    code = models.CharField(max_length=60, primary_key=True)
    authority = models.CharField(max_length=20)
    kind = models.CharField(max_length=20)
    base = currency_field()
    currency = currency_field()
    rate = models.DecimalField(max_digits=20, decimal_places=10)
    valid = DateRangeField()
    source = models.ForeignKey(RuleSource, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(rate__gt=0), name="tariffs_fx_positive"),
            ExclusionConstraint(
                name="tariffs_fx_once",
                expressions=[
                    *((name, RangeOperators.EQUAL) for name in ("authority", "kind", "base", "currency")),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.code
