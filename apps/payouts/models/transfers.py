"""Payouts · money of buyers' bank transfers that goes back to where it came from · public schema."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from djmoney.money import Money

from apps.common.fields import currency_field
from apps.common.models import SharedModel
from apps.common.money import from_minor

from ..types import TransferStatus
from .statements import StatementLine


class TransferBack(SharedModel):
    """One order to send money back to the account that a line came from, in minor units. Twice the same key is once.

    `order` is its end-to-end id at the bank.
    """

    key = models.CharField(max_length=160, unique=True)
    order = models.CharField(max_length=35, unique=True)
    reference = models.CharField(max_length=35, db_index=True)
    line = models.ForeignKey(StatementLine, on_delete=models.PROTECT, related_name="sent_back")
    currency = currency_field()
    amount = models.PositiveBigIntegerField()
    status = models.CharField(max_length=8, choices=TransferStatus.choices, default=TransferStatus.ORDERED)
    problem = models.CharField(max_length=200, blank=True)
    ordered_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = "transfers back"
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="payouts_transfer_back_positive"),
            models.CheckConstraint(
                condition=Q(status__in=TransferStatus.values), name="payouts_transfer_back_status_known"
            ),
        ]
        indexes = [
            models.Index(fields=["ordered_at"], name="payouts_transfer_back_open", condition=Q(status="ordered"))
        ]

    def __str__(self) -> str:
        return self.order

    @property
    def money(self) -> Money:
        return from_minor(self.amount, self.currency)
