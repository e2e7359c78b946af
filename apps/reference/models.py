"""Reference · small tables that vendors' rows may point at · public schema."""

from __future__ import annotations

from decimal import Decimal

from django.db import models

from apps.common.models import SharedModel


class Country(SharedModel):
    """An ISO 3166-1 country; names come from CLDR when shown."""

    code = models.CharField(max_length=2, primary_key=True)
    alpha3 = models.CharField(max_length=3, unique=True)
    currency_code = models.CharField(max_length=3)
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True)

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "countries"

    def __str__(self) -> str:
        return self.code


class Currency(SharedModel):
    """An ISO 4217 currency: the exponent of its minor unit, the digits that are shown, and its smallest coin."""

    code = models.CharField(max_length=3, primary_key=True)
    exponent = models.PositiveSmallIntegerField()
    display_digits = models.PositiveSmallIntegerField(db_default=2)
    cash_step = models.DecimalField(max_digits=9, decimal_places=4, db_default=Decimal("0.01"))

    class Meta:
        ordering = ["code"]
        verbose_name_plural = "currencies"

    def __str__(self) -> str:
        return self.code


class Unit(SharedModel):
    """A unit of measure (UN/ECE Recommendation 20 code where there is one) and its size in the base unit."""

    code = models.CharField(max_length=8, primary_key=True)
    symbol = models.CharField(max_length=12)
    dimension = models.CharField(max_length=20)
    factor = models.DecimalField(max_digits=20, decimal_places=9)

    class Meta:
        ordering = ["dimension", "factor"]

    def __str__(self) -> str:
        return self.symbol
