"""Tariffs · values, schemes, duties, taxes and fees by date with their source · public schema."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.common.fields import currency_field

from ..types import (
    Above,
    Aggregation,
    Channel,
    DutyEffect,
    FeeBase,
    FeeUnit,
    FxDay,
    MeasureType,
    Minimum,
    Rounding,
    RoundingLevel,
    Sale,
    StackingBase,
    TaxBase,
    TaxEffect,
    Trade,
    ValueBasis,
)
from .rule import COLLECTORS, Rule, amount_field, by_two_people, once


class JurisdictionPolicy(Rule):
    """How values are formed and amounts rounded; `types.Policy` says what each column means."""

    trade = models.CharField(max_length=8, choices=Trade.choices)
    sale = models.CharField(max_length=12, choices=Sale.choices, default=Sale.ANY)
    currency = currency_field()
    value_basis = models.CharField(max_length=8, choices=ValueBasis.choices)
    share = models.DecimalField(max_digits=5, decimal_places=4, default=1)
    tax_basis = models.CharField(max_length=8, choices=ValueBasis.choices)
    rounding = models.CharField(max_length=16, choices=Rounding.choices)
    level = models.CharField(max_length=12, choices=RoundingLevel.choices)
    duty_quantum = amount_field()
    tax_quantum = amount_field()
    value_quantum = amount_field(default=0)
    item_duty_quantum = amount_field(default=0)
    tax_base_quantum = amount_field(default=0)
    post_is_whole = models.BooleanField(default=True, db_default=True)
    tax_uplift = models.DecimalField(max_digits=5, decimal_places=4, default=0, db_default=0)
    uplift_exempt = models.CharField(max_length=12, blank=True, default="", db_default="")
    minimum = amount_field(default=0, db_default=0)
    minimum_of = models.CharField(
        max_length=4, choices=Minimum.choices, default=Minimum.TAX, db_default=Minimum.TAX.value
    )
    fx_authority = models.CharField(max_length=20, blank=True, default="", db_default="")
    fx_kind = models.CharField(max_length=20, blank=True, default="", db_default="")
    fx_day = models.CharField(max_length=6, choices=FxDay.choices, default=FxDay.IMPORT, db_default=FxDay.IMPORT.value)

    class Meta(Rule.Meta):
        constraints = [once("tariffs_policy_once", "jurisdiction", "trade", "sale"), *by_two_people("policy")]
        verbose_name_plural = "jurisdiction policies"


class Regime(Rule):
    """A scheme such as a low-value procedure: whom and what it covers, and its effect."""

    scheme = models.CharField(max_length=40)
    trade = models.CharField(max_length=8, choices=Trade.choices)
    sale = models.CharField(max_length=12, choices=Sale.choices, default=Sale.ANY)
    priority = models.PositiveSmallIntegerField()
    threshold = amount_field(null=True, blank=True)
    currency = currency_field()
    value_basis = models.CharField(max_length=8, choices=ValueBasis.choices, default=ValueBasis.GOODS)
    excluded_prefixes = ArrayField(models.CharField(max_length=10), default=list, blank=True)
    excluded_origins = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    duty_effect = models.CharField(max_length=8, choices=DutyEffect.choices)
    flat = amount_field(default=0)
    tax_effect = models.CharField(max_length=8, choices=TaxEffect.choices)
    tax_share = models.DecimalField(max_digits=5, decimal_places=4, default=1)
    tax_includes_duty = models.BooleanField(default=True)
    duty_collector = models.CharField(max_length=12, choices=COLLECTORS, default="border")
    tax_collector = models.CharField(max_length=12, choices=COLLECTORS, default="border")
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.ANY, db_default=Channel.ANY.value)
    ship_from = models.CharField(max_length=12, blank=True, default="", db_default="")
    included_prefixes = ArrayField(models.CharField(max_length=10), null=True, blank=True)
    aggregation = models.CharField(
        max_length=12,
        choices=Aggregation.choices,
        default=Aggregation.CONSIGNMENT,
        db_default=Aggregation.CONSIGNMENT.value,
    )
    above = models.CharField(
        max_length=12, choices=Above.choices, default=Above.NOT_COVERED, db_default=Above.NOT_COVERED.value
    )
    requires_registration = models.CharField(max_length=20, blank=True, default="", db_default="")
    requires_claim = models.CharField(max_length=30, blank=True, default="", db_default="")
    annual_limit = amount_field(null=True, blank=True)
    only_single = models.BooleanField(default=False, db_default=False)
    expression = models.CharField(max_length=120, blank=True, default="", db_default="")
    tariff = models.CharField(max_length=12, blank=True, default="", db_default="")
    tolerance = models.DecimalField(max_digits=5, decimal_places=4, default=0, db_default=0)

    class Meta(Rule.Meta):
        constraints = [
            once("tariffs_regime_once", "jurisdiction", "trade", "sale", "channel", "ship_from", "priority"),
            *by_two_people("regime"),
        ]


class Measure(Rule):
    """A duty on goods under a prefix of the nomenclature, from an origin: a country, a group, "*" any.

    `type` may be left out: it follows from the layer, third country duty for "mfn" and an additional duty else.
    """

    layer = models.CharField(max_length=20, default="mfn")
    hs_prefix = models.CharField(max_length=10)
    origin = models.CharField(max_length=12, default="*")
    expression = models.CharField(max_length=300)
    is_exact = models.BooleanField(default=True)
    type = models.CharField(max_length=12, choices=MeasureType.choices, blank=True, default="", db_default="")
    excluded_origins = ArrayField(models.CharField(max_length=12), null=True, blank=True)
    additional_code = models.CharField(max_length=8, blank=True, default="", db_default="")
    order_number = models.CharField(max_length=8, blank=True, default="", db_default="")
    needs_claim = models.BooleanField(default=False, db_default=False)
    needs_proof = models.BooleanField(default=False, db_default=False)
    needs_direct_transport = models.BooleanField(default=False, db_default=False)
    is_open = models.BooleanField(default=True, db_default=True)
    base_of = models.CharField(max_length=20, blank=True, default="", db_default="")

    class Meta(Rule.Meta):
        constraints = [
            # What differs most comes first: a list of fifty thousand rows is written in half the time.
            once(
                "tariffs_measure_unique",
                "hs_prefix", "origin", "type", "layer", "additional_code", "order_number", "jurisdiction",
            ),
            *by_two_people("measure"),
        ]  # fmt: skip
        indexes = [
            models.Index(
                name="tariffs_measure_by_prefix",
                fields=["jurisdiction", "hs_prefix"],
                opclasses=["varchar_ops", "varchar_pattern_ops"],
            )
        ]


class Stacking(Rule):
    """Where a layer of additional duty or excise stands upon the others; one without a row is reckoned on the value."""

    layer = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()
    base = models.CharField(max_length=8, choices=StackingBase.choices, default=StackingBase.VALUE)
    excluded_by = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    in_tax_base = models.BooleanField(default=True)

    class Meta(Rule.Meta):
        constraints = [once("tariffs_stacking_once", "jurisdiction", "layer"), *by_two_people("stacking")]


class TaxRate(Rule):
    """A tax at a rate (a fraction) on goods under a prefix ("" all), in a region ("" the whole)."""

    tax = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField(default=1)
    hs_prefix = models.CharField(max_length=10, blank=True)
    region = models.CharField(max_length=10, blank=True)
    rate = models.DecimalField(max_digits=12, decimal_places=10)
    base = models.CharField(max_length=8, choices=TaxBase.choices, default=TaxBase.VALUE)
    minimum_per_g = amount_field(null=True, blank=True)
    category = models.CharField(max_length=20, blank=True, default="", db_default="")
    postcodes = models.CharField(max_length=200, blank=True, default="", db_default="")
    minimum_per_ml = amount_field(null=True, blank=True)
    minimum_per_piece = amount_field(null=True, blank=True)

    class Meta(Rule.Meta):
        constraints = [
            once("tariffs_tax_once", "jurisdiction", "tax", "hs_prefix", "region", "category", "postcodes"),
            *by_two_people("tax"),
        ]


class Fee(Rule):
    """A fee of an authority or carrier."""

    kind = models.CharField(max_length=20)
    currency = currency_field()
    amount = amount_field(default=0)
    rate = models.DecimalField(max_digits=9, decimal_places=7, default=0)
    base = models.CharField(max_length=8, choices=FeeBase.choices, default=FeeBase.NONE)
    minimum = amount_field(default=0)
    maximum = amount_field(null=True, blank=True)
    unit = models.CharField(max_length=12, choices=FeeUnit.choices, default=FeeUnit.CONSIGNMENT)
    value_from = amount_field(default=0)
    value_to = amount_field(null=True, blank=True)
    regimes = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    collector = models.CharField(max_length=12, choices=COLLECTORS, default="border")
    value_basis = models.CharField(
        max_length=8, choices=FeeBase.choices, default=FeeBase.CUSTOMS, db_default=FeeBase.CUSTOMS.value
    )
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.ANY, db_default=Channel.ANY.value)
    sale = models.CharField(max_length=12, choices=Sale.choices, default=Sale.ANY, db_default=Sale.ANY.value)
    excluded_origins = ArrayField(models.CharField(max_length=12), null=True, blank=True)

    class Meta(Rule.Meta):
        constraints = [
            once("tariffs_fee_once", "jurisdiction", "kind", "channel", "sale", "value_from"),
            *by_two_people("fee"),
        ]
