"""Aftersales · parcels on their way back, and what their carrier tells of them · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from apps.common.fields import country_field
from apps.common.models import TenantModel
from apps.logistics.types import TrackingStatus

from .returns import ReturnRequest


class ReturnParcel(TenantModel):
    """A box that was booked for the way back. The carrier is asked after it until it is there."""

    request = models.ForeignKey(ReturnRequest, on_delete=models.CASCADE, related_name="parcels")
    number = models.PositiveSmallIntegerField()
    tracking_number = models.CharField(max_length=40, unique=True)
    status = models.CharField(max_length=20, choices=TrackingStatus.choices, default=TrackingStatus.INFO_RECEIVED)

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["request", "number"], name="aftersales_return_parcel_once"),
            models.CheckConstraint(
                condition=Q(status__in=TrackingStatus.values), name="aftersales_return_parcel_status_known"
            ),
        ]

    def __str__(self) -> str:
        return self.tracking_number


class ReturnScan(TenantModel):
    """A scan as the carrier told it. Never changed or deleted: a correction is a row with a higher `revision`."""

    append_only = True

    parcel = models.ForeignKey(ReturnParcel, on_delete=models.CASCADE, related_name="scans")
    event_id = models.CharField(max_length=80)
    code = models.CharField(max_length=40)
    status = models.CharField(max_length=20, choices=TrackingStatus.choices)
    text = models.CharField(max_length=240)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    location = models.CharField(max_length=120, blank=True)
    country = country_field(blank=True)
    revision = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        ordering = ["occurred_at", "pk"]
        constraints = [models.UniqueConstraint(fields=["parcel", "event_id"], name="aftersales_return_scan_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.occurred_at:%Y-%m-%d %H:%M}"
