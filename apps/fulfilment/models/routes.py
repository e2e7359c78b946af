"""Fulfilment · own vehicles, and their rounds of a day · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from apps.common.fields import MoneyField
from apps.common.ids import new_id
from apps.common.models import TenantModel

from ..types import RoutingState


class Vehicle(TenantModel):
    """Vehicles that are alike and start from one house. Times are the house's own; `speed_kmh` counts halts.

    Drivers of vehicles with `has_breaks` rest for 45 minutes after 4½ hours at the wheel at the latest.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=60)
    warehouse_id = models.UUIDField()
    count = models.PositiveSmallIntegerField(_("how many"))
    most_weight_kg = models.PositiveIntegerField(_("carries at most, in kg"))
    most_litres = models.PositiveIntegerField(_("holds at most, in litres"))
    shift_from = models.TimeField(_("leaves at the earliest at"))
    shift_until = models.TimeField(_("is back at the latest at"))
    has_breaks = models.BooleanField(_("its drivers rest after 4½ hours"), default=True, db_default=True)
    speed_kmh = models.PositiveSmallIntegerField(_("average speed in km/h"), default=30)
    day_cost = MoneyField(_("cost of a day"))
    km_cost = MoneyField(_("cost of a kilometre"))
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(shift_until__gt=F("shift_from")), name="fulfilment_shift_sane"),
            models.CheckConstraint(
                condition=Q(count__gt=0, most_weight_kg__gt=0, most_litres__gt=0, speed_kmh__gt=0),
                name="fulfilment_vehicle_sane",
            ),
            models.CheckConstraint(
                condition=Q(day_cost__gte=0, km_cost__gte=0, day_cost_currency=F("km_cost_currency")),
                name="fulfilment_vehicle_cost_sane",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RoutePlan(TenantModel):
    """The rounds of one house on one day. `found_cost` and `spent_s` are written while a worker searches.

    `stop_asked` is set when a person has had enough of the search; what was found until then stands.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    warehouse_id = models.UUIDField()
    day = models.DateField()
    state = models.CharField(max_length=10, choices=RoutingState.choices, default=RoutingState.DRAFT)
    seconds = models.PositiveSmallIntegerField()
    spent_s = models.PositiveSmallIntegerField(default=0)
    found_cost = MoneyField(null=True)
    distance_m = models.PositiveIntegerField(null=True)
    problem = models.CharField(max_length=400, blank=True)
    stop_asked = models.BooleanField(default=False)
    attempt = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    made_by = models.CharField(max_length=80)

    class Meta(TenantModel.Meta):
        ordering = ["-day", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=RoutingState.values), name="fulfilment_routing_state_known")
        ]

    def __str__(self) -> str:
        return f"rounds of {self.day}"


class RouteStop(TenantModel):
    """A shipment to be brought to its door. `round` counts the plan's vehicles from 1; None while it is on none.

    `left_at` once it was cancelled: it is driven out no more.
    """

    plan = models.ForeignKey(RoutePlan, on_delete=models.CASCADE, related_name="stops")
    fulfilment_id = models.UUIDField()
    order_id = models.UUIDField()
    order_number = models.CharField(max_length=24)
    address = models.JSONField()
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    weight_g = models.PositiveIntegerField()
    litres = models.PositiveIntegerField()
    opens = models.TimeField(null=True)
    closes = models.TimeField(null=True)
    minutes = models.PositiveSmallIntegerField(default=5)
    vehicle = models.ForeignKey(Vehicle, on_delete=models.PROTECT, null=True, related_name="+")
    round = models.PositiveSmallIntegerField(null=True)
    place = models.PositiveSmallIntegerField(null=True)
    arrives = models.TimeField(null=True)
    left_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["round", "place", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "fulfilment_id"], name="fulfilment_stop_once"),
            models.CheckConstraint(
                condition=Q(round__isnull=True, place__isnull=True, vehicle__isnull=True)
                | Q(round__isnull=False, place__isnull=False, vehicle__isnull=False),
                name="fulfilment_stop_on_a_round_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_number} on round {self.round}"


class RouteBreak(TenantModel):
    """A driver's rest on a round: at its `place`-th stop, or on the way there; the last way is the one home."""

    plan = models.ForeignKey(RoutePlan, on_delete=models.CASCADE, related_name="breaks")
    round = models.PositiveSmallIntegerField()
    place = models.PositiveSmallIntegerField()
    is_on_the_way = models.BooleanField()
    begins = models.TimeField()
    minutes = models.PositiveSmallIntegerField()

    class Meta(TenantModel.Meta):
        ordering = ["round", "begins", "pk"]

    def __str__(self) -> str:
        return f"{self.minutes} minutes on round {self.round}"


class KnownPlace(TenantModel):
    """Where an address is, once somebody has said it. `key` is made of the address, without the recipient."""

    key = models.CharField(max_length=64, unique=True)
    latitude = models.DecimalField(max_digits=7, decimal_places=4)
    longitude = models.DecimalField(max_digits=7, decimal_places=4)
    said_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.latitude}, {self.longitude}"
