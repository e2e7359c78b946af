"""Warehouse · the ledger of movements, what lies where, and the newest counts · vendor's schema."""

from __future__ import annotations

from django.db import models

from apps.common.ids import new_id
from apps.common.models import TenantModel

from ..types import MovementKind
from .goods import Lot
from .houses import Bin, Warehouse


class StockMovement(TenantModel):
    """Pieces that came to a shelf or left it. The books: a shelf's counter is the sum of its movements.

    The same holds for each bin and each lot (`Stowage`). A movement with a reference ("order:…") happens once for its
    variant, house, bin, lot and kind. The variant is named by its public id; `basis` is the customs entry that released
    goods from bond.
    """

    append_only = True

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="movements")
    variant_id = models.UUIDField()
    bin = models.ForeignKey(Bin, on_delete=models.PROTECT, null=True, related_name="+")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=11, choices=MovementKind.choices)
    delta = models.IntegerField()
    reference = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=200, blank=True)
    basis = models.CharField(max_length=60, blank=True, default="", db_default="")
    actor_kind = models.CharField(max_length=12)
    actor_ref = models.CharField(max_length=64, blank=True)
    occurred_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        indexes = [models.Index(fields=["variant_id", "warehouse", "-id"], name="warehouse_movement_of_shelf")]
        constraints = [
            models.UniqueConstraint(
                fields=["reference", "variant_id", "warehouse", "kind", "bin", "lot"],
                name="warehouse_movement_once_each",
                condition=~models.Q(reference="") & ~models.Q(kind=MovementKind.MOVED),
                nulls_distinct=False,
            ),
            models.CheckConstraint(condition=~models.Q(delta=0), name="warehouse_movement_moves"),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        MovementKind.ADJUSTED,
                        MovementKind.TRANSFERRED,
                        MovementKind.MOVED,
                        MovementKind.RELEASED,
                    ]
                )
                | models.Q(kind=MovementKind.SHIPPED, delta__lt=0)
                | models.Q(kind__in=[MovementKind.RECEIVED, MovementKind.RETURNED], delta__gt=0),
                name="warehouse_movement_goes_its_way",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind=MovementKind.RELEASED) | ~models.Q(basis=""),
                name="warehouse_release_has_its_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.delta:+d}"


class Stowage(TenantModel):
    """Pieces of a variant in one bin, of one lot, or both: the sum of the movements that name them.

    What a house holds beyond its stowages lies loose: in no bin and of no lot.
    """

    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="stowages")
    variant_id = models.UUIDField()
    bin = models.ForeignKey(Bin, on_delete=models.PROTECT, null=True, related_name="stowages")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="stowages")
    pieces = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["variant_id", "warehouse", "bin", "lot"], name="warehouse_stowage_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=models.Q(bin__isnull=False) | models.Q(lot__isnull=False),
                name="warehouse_stowage_is_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pieces} × {self.variant_id}"


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
