"""Warehouse · cycle counts · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.common.ids import new_id
from apps.common.models import TenantModel

from ..types import CountState
from .goods import Lot
from .houses import Bin, Warehouse


class CycleCount(TenantModel):
    """Shelves of a house that are to be counted, without being told what should be there."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=CountState.choices, default=CountState.OPEN)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=CountState.values), name="warehouse_count_state_known")
        ]

    def __str__(self) -> str:
        return f"{self.warehouse_id} {self.created_at:%Y-%m-%d}"


class CountLine(TenantModel):
    """One thing to count: a variant in a bin, of a lot, or loose. What the books said is taken when it is counted.

    `first_expected` and `second_expected` are what the books said at the instant of each count; `posted` is by how
    much they were corrected.
    """

    count = models.ForeignKey(CycleCount, on_delete=models.CASCADE, related_name="lines")
    variant_id = models.UUIDField()
    bin = models.ForeignKey(Bin, on_delete=models.PROTECT, null=True, related_name="+")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="+")
    grade = models.CharField(max_length=1)
    first = models.PositiveIntegerField(null=True)
    first_expected = models.IntegerField(null=True)
    second = models.PositiveIntegerField(null=True)
    second_expected = models.IntegerField(null=True)
    posted = models.IntegerField(null=True)
    counted_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["count", "variant_id", "bin", "lot"], name="warehouse_count_line_once", nulls_distinct=False
            )
        ]
        indexes = [models.Index(fields=["variant_id", "-counted_at"], name="warehouse_counted_last")]

    def __str__(self) -> str:
        return f"{self.variant_id}"
