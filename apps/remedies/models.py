"""Remedies · rights of withdrawal, return hubs, carriers' terms for claims, and open cases · public schema."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.common.fields import country_field, currency_field
from apps.common.models import SharedModel

from .types import CaseKind, CaseOwner


class WithdrawalRight(SharedModel):
    """What the law of countries of delivery gives a consumer who bought from afar; the newest counts."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    countries = ArrayField(models.CharField(max_length=2), verbose_name=_("countries"))
    days = models.PositiveSmallIntegerField(_("days from delivery"))
    buyer_pays_return = models.BooleanField(_("the buyer pays for the way back"), default=True)
    refunds_outbound_shipping = models.BooleanField(_("shipping is given back as well"), default=True)
    source = models.CharField(_("source"), max_length=200)
    is_verified = models.BooleanField(_("verified"), default=False)
    valid_from = models.DateField(_("valid from"))

    class Meta:
        ordering = ["code"]
        verbose_name = _("right of withdrawal")
        verbose_name_plural = _("rights of withdrawal")

    def __str__(self) -> str:
        return f"{self.code} {self.days}"


class ReturnHub(SharedModel):
    """A house that takes returns for the countries that it serves; `address` is PostalAddress.as_json()."""

    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    country = country_field()
    serves = ArrayField(models.CharField(max_length=2), verbose_name=_("countries"))
    address = models.JSONField(_("address"))
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("return hub")
        verbose_name_plural = _("return hubs")

    def __str__(self) -> str:
        return self.code


class ClaimTerms(SharedModel):
    """Until when a carrier hears a claim, and what it pays at most for a parcel (no amount: what the goods cost)."""

    carrier = models.ForeignKey("logistics.Carrier", on_delete=models.CASCADE, related_name="+")
    lost_within_days = models.PositiveSmallIntegerField(_("days from hand-over, where lost"))
    damaged_within_days = models.PositiveSmallIntegerField(_("days from delivery, where damaged"))
    most = models.DecimalField(_("most for a parcel"), max_digits=19, decimal_places=4, null=True, blank=True)
    currency = currency_field(blank=True)
    source = models.CharField(_("source"), max_length=200)
    valid_from = models.DateField(_("valid from"))

    class Meta:
        ordering = ["carrier", "-valid_from"]
        verbose_name = _("terms for claims")
        verbose_name_plural = _("terms for claims")
        constraints = [
            models.UniqueConstraint(fields=["carrier", "valid_from"], name="remedies_terms_once"),
            models.CheckConstraint(
                condition=Q(most__isnull=True, currency="") | (Q(most__gt=0) & ~Q(currency="")),
                name="remedies_terms_currency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier_id} {self.valid_from}"


class Case(SharedModel):
    """A vendor's return or claim as the marketplace looks after it: who has to act, until when."""

    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    case_id = models.UUIDField(unique=True)
    kind = models.CharField(_("kind"), max_length=6, choices=CaseKind.choices)
    number = models.CharField(_("number"), max_length=32)
    order_id = models.UUIDField()
    purchase_id = models.UUIDField(db_index=True)
    order_number = models.CharField(_("order"), max_length=24)
    status = models.CharField(_("state"), max_length=12)
    owner = models.CharField(_("who acts"), max_length=11, choices=CaseOwner.choices)
    since = models.DateTimeField(_("since"))
    due_at = models.DateTimeField(_("until"), null=True)
    is_open = models.BooleanField(_("open"), default=True)
    is_disputed = models.BooleanField(_("disputed"), default=False)

    class Meta:
        ordering = [F("due_at").asc(nulls_last=True), "pk"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        indexes = [models.Index(fields=["due_at"], name="remedies_case_due", condition=Q(is_open=True))]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=CaseKind.values), name="remedies_case_kind_known"),
            models.CheckConstraint(condition=Q(owner__in=CaseOwner.values), name="remedies_case_owner_known"),
            models.CheckConstraint(
                condition=Q(is_open=True) | Q(owner=CaseOwner.NOBODY, due_at__isnull=True),
                name="remedies_case_over",
            ),
        ]

    def __str__(self) -> str:
        return self.number
