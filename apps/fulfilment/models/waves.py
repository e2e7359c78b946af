"""Fulfilment · orders that are collected together in one walk · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from apps.common.ids import new_id
from apps.common.models import TenantModel


class Wave(TenantModel):
    """Shipments of one house that are collected together. `metres` is the length of the walk, there and back."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    warehouse_id = models.UUIDField()
    warehouse_code = models.CharField(max_length=20)
    metres = models.DecimalField(max_digits=9, decimal_places=1)
    created_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"wave {self.pk} in {self.warehouse_code}"


class WaveOrder(TenantModel):
    """A shipment of a wave, and the number of the tote that its goods are laid into. In one open wave at most.

    `left_at` once it was cancelled: nothing more is laid into its tote, and what lies there goes back.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="orders")
    tote = models.PositiveSmallIntegerField()
    fulfilment_id = models.UUIDField()
    order_id = models.UUIDField()
    order_number = models.CharField(max_length=24)
    is_open = models.BooleanField(default=True)
    left_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["tote"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "tote"], name="fulfilment_tote_once"),
            models.UniqueConstraint(
                fields=["fulfilment_id"], condition=Q(is_open=True), name="fulfilment_one_open_wave"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_number} in tote {self.tote}"


class PickLine(TenantModel):
    """Pieces to be taken at one place. `totes` is a list of [tote, pieces]; `bin` is "" for what lies in no bin.

    Coordinates are metres from the packing table, as the bin had them when the walk was planned.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="lines")
    place = models.PositiveSmallIntegerField()
    variant_id = models.UUIDField()
    sku = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    bin = models.CharField(max_length=24, blank=True)
    aisle = models.CharField(max_length=12, blank=True)
    lot = models.CharField(max_length=40, blank=True)
    x_m = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    y_m = models.DecimalField(max_digits=7, decimal_places=2, null=True)
    wanted = models.PositiveIntegerField()
    picked = models.PositiveIntegerField(null=True)
    totes = models.JSONField()
    done_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["wave", "place"], name="fulfilment_pick_once"),
            models.CheckConstraint(
                condition=Q(picked__isnull=True) | Q(picked__lte=F("wanted")), name="fulfilment_picked_sane"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wanted} × {self.sku} from {self.bin}"
