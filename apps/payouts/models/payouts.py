"""Payouts · what becomes due, payouts with their items, and the files they go out in · public schema.

The migration adds that a payout moves only along its table, and that items add up.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from djmoney.money import Money

from apps.common.fields import currency_field
from apps.common.ids import new_id
from apps.common.models import SharedModel
from apps.common.money import from_minor

from ..types import BatchStatus, PayoutStatus, Scheme


class SaleDue(SharedModel):
    """From when on what a vendor earned by a purchase may be paid out."""

    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    purchase_id = models.UUIDField()
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "purchase_id"], name="payouts_sale_due_once")]
        indexes = [models.Index(fields=["due_at"], name="payouts_sale_due_at")]

    def __str__(self) -> str:
        return f"{self.vendor_id} {self.purchase_id}"


class PayoutBatch(SharedModel):
    """Payouts that go to the bank in one file, prepared by one person and approved by another.

    `message_id` is the file's id at the bank, to which the same file twice is once.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    status = models.CharField(max_length=10, choices=BatchStatus.choices, default=BatchStatus.MADE)
    scheme = models.CharField(max_length=8, choices=Scheme.choices)
    currency = currency_field()
    total = models.PositiveBigIntegerField()
    count = models.PositiveIntegerField()
    execute_on = models.DateField()
    message_id = models.CharField(max_length=35, unique=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    checked_at = models.DateTimeField(null=True, blank=True)
    file = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name = "payment file"
        constraints = [
            models.CheckConstraint(condition=Q(status__in=BatchStatus.values), name="payouts_batch_status_known"),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("made_by")), name="payouts_batch_two_people"
            ),
            models.CheckConstraint(
                condition=Q(status__in=[BatchStatus.MADE, BatchStatus.CANCELLED])
                | (Q(checked_by__isnull=False, checked_at__isnull=False) & ~Q(file="")),
                name="payouts_batch_approved_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.message_id

    @property
    def money(self) -> Money:
        return from_minor(self.total, self.currency)


class Payout(SharedModel):
    """One payment to a vendor. Minor units: `amount` leaves the balance in `currency`, `paid_amount` is what is sent.

    Where the two currencies differ, `fx_quote_id`, `rate` and `mid_amount` (at the
    middle rate) say how one became the other.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=PayoutStatus.choices, default=PayoutStatus.DRAFT)
    account = models.ForeignKey("payouts.PayoutAccount", null=True, on_delete=models.PROTECT, related_name="+")
    batch = models.ForeignKey(PayoutBatch, null=True, blank=True, on_delete=models.PROTECT, related_name="payouts")
    currency = currency_field()
    amount = models.PositiveBigIntegerField()
    paid_currency = models.CharField(max_length=3, blank=True)
    paid_amount = models.PositiveBigIntegerField(null=True, blank=True)
    mid_amount = models.PositiveBigIntegerField(null=True, blank=True)
    rate = models.DecimalField(max_digits=24, decimal_places=12, null=True, blank=True)
    fx_quote_id = models.UUIDField(null=True, blank=True)
    reference = models.CharField(max_length=35, unique=True)
    problem = models.CharField(max_length=200, blank=True)
    made_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=PayoutStatus.values), name="payouts_payout_status_known"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="payouts_payout_positive"),
            models.CheckConstraint(
                condition=Q(status__in=[PayoutStatus.DRAFT, PayoutStatus.CANCELLED])
                | Q(batch__isnull=False, account__isnull=False, paid_amount__gt=0),
                name="payouts_payout_approved_is_whole",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=[PayoutStatus.PAID, PayoutStatus.FAILED, PayoutStatus.RETURNED])
                | Q(settled_at__isnull=False),
                name="payouts_payout_settled_when",
            ),
        ]
        indexes = [models.Index(fields=["vendor", "-id"], name="payouts_of_vendor")]

    def __str__(self) -> str:
        return self.reference

    @property
    def money(self) -> Money:
        """What leaves the vendor's balance."""
        return from_minor(self.amount, self.currency)

    @property
    def paid(self) -> Money:
        """What the bank is told to pay; the same amount until another currency is agreed."""
        if self.paid_amount is None:
            return self.money
        return from_minor(self.paid_amount, self.paid_currency)


class PayoutItem(SharedModel):
    """One posting to a vendor's account that a payout pays, once; what the vendor gets is positive."""

    payout = models.ForeignKey(Payout, on_delete=models.CASCADE, related_name="items")
    posting = models.OneToOneField("ledger.Posting", on_delete=models.PROTECT, related_name="payout_item")
    amount = models.BigIntegerField()

    class Meta:
        ordering = ["posting_id"]

    def __str__(self) -> str:
        return f"{self.payout_id}: {self.amount}"


class ReserveHold(SharedModel):
    """What a payout kept back of a vendor's sales, in minor units, and until when."""

    payout = models.OneToOneField(Payout, on_delete=models.PROTECT, related_name="reserve")
    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.PROTECT, related_name="+")
    currency = currency_field()
    amount = models.PositiveBigIntegerField()
    release_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["release_at"]
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="payouts_reserve_positive")]
        indexes = [
            models.Index(fields=["release_at"], name="payouts_reserve_open", condition=Q(released_at__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"
