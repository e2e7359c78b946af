"""Shipping · printing many labels, and carriers that come for parcels · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from apps.common.ids import new_id
from apps.common.models import TenantModel
from apps.shipping.types import PickupStatus

from .fulfilments import Fulfilment


class LabelBatch(TenantModel):
    """Labels that are printed together, by a worker; `finished_at` once each has its label or its problem.

    A worker has the batch until `leased_until`, which it moves on with each label: who stops working lets it go.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=80)

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.public_id}"


class LabelBatchItem(TenantModel):
    """One shipment of a batch. `problem` is why it has no label, in the language of who asked for it."""

    batch = models.ForeignKey(LabelBatch, on_delete=models.CASCADE, related_name="items")
    fulfilment = models.ForeignKey(Fulfilment, on_delete=models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    done_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=400, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["batch", "fulfilment"], name="shipping_batch_item_once"),
            models.CheckConstraint(condition=Q(problem="") | Q(done_at__isnull=False), name="shipping_batch_item_done"),
        ]

    def __str__(self) -> str:
        return f"{self.position} of {self.batch_id}"


class Pickup(TenantModel):
    """A carrier that comes to a warehouse. Day and times are the warehouse's own."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    carrier = models.ForeignKey("logistics.Carrier", on_delete=models.PROTECT, related_name="+")
    warehouse_id = models.UUIDField()
    day = models.DateField()
    ready_from = models.TimeField()
    ready_until = models.TimeField()
    parcel_count = models.PositiveIntegerField()
    weight_g = models.PositiveIntegerField()
    note = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=12, choices=PickupStatus.choices, default=PickupStatus.BOOKED)
    confirmation = models.CharField(max_length=60)
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(status__in=PickupStatus.values), name="shipping_pickup_status_known"),
            models.CheckConstraint(condition=Q(ready_from__lt=F("ready_until")), name="shipping_pickup_lasts"),
            models.CheckConstraint(condition=Q(parcel_count__gt=0), name="shipping_pickup_of_parcels"),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True, status=PickupStatus.BOOKED)
                | Q(cancelled_at__isnull=False, status=PickupStatus.CANCELLED),
                name="shipping_pickup_cancelled_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} · {self.confirmation}"
