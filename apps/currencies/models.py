"""Currencies · exchange rates, locked quotes, conversions and markups · public schema."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from apps.common.fields import currency_field
from apps.common.ids import new_id
from apps.common.models import SharedModel

from .types import Decision, MarkupUse, RateStatus


class ExchangeRate(SharedModel):
    """One unit of `base` in units of `quote`, as `source` published it on `published_on`.

    A pending rate is one that is not believed without a person: it moved too far from the one before (`jump`, a
    fraction of the earlier rate), differs too much from another source's (`deviation`, a fraction of that one,
    and `deviates_from`), or was entered by hand. It is not used until someone else than `made_by` confirms it.
    """

    base = currency_field()
    quote = currency_field()
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    source = models.CharField(max_length=40)
    source_url = models.URLField(blank=True)
    published_on = models.DateField()
    published_at = models.DateTimeField(null=True, blank=True)
    fetched_at = models.DateTimeField()
    status = models.CharField(max_length=8, choices=RateStatus.choices, default=RateStatus.ACTIVE)
    jump = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    deviation = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    deviates_from = models.CharField(max_length=120, blank=True, db_default="")
    made_by = models.CharField(max_length=64, blank=True, db_default="")
    checked_by = models.CharField(max_length=64, blank=True, db_default="")
    checked_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, db_default="")

    class Meta:
        ordering = ["-published_on", "base", "quote"]
        constraints = [
            models.UniqueConstraint(fields=["base", "quote", "source", "published_on"], name="currencies_rate_once"),
            models.CheckConstraint(condition=Q(rate__gt=0), name="currencies_rate_positive"),
            models.CheckConstraint(
                condition=Q(made_by="") | Q(checked_by="") | ~Q(made_by=F("checked_by")),
                name="currencies_rate_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(status="active") | Q(made_by="") | ~Q(checked_by=""), name="currencies_rate_checked"
            ),
        ]
        indexes = [
            models.Index(fields=["base", "quote", "-published_on"], name="currencies_rate_latest"),
            models.Index(fields=["published_on"], name="currencies_rate_waiting", condition=Q(status="pending")),
        ]

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

    class Meta:
        ordering = ["-pk"]
        verbose_name = "FX quote"

    def __str__(self) -> str:
        return f"{self.charge_currency} until {self.valid_until:%Y-%m-%d %H:%M}"


class Conversion(SharedModel):
    """A conversion of one amount that is promised until `valid_until` and used once, for `used_for`.

    Amounts in minor units of their currency; `gain` is the marketplace's, in the bought currency. Rates are units
    of `bought_currency` for one unit of `sold_currency`.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    sold_currency = currency_field()
    bought_currency = currency_field()
    sold = models.BigIntegerField()
    bought = models.BigIntegerField()
    gain = models.BigIntegerField()
    mid = models.DecimalField(max_digits=24, decimal_places=12)
    spread_bps = models.PositiveIntegerField()
    rate = models.DecimalField(max_digits=24, decimal_places=12)
    source = models.CharField(max_length=160)
    published_on = models.DateField()
    created_at = models.DateTimeField()
    valid_until = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    used_for = models.CharField(max_length=80, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sold__gt=0, bought__gte=0, gain__gte=0, mid__gt=0, rate__gt=0),
                name="currencies_conversion_amounts",
            ),
            models.CheckConstraint(
                condition=Q(used_at=None, used_for="") | Q(used_at__isnull=False, used_at__lt=F("valid_until")),
                name="currencies_conversion_in_time",
            ),
            models.UniqueConstraint(
                fields=["used_for"], condition=~Q(used_for=""), name="currencies_conversion_used_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sold_currency}→{self.bought_currency} {self.public_id}"


class Markup(SharedModel):
    """Basis points on the middle rate into `currency` (empty: every currency without a row of its own).

    Of each use and currency one is in force; changing it takes two people. An earlier one stays as it was.
    """

    use = models.CharField(max_length=6, choices=MarkupUse.choices)
    currency = currency_field(blank=True)
    bps = models.PositiveIntegerField()
    status = models.CharField(max_length=8, choices=Decision.choices, default=Decision.PROPOSED)
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    checked_by = models.CharField(max_length=64, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["use", "currency", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(bps__lte=2000), name="currencies_markup_bounds"),
            models.CheckConstraint(condition=~Q(made_by=F("checked_by")), name="currencies_markup_two_people"),
            models.CheckConstraint(
                condition=~Q(status__in=["in_force", "retired"]) | ~Q(checked_by=""), name="currencies_markup_checked"
            ),
            models.UniqueConstraint(
                fields=["use", "currency"], condition=Q(status="in_force"), name="currencies_markup_one_in_force"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.use} {self.currency or '*'} {self.bps} bp"
