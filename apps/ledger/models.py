"""Ledger · accounts, journals and postings in double entry, checkpoints, commission rules · public schema.

The migration adds what a model cannot say: a journal balances per currency when
its transaction commits, a posting bears its account's currency and joins only a
journal of its own transaction, and neither is ever updated or deleted.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.common.fields import country_field, currency_field
from apps.common.ids import new_id
from apps.common.models import SharedModel

from .types import AccountCode, JournalKind, TaxTreatment


class Account(SharedModel):
    """One account of the chart, in one currency, of the marketplace or of a vendor."""

    code = models.CharField(max_length=32, choices=AccountCode.choices)
    currency = currency_field()
    vendor = models.ForeignKey("vendors.Vendor", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    detail = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ["code", "currency"]
        constraints = [
            models.UniqueConstraint(
                fields=["code", "currency", "vendor", "detail"],
                name="ledger_account_once",
                nulls_distinct=False,
            )
        ]

    def __str__(self) -> str:
        owner = f" {self.vendor_id}" if self.vendor_id else ""
        return f"{self.code}{owner} {self.detail} {self.currency}".replace("  ", " ")


class Journal(SharedModel):
    """One money fact: its postings sum to zero in each currency. Never changed or deleted."""

    append_only = True

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    kind = models.CharField(max_length=24, choices=JournalKind.choices)
    idempotency_key = models.CharField(max_length=120, unique=True)
    purchase_id = models.UUIDField(null=True, db_index=True)
    memo = models.CharField(max_length=200, blank=True)
    occurred_at = models.DateTimeField()
    posted_at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.idempotency_key}"


class Posting(SharedModel):
    """One leg of a journal, in minor units; debit is positive."""

    append_only = True

    journal = models.ForeignKey(Journal, on_delete=models.PROTECT, related_name="postings")
    # The database's key is the one over account and currency together, which a migration makes.
    account = models.ForeignKey(
        Account, on_delete=models.PROTECT, related_name="postings", db_index=False, db_constraint=False
    )
    currency = currency_field()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="ledger_posting_not_zero")]
        indexes = [models.Index(fields=["account", "id"], name="ledger_posting_of_account")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount} {self.currency}"


class Checkpoint(SharedModel):
    """What the postings of an account up to and with one came to: a balance is this and the few that follow it.

    Derived: it may be deleted, and is made again.
    """

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="checkpoint")
    up_to = models.BigIntegerField()
    balance = models.BigIntegerField()
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} up to {self.up_to}"


class CommissionRule(SharedModel):
    """The share of a vendor's goods that the marketplace keeps. The first rule that matches wins.

    Empty conditions match everything; `category` takes in those below it. A rule that
    somebody made counts once another person has checked it, and from then on is never
    changed: another one replaces it. A sale freezes what it came to.
    """

    position = models.PositiveSmallIntegerField(_("position"), default=100)
    vendor = models.ForeignKey("vendors.Vendor", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    market = models.CharField(_("market"), max_length=8, blank=True)
    category = models.CharField(_("category"), max_length=40, blank=True, default="", db_default="")
    product_id = models.UUIDField(_("product"), null=True, blank=True)
    rate = models.DecimalField(_("rate"), max_digits=6, decimal_places=5)
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    replaces = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced_by",
        verbose_name=_("replaces"),
    )  # fmt: skip
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lt=1), name="ledger_commission_is_a_fraction"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False, made_by__isnull=False)
                & ~Q(checked_by=models.F("made_by")),
                name="ledger_commission_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.rate}"

    @property
    def is_waiting(self) -> bool:
        """Whether somebody else has to check it before it counts."""
        return self.made_by_id is not None and self.checked_at is None


class CommissionBound(SharedModel):
    """The least and the most that a rule takes of one order of a vendor that sells in `currency`, in major units."""

    rule = models.ForeignKey(CommissionRule, on_delete=models.CASCADE, related_name="bounds")
    currency = currency_field()
    floor = models.DecimalField(_("at least"), max_digits=19, decimal_places=4, null=True, blank=True)
    cap = models.DecimalField(_("at most"), max_digits=19, decimal_places=4, null=True, blank=True)

    class Meta:
        ordering = ["currency"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "currency"], name="ledger_commission_bound_once"),
            models.CheckConstraint(
                condition=Q(floor__isnull=True) | Q(cap__isnull=True) | Q(floor__lte=models.F("cap")),
                name="ledger_commission_floor_below_cap",
            ),
            models.CheckConstraint(
                condition=(Q(floor__isnull=True) | Q(floor__gte=0)) & (Q(cap__isnull=True) | Q(cap__gte=0)),
                name="ledger_commission_bounds_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.floor or 0} – {self.cap or '∞'} {self.currency}"


class CommissionTaxRule(SharedModel):
    """How commission is taxed for vendors established in a country. A country without a row is outside the scope.

    `source_title`, `source_url` and `checked_on` say where that is written and when it was read.
    """

    country = country_field()
    treatment = models.CharField(max_length=16, choices=TaxTreatment.choices)
    rate = models.DecimalField(max_digits=6, decimal_places=5, default=0)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    source_title = models.CharField(max_length=200)
    source_url = models.URLField(max_length=400)
    checked_on = models.DateField()

    class Meta:
        ordering = ["country", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["country", "valid_from"], name="ledger_commission_tax_once"),
            models.CheckConstraint(
                condition=Q(treatment=TaxTreatment.CHARGED, rate__gt=0, rate__lt=1)
                | Q(treatment__in=[TaxTreatment.REVERSE_CHARGE, TaxTreatment.OUTSIDE_SCOPE], rate=0),
                name="ledger_commission_tax_rate_if_charged",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.treatment} {self.rate}"
