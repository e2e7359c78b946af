"""Tariffs · rules by date with their source · public schema.

`valid` is a range of days, its end exclusive; enabled rows of one key do not overlap.
"""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models

from apps.common.fields import currency_field
from apps.common.models import SharedModel

from ..types import (
    DutyEffect,
    FeeBase,
    FeeUnit,
    Rounding,
    RoundingLevel,
    Sale,
    TaxBase,
    TaxEffect,
    Trade,
    ValueBasis,
)
from .sources import Jurisdiction, RuleSource

COLLECTORS = [("marketplace", "Marketplace"), ("border", "Border")]


def _once(name: str, *key: str) -> ExclusionConstraint:
    return ExclusionConstraint(
        name=name,
        expressions=[*((field, RangeOperators.EQUAL) for field in key), ("valid", RangeOperators.OVERLAPS)],
        condition=models.Q(is_enabled=True),
    )


def _amount(**options: Any) -> models.DecimalField[Any, Any]:
    return models.DecimalField(max_digits=14, decimal_places=4, **options)


class Rule(SharedModel):
    """What every rule has: an id, a place, days, a source, and whether a person read that source.

    `basis` cites the article or line, `label` is the English text that charges show,
    `note` what the reader of an assessment must know. A rule that nobody could
    confirm is present and not enabled.
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

    class Meta:
        abstract = True
        ordering = ["code"]

    def __str__(self) -> str:
        return self.code


class JurisdictionPolicy(Rule):
    """How values are formed and amounts rounded."""

    trade = models.CharField(max_length=8, choices=Trade.choices)
    sale = models.CharField(max_length=3, choices=Sale.choices, default=Sale.ANY)
    currency = currency_field()
    value_basis = models.CharField(max_length=8, choices=ValueBasis.choices)
    share = models.DecimalField(max_digits=5, decimal_places=4, default=1)
    tax_basis = models.CharField(max_length=8, choices=ValueBasis.choices)
    rounding = models.CharField(max_length=16, choices=Rounding.choices)
    level = models.CharField(max_length=12, choices=RoundingLevel.choices)
    duty_quantum = _amount()
    tax_quantum = _amount()
    value_quantum = _amount(default=0)
    item_duty_quantum = _amount(default=0)
    tax_base_quantum = _amount(default=0)

    class Meta(Rule.Meta):
        constraints = [_once("tariffs_policy_once", "jurisdiction", "trade", "sale")]
        verbose_name_plural = "jurisdiction policies"


class Regime(Rule):
    """A scheme such as a low-value procedure: whom and what it covers, and its effect."""

    scheme = models.CharField(max_length=40)
    trade = models.CharField(max_length=8, choices=Trade.choices)
    sale = models.CharField(max_length=3, choices=Sale.choices, default=Sale.ANY)
    priority = models.PositiveSmallIntegerField()
    threshold = _amount(null=True, blank=True)
    currency = currency_field()
    value_basis = models.CharField(max_length=8, choices=ValueBasis.choices, default=ValueBasis.GOODS)
    excluded_prefixes = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    excluded_origins = ArrayField(models.CharField(max_length=2), default=list, blank=True)
    duty_effect = models.CharField(max_length=8, choices=DutyEffect.choices)
    flat = _amount(default=0)
    tax_effect = models.CharField(max_length=8, choices=TaxEffect.choices)
    tax_share = models.DecimalField(max_digits=5, decimal_places=4, default=1)
    tax_includes_duty = models.BooleanField(default=True)
    duty_collector = models.CharField(max_length=12, choices=COLLECTORS, default="border")
    tax_collector = models.CharField(max_length=12, choices=COLLECTORS, default="border")

    class Meta(Rule.Meta):
        constraints = [_once("tariffs_regime_once", "jurisdiction", "trade", "sale", "priority")]


class Measure(Rule):
    """A duty on goods under a prefix of the nomenclature, from an origin ("*" any)."""

    layer = models.CharField(max_length=20)
    hs_prefix = models.CharField(max_length=10)
    origin = models.CharField(max_length=2, default="*")
    expression = models.CharField(max_length=120)
    is_exact = models.BooleanField(default=True)

    class Meta(Rule.Meta):
        constraints = [_once("tariffs_measure_once", "jurisdiction", "layer", "hs_prefix", "origin")]


class TaxRate(Rule):
    """A tax at a rate (a fraction) on goods under a prefix ("" all), in a region ("" the whole)."""

    tax = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField(default=1)
    hs_prefix = models.CharField(max_length=10, blank=True)
    region = models.CharField(max_length=10, blank=True)
    rate = models.DecimalField(max_digits=12, decimal_places=10)
    base = models.CharField(max_length=8, choices=TaxBase.choices, default=TaxBase.VALUE)
    minimum_per_g = _amount(null=True, blank=True)

    class Meta(Rule.Meta):
        constraints = [_once("tariffs_tax_once", "jurisdiction", "tax", "hs_prefix", "region")]


class Fee(Rule):
    """A fee of an authority or carrier."""

    kind = models.CharField(max_length=20)
    currency = currency_field()
    amount = _amount(default=0)
    rate = models.DecimalField(max_digits=9, decimal_places=7, default=0)
    base = models.CharField(max_length=8, choices=FeeBase.choices, default=FeeBase.NONE)
    minimum = _amount(default=0)
    maximum = _amount(null=True, blank=True)
    unit = models.CharField(max_length=12, choices=FeeUnit.choices, default=FeeUnit.CONSIGNMENT)
    value_from = _amount(default=0)
    value_to = _amount(null=True, blank=True)
    regimes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    collector = models.CharField(max_length=12, choices=COLLECTORS, default="border")

    class Meta(Rule.Meta):
        constraints = [_once("tariffs_fee_once", "jurisdiction", "kind", "value_from")]
