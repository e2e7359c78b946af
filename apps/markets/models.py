"""Markets · where we sell, in which currency and languages, and how prices are shown · public schema."""

from __future__ import annotations

from decimal import Decimal

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.common.fields import currency_field
from apps.common.models import SharedModel

from . import rules
from .types import DutyPolicy


class Market(SharedModel):
    """Countries that share currency, languages, tax display and duty policy. Data, not code."""

    code = models.CharField(max_length=8, primary_key=True)
    currency = currency_field()
    languages = ArrayField(models.CharField(max_length=10))
    prices_include_tax = models.BooleanField()
    duty_policy = models.CharField(max_length=3, choices=DutyPolicy.choices, default=DutyPolicy.DDP)
    is_open = models.BooleanField(default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.code


class MarketCountry(SharedModel):
    """That a country belongs to a market; a country belongs to one.

    `default_region` stands in for a delivery's region while no address is known, where taxes differ by region.
    """

    market = models.ForeignKey(Market, on_delete=models.CASCADE, related_name="countries")
    country = models.OneToOneField("reference.Country", on_delete=models.PROTECT, related_name="+")
    default_region = models.CharField(
        _("region assumed before an address is known"), max_length=10, blank=True, default="", db_default="",
        help_text=_("As addresses and rules write it: ON for Ontario. Empty where taxes are the same everywhere."),
    )  # fmt: skip

    class Meta:
        verbose_name_plural = "market countries"

    def __str__(self) -> str:
        return f"{self.country_id} → {self.market_id}"


class PriceRule(SharedModel):
    """How prices of a market in one currency are made neat where they come from an exchange rate.

    Prices that sellers set in that currency are never touched. `held` keeps the rates in use by the seller's
    currency, {"rate", "since"}: they follow the market's rates once these moved by more than `hysteresis`.
    """

    market = models.ForeignKey(Market, on_delete=models.CASCADE, related_name="price_rules")
    currency = currency_field()
    endings = models.CharField(
        _("endings"),
        max_length=40,
        blank=True,
        help_text=_("By commas: .99, 9, 9.95, 80, 980; .x5 is any digit and then a 5. Empty: as converted."),
    )
    uses_coins = models.BooleanField(
        _("to the smallest coin"), default=False, help_text=_("Round to what coins can make up first: CHF 0.05, SEK 1.")
    )
    largest_shift = models.DecimalField(
        _("largest shift"), max_digits=5, decimal_places=4, default=Decimal("0.05"),
        help_text=_("How far a neat price may lie from the converted one, as a fraction: 0.05 is 5 %."),
    )  # fmt: skip
    least_margin = models.DecimalField(
        _("least margin"), max_digits=5, decimal_places=4, default=Decimal("0"),
        help_text=_("How far above the converted price it lies at least, as a fraction; below zero: how far below."),
    )  # fmt: skip
    hysteresis = models.DecimalField(
        _("hysteresis"), max_digits=5, decimal_places=4, default=Decimal("0.01"),
        help_text=_("Prices follow a rate once it moved by more than this fraction; 0: every day."),
    )  # fmt: skip
    held = models.JSONField(default=dict, editable=False)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["market", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["market", "currency"], name="markets_price_rule_once"),
            models.CheckConstraint(
                condition=Q(
                    largest_shift__gte=0,
                    largest_shift__lte=Decimal("0.5"),
                    least_margin__gte=Decimal("-0.5"),
                    least_margin__lte=Decimal("0.5"),
                    hysteresis__gte=0,
                    hysteresis__lte=Decimal("0.5"),
                ),
                name="markets_price_rule_bounds",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.market_id} {self.currency} {self.endings}"

    def clean(self) -> None:
        """Refuse endings that nobody can pay, and a margin that no neat price could keep."""
        try:
            rules.endings_of(self.endings, self.currency)
        except ValueError as problem:
            text = _("“%(ending)s” is no ending of a price in %(currency)s. Write it as .99, 9, 80 or .x5.")
            raise ValidationError({"endings": text % {"ending": problem, "currency": self.currency}}) from problem
        if self.least_margin > self.largest_shift:
            raise ValidationError({"least_margin": _("The least margin cannot be more than the largest shift.")})
