"""Variances · one row for each declaration that its authority has assessed · public schema."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from djmoney.money import Money

from apps.common.fields import country_field, currency_field
from apps.common.models import SharedModel

from .types import Bearer, VarianceReason

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise


def _amount(name: StrPromise) -> models.DecimalField[Decimal, Decimal]:
    return models.DecimalField(name, max_digits=19, decimal_places=4)


class DutyVariance(SharedModel):
    """What was quoted, collected and assessed of one consignment.

    `quoted_duty`, `quoted_tax`, `assessed_duty`, `assessed_tax` and `difference` (assessed less quoted) are in the
    authority's `currency`; `charged` and `collected` in `charge_currency`: what the quote asks the buyer for duty, tax
    and fees with the purchase, and what was taken. `found_reason` is what the figures say, `reason` what holds: a
    person may know better.
    """

    declaration_id = models.UUIDField(unique=True)
    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.PROTECT, related_name="+")
    purchase_id = models.UUIDField(db_index=True)
    order_id = models.UUIDField()
    order_number = models.CharField(_("order"), max_length=24)
    ship_from = country_field()
    ship_to = country_field()
    incoterm = models.CharField(max_length=3)
    currency = currency_field()
    quoted_duty = _amount(_("duty quoted"))
    quoted_tax = _amount(_("tax quoted"))
    assessed_duty = _amount(_("duty assessed"))
    assessed_tax = _amount(_("tax assessed"))
    difference = _amount(_("difference"))
    charge_currency = currency_field()
    charged = _amount(_("to be collected"))
    collected = _amount(_("collected"))
    found_reason = models.CharField(max_length=16, choices=VarianceReason.choices)
    reason = models.CharField(_("reason"), max_length=16, choices=VarianceReason.choices)
    borne_by = models.CharField(_("borne by"), max_length=12, choices=Bearer.choices)
    note = models.CharField(_("note"), max_length=400, blank=True)
    explained_by = models.CharField(max_length=64, blank=True)
    quoted_on = models.DateField()
    assessed_on = models.DateField(_("assessed on"))
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["-assessed_on", "-id"]
        verbose_name = _("duty variance")
        verbose_name_plural = _("duty variances")
        indexes = [models.Index(fields=["assessed_on", "ship_from", "ship_to"], name="variances_by_lane")]
        constraints = [
            models.CheckConstraint(
                condition=Q(difference=F("assessed_duty") + F("assessed_tax") - F("quoted_duty") - F("quoted_tax")),
                name="variances_difference_is_one",
            ),
            models.CheckConstraint(condition=Q(reason__in=VarianceReason.values), name="variances_reason_known"),
            models.CheckConstraint(
                condition=Q(difference=0, borne_by=Bearer.NOBODY) | (~Q(difference=0) & ~Q(borne_by=Bearer.NOBODY)),
                name="variances_borne_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.order_number

    @property
    def is_collected_as_quoted(self) -> bool:
        """Whether the buyer paid for duty, tax and fees just what was quoted."""
        return self.collected == self.charged

    def money(self, name: str) -> Money:
        """An amount in the authority's currency."""
        return Money(getattr(self, name), self.currency)
