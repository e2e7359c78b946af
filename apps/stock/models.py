"""Stock · sellable counters and reservations · public schema."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from apps.common.fields import country_field
from apps.common.ids import new_id
from apps.common.models import SharedModel

from .types import ReservationState


class Counter(SharedModel):
    """Pieces of one variant in one warehouse: on hand, and of those reserved. Sellable is the difference."""

    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    variant_id = models.UUIDField()
    warehouse_id = models.UUIDField()
    warehouse_country = country_field()
    on_hand = models.PositiveIntegerField(default=0)
    reserved = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant_id", "warehouse_id"], name="stock_counter_once"),
            models.CheckConstraint(condition=Q(reserved__lte=F("on_hand")), name="stock_counter_never_oversold"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} @ {self.warehouse_id}: {self.on_hand} − {self.reserved}"


class Reservation(SharedModel):
    """Pieces set aside for one checkout: held until `expires_at`, then allocated by its completion."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    session_id = models.UUIDField(db_index=True)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="reservations")
    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    variant_id = models.UUIDField()
    warehouse_id = models.UUIDField()
    quantity = models.PositiveIntegerField()
    state = models.CharField(max_length=10, choices=ReservationState.choices, default=ReservationState.HELD)
    expires_at = models.DateTimeField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session_id", "counter"], name="stock_reservation_once"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="stock_reservation_positive"),
        ]
        indexes = [
            models.Index(fields=["expires_at"], name="stock_held_expiry", condition=Q(state=ReservationState.HELD)),
            models.Index(fields=["counter"], name="stock_held_counter", condition=Q(state=ReservationState.HELD)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.variant_id} ({self.state})"
