"""Shipping · fulfilments, parcels and tracking events · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.common.fields import MoneyField, country_field
from apps.common.ids import new_id
from apps.common.models import TenantModel
from apps.logistics.types import TrackingStatus
from apps.shipping.types import FulfilmentStatus


class Fulfilment(TenantModel):
    """One warehouse's share of an order, on its way from the shelf to the door.

    `recipient` is PostalAddress.as_json(). `incoterm` is the one that the order was sold by, `label_incoterm` the one
    that the carrier booked: a label that says another cannot be kept. `carrier_ref` is the carrier's own id
    of the booking; the public id is the booking's idempotency key, with the number of `dropped_bookings` once one was
    cancelled: a carrier answers a known key with the booking that it has. `held_at` is set
    while nothing may leave, since the order's payment is looked at.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    order_id = models.UUIDField(db_index=True)
    order_number = models.CharField(max_length=24)
    purchase_id = models.UUIDField()
    session_id = models.UUIDField()
    warehouse_id = models.UUIDField()
    recipient = models.JSONField()
    country = country_field()
    incoterm = models.CharField(max_length=3)
    label_incoterm = models.CharField(max_length=3, blank=True, default="", db_default="")
    carrier = models.ForeignKey("logistics.Carrier", on_delete=models.PROTECT, related_name="+")
    service = models.ForeignKey("logistics.Service", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=12, choices=FulfilmentStatus.choices, default=FulfilmentStatus.PENDING)
    carrier_ref = models.CharField(max_length=60, blank=True)
    dropped_bookings = models.PositiveSmallIntegerField(default=0, db_default=0)
    manifest = models.CharField(max_length=60, blank=True)
    version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    packed_at = models.DateTimeField(null=True, blank=True)
    labelled_at = models.DateTimeField(null=True, blank=True)
    handed_over_at = models.DateTimeField(null=True, blank=True)
    delivered_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["order_id", "warehouse_id"], name="shipping_fulfilment_once"),
            models.CheckConstraint(
                condition=Q(status__in=FulfilmentStatus.values), name="shipping_fulfilment_status_known"
            ),
            models.CheckConstraint(
                condition=~Q(status=FulfilmentStatus.HANDED_OVER) | Q(handed_over_at__isnull=False),
                name="shipping_fulfilment_handed_over_when",
            ),
            models.CheckConstraint(
                condition=Q(label_incoterm="") | Q(label_incoterm=models.F("incoterm")),
                name="shipping_label_as_sold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_number} · {self.status}"


class Label(TenantModel):
    """The labels of a fulfilment's parcels as one PDF. It names the buyer: never kept where anybody may fetch it.

    `is_carriers` where the carrier drew it: nothing that we draw stands in for it.
    """

    fulfilment = models.OneToOneField(Fulfilment, on_delete=models.CASCADE, related_name="label")
    pdf = models.BinaryField()
    is_carriers = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"label of {self.fulfilment_id}"


class FulfilmentLine(TenantModel):
    """Pieces of one variant in a fulfilment."""

    fulfilment = models.ForeignKey(Fulfilment, on_delete=models.CASCADE, related_name="lines")
    variant_id = models.UUIDField()
    sku = models.CharField(max_length=64)
    title = models.CharField(max_length=200)
    quantity = models.PositiveIntegerField()
    weight_g = models.PositiveIntegerField()
    length_mm = models.PositiveIntegerField()
    width_mm = models.PositiveIntegerField()
    height_mm = models.PositiveIntegerField()
    hs_code = models.CharField(max_length=10)
    origin = country_field()
    value = MoneyField()

    class Meta(TenantModel.Meta):
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.sku}"


class Parcel(TenantModel):
    """One box with one label."""

    fulfilment = models.ForeignKey(Fulfilment, on_delete=models.CASCADE, related_name="parcels")
    number = models.PositiveSmallIntegerField()
    weight_g = models.PositiveIntegerField()
    length_mm = models.PositiveIntegerField()
    width_mm = models.PositiveIntegerField()
    height_mm = models.PositiveIntegerField()
    tracking_number = models.CharField(max_length=40, blank=True, db_index=True)
    label_data = models.JSONField(default=dict)
    status = models.CharField(max_length=20, choices=TrackingStatus.choices, blank=True)
    signed_by = models.CharField(max_length=120, blank=True)
    estimated_from = models.DateField(null=True, blank=True)
    estimated_to = models.DateField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["fulfilment", "number"], name="shipping_parcel_once"),
            models.CheckConstraint(condition=Q(weight_g__gt=0), name="shipping_parcel_weighs"),
        ]

    def __str__(self) -> str:
        return self.tracking_number or f"parcel {self.number}"


class TrackingEvent(TenantModel):
    """A scan as the carrier told it; the raw code and text are kept. Never changed or deleted.

    A correction is a row of its own, of the same instant and code, with a higher `revision`: the highest one holds.
    """

    append_only = True

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="scans")
    event_id = models.CharField(max_length=80)
    code = models.CharField(max_length=40)
    status = models.CharField(max_length=20, choices=TrackingStatus.choices)
    text = models.CharField(max_length=240)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    location = models.CharField(max_length=120, blank=True)
    country = country_field(blank=True)
    latitude = models.FloatField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    revision = models.PositiveSmallIntegerField(default=0, db_default=0)

    class Meta(TenantModel.Meta):
        ordering = ["occurred_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["parcel", "event_id"], name="shipping_scan_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.occurred_at:%Y-%m-%d %H:%M}"
