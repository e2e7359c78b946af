"""Markets · where we sell, in which currency and languages, and how prices are shown · public schema."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.common.fields import currency_field
from apps.common.models import SharedModel

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
    """That a country belongs to a market; a country belongs to one."""

    market = models.ForeignKey(Market, on_delete=models.CASCADE, related_name="countries")
    country = models.OneToOneField("reference.Country", on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "market countries"

    def __str__(self) -> str:
        return f"{self.country_id} → {self.market_id}"
