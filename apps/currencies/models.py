"""Currencies · exchange rates and locked quotes · public schema."""

from __future__ import annotations

from django.db import models

from apps.common.fields import currency_field
from apps.common.ids import new_id
from apps.common.models import SharedModel

from .types import RateStatus


class ExchangeRate(SharedModel):
    """One unit of `base` in units of `quote`, as `source` published it on `published_on`.

    A pending rate moved further from the one before than is believed without a
    person; it is not used until someone confirms it. `jump` is that move as a
    fraction of the earlier rate.
    """

    base = currency_field()
    quote = currency_field()
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    source = models.CharField(max_length=40)
    source_url = models.URLField(blank=True)
    published_on = models.DateField()
    fetched_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=RateStatus.choices, default=RateStatus.ACTIVE)
    jump = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)

    class Meta:
        ordering = ["-published_on", "base", "quote"]
        constraints = [
            models.UniqueConstraint(fields=["base", "quote", "source", "published_on"], name="currencies_rate_once"),
            models.CheckConstraint(condition=models.Q(rate__gt=0), name="currencies_rate_positive"),
        ]
        indexes = [models.Index(fields=["base", "quote", "-published_on"], name="currencies_rate_latest")]

    def __str__(self) -> str:
        return f"{self.base}/{self.quote} {self.rate} ({self.source}, {self.published_on})"


class FxQuote(SharedModel):
    """A table of rates promised to one checkout until `valid_until`.

    `rates` maps a vendor's currency to {"rate", "mid", "source", "published_on"}:
    units of the charge currency for one unit of it, with the spread in.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    charge_currency = currency_field()
    rates = models.JSONField()
    spread = models.DecimalField(max_digits=6, decimal_places=5)
    valid_until = models.DateTimeField()
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.charge_currency} until {self.valid_until:%Y-%m-%d %H:%M}"
