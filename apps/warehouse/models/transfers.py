"""Warehouse · goods on their way between two houses · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from apps.common.ids import new_id
from apps.common.models import TenantModel

from ..types import Settlement, TransferState
from .goods import Lot
from .houses import Warehouse


class Transfer(TenantModel):
    """Goods that are carried from one house to another. `basis` is the customs entry where they leave bond."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    source = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    target = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=TransferState.choices, default=TransferState.DRAFT)
    note = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=60, blank=True)
    expected_on = models.DateField(null=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=TransferState.values), name="warehouse_transfer_state_known"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="warehouse_transfer_goes_somewhere"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"


class TransferLine(TenantModel):
    """Pieces of a variant in a transfer; `received` is None until they were counted at the other end."""

    transfer = models.ForeignKey(Transfer, on_delete=models.CASCADE, related_name="lines")
    variant_id = models.UUIDField()
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="+")
    quantity = models.PositiveIntegerField()
    received = models.PositiveIntegerField(null=True)
    settlement = models.CharField(max_length=10, choices=Settlement.choices, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="warehouse_transfer_line_positive"),
            models.UniqueConstraint(
                fields=["transfer", "variant_id", "lot"], name="warehouse_transfer_line_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id}"
