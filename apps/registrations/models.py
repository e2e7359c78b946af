"""Registrations · tax registrations, who accounts for tax, and evidence of checked tax ids · public schema."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from apps.common.fields import country_field
from apps.common.ids import new_id
from apps.common.models import SharedModel

from .types import BuyerKind, Format, Kind, Liable, Mechanism, Outcome, SellerPlace, Service


class TaxRegistration(SharedModel):
    """A number under which the marketplace (no vendor) or a vendor is known to tax or customs.

    `jurisdiction` is a country or "EU"; `valid` is a range of days, its end exclusive. A number is ended, never
    changed: declarations of before were made under it. `evidence` says where it can be seen.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    vendor = models.ForeignKey("vendors.Vendor", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    jurisdiction = models.CharField(_("jurisdiction"), max_length=2)
    number = models.CharField(_("number"), max_length=40)
    format = models.CharField(_("form of the number"), max_length=8, choices=Format.choices)
    valid = DateRangeField(_("valid"))
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)
    recorded_at = models.DateTimeField(_("recorded"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = models.Manager["TaxRegistration"]()

    class Meta:
        ordering = ["kind", "jurisdiction", "valid"]
        verbose_name = _("tax registration")
        verbose_name_plural = _("tax registrations")
        constraints = [
            ExclusionConstraint(
                name="registrations_one_at_a_time",
                expressions=[
                    (Coalesce(F("vendor_id"), Value(0, models.BigIntegerField())), RangeOperators.EQUAL),
                    ("kind", RangeOperators.EQUAL),
                    ("jurisdiction", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="registrations_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.jurisdiction}"


class AccountingRow(SharedModel):
    """A row of the table that says who accounts for the tax on a sale; types.AccountingRule tells its columns."""

    code = models.CharField(max_length=60, primary_key=True)
    jurisdiction = models.CharField(max_length=2, blank=True)
    scheme = models.CharField(max_length=40)
    seller = models.CharField(max_length=8, choices=SellerPlace.choices)
    buyer = models.CharField(max_length=8, choices=BuyerKind.choices)
    liable = models.CharField(max_length=12, choices=Liable.choices)
    mechanism = models.CharField(max_length=16, choices=Mechanism.choices)
    registration = models.CharField(max_length=20, blank=True)
    valid = DateRangeField()
    basis = models.CharField(max_length=200)
    source_title = models.CharField(max_length=200)
    source_url = models.URLField(max_length=300, blank=True)
    checked_on = models.DateField()
    is_verified = models.BooleanField(default=False)

    class Meta:
        ordering = ["code"]
        verbose_name = _("rule of who accounts for tax")
        verbose_name_plural = _("who accounts for tax")
        constraints = [
            ExclusionConstraint(
                name="registrations_accounting_once",
                expressions=[
                    ("jurisdiction", RangeOperators.EQUAL),
                    ("scheme", RangeOperators.EQUAL),
                    ("seller", RangeOperators.EQUAL),
                    ("buyer", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            )
        ]

    def __str__(self) -> str:
        return self.code


class TaxIdCheck(SharedModel):
    """Evidence: what was known of a company's tax id at an instant, and up to when it counts as valid.

    `said` is the service's answer as it came. `asked_name` is the company's own name then; `by` the member of staff
    who asked the authority, where a person did.
    """

    append_only = True

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    company = models.ForeignKey("accounts.Company", on_delete=models.PROTECT, related_name="+")
    tax_id = models.CharField(max_length=20)
    country = country_field()
    asked_name = models.CharField(max_length=160)
    service = models.CharField(max_length=8, choices=Service.choices)
    outcome = models.CharField(max_length=16, choices=Outcome.choices)
    consultation = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=300, blank=True)
    address = models.CharField(max_length=500, blank=True)
    said = models.JSONField(default=dict)
    note = models.CharField(max_length=200, blank=True)
    by = models.CharField(max_length=64, blank=True)
    checked_at = models.DateTimeField()
    counts_until = models.DateTimeField(null=True)

    objects = models.Manager["TaxIdCheck"]()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("check of a tax id")
        verbose_name_plural = _("checks of tax ids")
        indexes = [models.Index(fields=["company", "-id"], name="registrations_check_of")]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome=Outcome.VALID) ^ Q(counts_until__isnull=True),
                name="registrations_only_valid_counts",
            ),
            models.CheckConstraint(
                condition=~Q(service=Service.HAND) | ~Q(by="") & ~Q(consultation=""), name="registrations_hand_is_told"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tax_id} {self.outcome}"
