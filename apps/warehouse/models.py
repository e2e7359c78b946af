"""Warehouse · houses and the ledger of movements · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.fields import country_field
from apps.common.ids import new_id
from apps.common.models import TenantModel

from .types import MovementKind, WarehouseKind


class Warehouse(TenantModel):
    """A house that goods leave from; `address` is a PostalAddress as JSON."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=11, choices=WarehouseKind.choices, default=WarehouseKind.OWN)
    country = country_field()
    address = models.JSONField()
    latitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    longitude = models.DecimalField(max_digits=7, decimal_places=4, null=True, blank=True)
    processing_days = models.PositiveSmallIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(kind__in=WarehouseKind.values), name="warehouse_kind_known")
        ]

    def __str__(self) -> str:
        return self.code


class StockMovement(TenantModel):
    """Pieces that came to a shelf or left it. The books: a shelf's counter is the sum of its movements.

    A movement with a reference ("order:…") happens once for its variant, house and
    kind. The variant is named by its public id.
    """

    append_only = True

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="movements")
    variant_id = models.UUIDField()
    kind = models.CharField(max_length=11, choices=MovementKind.choices)
    delta = models.IntegerField()
    reference = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=200, blank=True)
    actor_kind = models.CharField(max_length=12)
    actor_ref = models.CharField(max_length=64, blank=True)
    occurred_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        indexes = [models.Index(fields=["variant_id", "warehouse", "-id"], name="warehouse_movement_of_shelf")]
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "variant_id", "warehouse", "kind"],
                name="warehouse_movement_once",
                condition=~models.Q(reference=""),
            ),
            models.CheckConstraint(condition=~models.Q(delta=0), name="warehouse_movement_moves"),
            models.CheckConstraint(
                condition=models.Q(kind__in=[MovementKind.ADJUSTED, MovementKind.TRANSFERRED])
                | models.Q(kind=MovementKind.SHIPPED, delta__lt=0)
                | models.Q(kind__in=[MovementKind.RECEIVED, MovementKind.RETURNED], delta__gt=0),
                name="warehouse_movement_direction",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.delta:+d}"


class ShelfMark(TenantModel):
    """The newest count of a shelf that was sent in: an older one is not heard any more."""

    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="+")
    variant_id = models.UUIDField()
    version = models.BigIntegerField(null=True)
    counted_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["variant_id", "warehouse"], name="warehouse_mark_once")]

    def __str__(self) -> str:
        return f"{self.variant_id} counted {self.counted_at:%Y-%m-%d %H:%M}"
