"""Promises · shipments on their way, and what was learned of each lane · public schema."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from apps.common.fields import country_field, currency_field
from apps.common.models import SharedModel

from .types import Basis, Outcome


class Transit(SharedModel):
    """A shipment from hand-over to the door, without the people at its ends.

    `due_on` is the last day by the carrier's table; `promised_from` and `promised_until` are the days that were told at
    hand-over. `customs_h` is for how long customs held it, in hours. `cost` is the carrier's tariff for its parcels.
    """

    shipment_id = models.UUIDField(unique=True)
    vendor = models.ForeignKey("vendors.Vendor", on_delete=models.CASCADE, related_name="+")
    carrier_code = models.CharField(max_length=20)
    service_code = models.CharField(max_length=20)
    ship_from = country_field()
    ship_to = country_field()
    from_zone = models.CharField(max_length=8)
    to_zone = models.CharField(max_length=8)
    created_at = models.DateTimeField(help_text="when the order reached the house")
    handed_over_at = models.DateTimeField()
    due_on = models.DateField()
    promised_from = models.DateField()
    promised_until = models.DateField()
    arrived_at = models.DateTimeField(null=True)
    customs_h = models.PositiveIntegerField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.UNDER_WAY)
    weight_g = models.PositiveIntegerField()
    cost = models.DecimalField(max_digits=19, decimal_places=4)
    currency = currency_field()

    class Meta:
        ordering = ["-handed_over_at", "-pk"]
        indexes = [
            models.Index(fields=["vendor", "-handed_over_at"], name="promises_transit_vendor"),
            models.Index(fields=["arrived_at"], name="promises_transit_arrived"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="promises_outcome_known"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.DELIVERED) | Q(arrived_at__isnull=False), name="promises_delivered_when"
            ),
            models.CheckConstraint(condition=Q(promised_from__lte=F("promised_until")), name="promises_days_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.service_code} {self.ship_from} → {self.ship_to}"


class LaneFigure(SharedModel):
    """What the newest parcels of one pool tell: days before (negative) or after the last day of the carrier's table.

    `residuals` maps such days to how many parcels took them; eight of ten are expected from `low` to `high`.
    """

    basis = models.CharField(max_length=8, choices=Basis.choices)
    key = models.CharField(max_length=80, primary_key=True)
    count = models.PositiveIntegerField()
    residuals = models.JSONField()
    low = models.SmallIntegerField()
    high = models.SmallIntegerField()
    customs_h = models.PositiveIntegerField(null=True, help_text="of nine of ten parcels that customs held, in hours")
    learned_at = models.DateTimeField()

    class Meta:
        ordering = ["basis", "key"]
        constraints = [
            models.CheckConstraint(condition=Q(low__lte=F("high"), count__gt=0), name="promises_figure_sane"),
        ]

    def __str__(self) -> str:
        return self.key
