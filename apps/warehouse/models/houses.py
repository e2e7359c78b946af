"""Warehouse · houses and their bins · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.fields import country_field
from apps.common.ids import new_id
from apps.common.models import TenantModel

from ..types import WarehouseKind


class Warehouse(TenantModel):
    """A house that goods lie in; `address` is a PostalAddress as JSON.

    The goods are the vendor's wherever they lie; `operator` is who runs the house where that is somebody else.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=80)
    kind = models.CharField(_("kind"), max_length=11, choices=WarehouseKind.choices, default=WarehouseKind.OWN)
    operator = models.CharField(_("operator"), max_length=120, blank=True, default="", db_default="")
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

    @property
    def is_bonded(self) -> bool:
        """Whether its goods are not imported yet: none is for sale until it is released."""
        return self.kind == WarehouseKind.BONDED


class Bin(TenantModel):
    """A place in a house; `x_m` and `y_m` say where on its floor it is, in metres from the packing table."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    warehouse = models.ForeignKey(Warehouse, on_delete=models.PROTECT, related_name="bins")
    code = models.CharField(max_length=24)
    aisle = models.CharField(max_length=12, blank=True)
    x_m = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    y_m = models.DecimalField(max_digits=7, decimal_places=2, default=0)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["code"]
        constraints = [models.UniqueConstraint(fields=["warehouse", "code"], name="warehouse_bin_once")]

    def __str__(self) -> str:
        return self.code
