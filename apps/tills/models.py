"""Tills · tills, what happened at each, and how each was closed · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from apps.common.fields import currency_field
from apps.common.ids import new_id
from apps.common.models import TenantModel

from .types import EntryKind, Means


class Till(TenantModel):
    """A drawer and a phone in a shop. `warehouse_id` is the public id of the house that the shop is."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(max_length=60, unique=True)
    warehouse_id = models.UUIDField()
    is_open = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class TillEntry(TenantModel):
    """Money that was taken or given at a till. Never changed or deleted; `key` is what makes the same act once there.

    `amount` is what the books say, `drawer` how the cash moved: rounded to coins, and nothing at a terminal, which
    took `difference` more than the books say: what the buyer was told without a connection.
    `serials` are the numbers of the pieces that were sold, by variant.
    `happened_at` is when the device says that it was, `recorded_at` when we heard of it.
    """

    append_only = True

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="entries")
    key = models.UUIDField()
    kind = models.CharField(max_length=12, choices=EntryKind.choices)
    means = models.CharField(max_length=10, choices=Means.choices)
    currency = currency_field()
    amount = models.DecimalField(max_digits=19, decimal_places=4)
    drawer = models.DecimalField(max_digits=19, decimal_places=4, default=0)
    difference = models.DecimalField(max_digits=19, decimal_places=4, default=0, db_default=0)
    given = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    reference = models.CharField(max_length=40, blank=True)
    note = models.CharField(max_length=200, blank=True)
    order_id = models.UUIDField(null=True, db_index=True)
    order_number = models.CharField(max_length=24, blank=True)
    purchase_id = models.UUIDField(null=True)
    serials = models.JSONField(default=dict, db_default={})
    digest = models.CharField(max_length=64, blank=True)
    cashier = models.UUIDField()
    cashier_name = models.CharField(max_length=160)
    happened_at = models.DateTimeField()
    recorded_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        indexes = [models.Index(fields=["till", "cashier", "id"], name="tills_entry_of_cashier")]
        constraints = [
            models.UniqueConstraint(fields=["till", "key"], name="tills_entry_key_once"),
            models.CheckConstraint(
                condition=Q(means=Means.TERMINAL) | Q(difference=0), name="tills_entry_difference_is_terminal"
            ),
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="tills_entry_kind_known"),
            models.CheckConstraint(condition=Q(means=Means.CASH) | Q(drawer=0), name="tills_entry_drawer_is_cash"),
            models.CheckConstraint(
                condition=Q(kind=EntryKind.SALE, amount__gt=0, order_id__isnull=False)
                | Q(kind=EntryKind.REFUND, amount__lt=0, order_id__isnull=False)
                | Q(kind=EntryKind.CASH_MOVED, order_id__isnull=True) & ~Q(note=""),
                name="tills_entry_says_what",
            ),
            models.CheckConstraint(
                condition=Q(given__isnull=True) | Q(given__gte=F("drawer")), name="tills_entry_given_enough"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} {self.currency}"


class TillClosing(TenantModel):
    """What a cashier's entries came to and what was counted, from the closing before up to the entry `upto`.

    Never changed or deleted; numbered without a gap at each till.
    """

    append_only = True

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    till = models.ForeignKey(Till, on_delete=models.PROTECT, related_name="closings")
    number = models.PositiveIntegerField()
    cashier = models.UUIDField()
    cashier_name = models.CharField(max_length=160)
    upto = models.BigIntegerField()
    currency = currency_field()
    sales = models.PositiveIntegerField()
    refunds = models.PositiveIntegerField()
    sold = models.DecimalField(max_digits=19, decimal_places=4)
    given_back = models.DecimalField(max_digits=19, decimal_places=4)
    by_terminal = models.DecimalField(max_digits=19, decimal_places=4)
    moved = models.DecimalField(max_digits=19, decimal_places=4)
    expected = models.DecimalField(max_digits=19, decimal_places=4)
    counted = models.DecimalField(max_digits=19, decimal_places=4)
    note = models.CharField(max_length=200, blank=True)
    first_at = models.DateTimeField()
    closed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["till", "number"], name="tills_closing_numbered"),
            models.UniqueConstraint(fields=["till", "cashier", "upto"], name="tills_closing_once"),
            models.CheckConstraint(condition=Q(counted__gte=0), name="tills_closing_counted"),
        ]

    def __str__(self) -> str:
        return f"{self.till_id}/{self.number}"
