"""Ledger · accounts, journals and postings in double entry, commission rules · public schema.

The migration adds what a model cannot say: a journal balances per currency when
its transaction commits, a posting bears its account's currency and joins only a
journal of its own transaction, and neither is ever updated or deleted.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.common.fields import currency_field
from apps.common.ids import new_id
from apps.common.models import SharedModel

from .types import AccountCode, JournalKind


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
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="postings")
    currency = currency_field()
    amount = models.BigIntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(amount=0), name="ledger_posting_not_zero")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.amount} {self.currency}"


class CommissionRule(SharedModel):
    """The share of a vendor's goods that the marketplace keeps. The first rule that matches wins.

    Empty conditions match everything. A sale freezes the rate it was made at.
    """

    position = models.PositiveSmallIntegerField(default=100)
    vendor = models.ForeignKey("vendors.Vendor", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    market = models.CharField(max_length=8, blank=True)
    rate = models.DecimalField(max_digits=6, decimal_places=5)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(rate__gte=0, rate__lt=1), name="ledger_commission_is_a_fraction"),
        ]

    def __str__(self) -> str:
        return f"{self.position}: {self.rate}"
