"""Stock · sellable counters and reservations · public schema."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from apps.common.fields import country_field
from apps.common.ids import new_id
from apps.common.models import SharedModel

from .types import ReservationState


class Counter(SharedModel):
    """Pieces of one variant in one warehouse: on hand, and of those reserved. Sellable is the difference.

    Of a hot shelf what is sellable lies in its buckets: `reserved` is then what is set aside and what they hold.
    Goods under bond are not imported yet: nothing of them is for sale until they are released.
    """

    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    variant_id = models.UUIDField()
    warehouse_id = models.UUIDField()
    warehouse_country = country_field()
    is_bonded = models.BooleanField(default=False, db_default=False)
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
    session_id = models.UUIDField()
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


class HotShelf(SharedModel):
    """A shelf that so many want at once that its pieces are sold out of several buckets.

    `by_hand` where a person said so: it stays hot until a person says otherwise.
    """

    counter = models.OneToOneField(Counter, on_delete=models.CASCADE, primary_key=True, related_name="hot")
    by_hand = models.BooleanField(default=False)
    since = models.DateTimeField()
    wanted_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.counter_id} hot since {self.since:%Y-%m-%d %H:%M}"


class Bucket(SharedModel):
    """Sellable pieces of a hot shelf, apart from the others so that two buyers need not wait for each other."""

    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, related_name="buckets")
    number = models.PositiveSmallIntegerField()
    pieces = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["counter", "number"], name="stock_bucket_once")]

    def __str__(self) -> str:
        return f"{self.pieces} in {self.number}"


class Wait(SharedModel):
    """That somebody had to wait for a shelf while others bought from it; kept for some minutes."""

    counter = models.ForeignKey(Counter, on_delete=models.CASCADE, related_name="+", db_constraint=False)
    waited_ms = models.PositiveIntegerField()
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.waited_ms} ms"


class Threshold(SharedModel):
    """Below how many sellable pieces a vendor wants to be told; `low_since` while there are fewer."""

    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    variant_id = models.UUIDField()
    warehouse_id = models.UUIDField()
    pieces = models.PositiveIntegerField()
    low_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["variant_id", "warehouse_id"], name="stock_threshold_once"),
            models.CheckConstraint(condition=Q(pieces__gt=0), name="stock_threshold_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.variant_id} @ {self.warehouse_id}: {self.pieces}"


class LotDay(SharedModel):
    """That lots of a vendor expire on a day: on the next one its shelves are looked over."""

    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    expires_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vendor", "expires_on"], name="stock_lot_day_once")]

    def __str__(self) -> str:
        return f"{self.expires_on}"
