"""Warehouse · lots and single pieces · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.common.ids import new_id
from apps.common.models import TenantModel

from ..types import SerialState
from .houses import Bin, Warehouse


class Lot(TenantModel):
    """Pieces of a variant that were made together. From the day after `expires_on` none of them is for sale."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    variant_id = models.UUIDField()
    number = models.CharField(max_length=40)
    expires_on = models.DateField(null=True)
    best_before_on = models.DateField(null=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["expires_on", "best_before_on", "pk"]
        constraints = [models.UniqueConstraint(fields=["variant_id", "number"], name="warehouse_lot_once")]

    def __str__(self) -> str:
        return self.number


class Serial(TenantModel):
    """One piece that has a number of its own, and where it is: in a house, or sent with a fulfilment."""

    variant_id = models.UUIDField()
    number = models.CharField(max_length=60)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=SerialState.choices, default=SerialState.IN_HOUSE)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, null=True, related_name="+")
    bin = models.ForeignKey(Bin, on_delete=models.PROTECT, null=True, related_name="+")
    fulfilment_id = models.UUIDField(null=True, db_index=True)
    changed_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["variant_id", "number"], name="warehouse_serial_once"),
            models.CheckConstraint(condition=Q(state__in=SerialState.values), name="warehouse_serial_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=[SerialState.IN_HOUSE, SerialState.PACKED]) | Q(warehouse__isnull=False),
                name="warehouse_serial_is_somewhere",
            ),
        ]
        indexes = [models.Index(fields=["number"], name="warehouse_serial_number")]

    def __str__(self) -> str:
        return self.number
