"""Payouts · where vendors are paid to, when, and what is kept back · public schema."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.common.fields import country_field, currency_field
from apps.common.ids import new_id
from apps.common.models import SharedModel

from ..types import Period


class PayoutAccount(SharedModel):
    """A vendor's bank account. A change makes a new row; those before stay as history.

    `sealed` holds the numbers (AccountDetails as JSON, common.sealing); `masked`
    is what is shown. Nothing is paid to it before `usable_from`.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.PROTECT, related_name="+")
    holder = models.CharField(max_length=70)
    country = country_field()
    currency = currency_field()
    masked = models.CharField(max_length=40)
    bic = models.CharField(max_length=11, blank=True)
    bank = models.CharField(max_length=120, blank=True)
    sealed = models.TextField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()
    usable_from = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["vendor"], condition=Q(replaced_at__isnull=True), name="payouts_account_one_in_use"
            ),
            models.CheckConstraint(condition=Q(usable_from__gte=F("made_at")), name="payouts_account_cools_down"),
        ]

    def __str__(self) -> str:
        return f"{self.holder} {self.masked}"


class PayoutTerms(SharedModel):
    """When a vendor is paid, how long after delivery, and what is kept back how long. Locked while payouts are made.

    `hold_reason` keeps all payouts of the vendor back; `run_on` is the day of the last cycle.
    """

    vendor = models.OneToOneField("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    period = models.CharField(_("period"), max_length=8, choices=Period.choices, default=Period.WEEKLY)
    delay_days = models.PositiveSmallIntegerField(_("days after delivery"), default=7)
    reserve_percent = models.DecimalField(_("reserve, percent"), max_digits=5, decimal_places=2, default=Decimal(0))
    reserve_days = models.PositiveSmallIntegerField(_("days in reserve"), default=90)
    hold_reason = models.CharField(_("reason of the hold"), max_length=200, blank=True)
    held_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    held_at = models.DateTimeField(null=True, blank=True)
    run_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "payout terms"
        constraints = [
            models.CheckConstraint(condition=Q(period__in=Period.values), name="payouts_terms_period_known"),
            models.CheckConstraint(
                condition=Q(reserve_percent__gte=0, reserve_percent__lt=100), name="payouts_terms_reserve_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.vendor_id}: {self.period}"


class PayoutMinimum(SharedModel):
    """Below this a balance waits for the next cycle, in minor units of the balance's currency."""

    currency = currency_field(unique=True)
    amount = models.PositiveBigIntegerField()

    class Meta:
        ordering = ["currency"]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
