"""Fulfilment · cartons, and the packing of a shipment piece by piece · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from apps.common.fields import MoneyField
from apps.common.ids import new_id
from apps.common.models import TenantModel


class Carton(TenantModel):
    """A box that the vendor has in store. Sizes are those inside; it is larger outside by its wall on every side."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True)
    length_mm = models.PositiveIntegerField(_("length inside in mm"))
    width_mm = models.PositiveIntegerField(_("width inside in mm"))
    height_mm = models.PositiveIntegerField(_("height inside in mm"))
    wall_mm = models.PositiveSmallIntegerField(_("thickness of the wall in mm"), default=4)
    tare_g = models.PositiveIntegerField(_("own weight in g"))
    most_weight_g = models.PositiveIntegerField(_("carries at most, in g"))
    cost = MoneyField(_("cost"))
    is_active = models.BooleanField(_("in use"), default=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(length_mm__gt=0, width_mm__gt=0, height_mm__gt=0, most_weight_g__gt=0),
                name="fulfilment_carton_has_room",
            ),
            models.CheckConstraint(condition=Q(cost__gte=0), name="fulfilment_carton_cost_sane"),
        ]

    def __str__(self) -> str:
        return self.code


class PackingTask(TenantModel):
    """The packing of one shipment. `cost` is what cartons and freight were reckoned to, where a rate was known.

    `is_searching` while a worker looks for something cheaper, until `search_until` at the latest; once a piece was
    scanned what is proposed stays.
    """

    fulfilment_id = models.UUIDField(unique=True)
    order_id = models.UUIDField()
    order_number = models.CharField(max_length=24)
    cost = MoneyField(null=True)
    is_searching = models.BooleanField(default=False)
    search_until = models.DateTimeField(null=True)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.order_number


class PackingBox(TenantModel):
    """One parcel to be packed: what has to lie in it, and where.

    `carton` is None for a piece that fits into none; `carton_code`, sizes and weights are those of the day it was
    planned. `layout` is a list of [variant id, x, y, z, length, width, height] in millimetres, from the corner inside.
    """

    task = models.ForeignKey(PackingTask, on_delete=models.CASCADE, related_name="boxes")
    number = models.PositiveSmallIntegerField()
    carton = models.ForeignKey(Carton, on_delete=models.SET_NULL, null=True, related_name="+")
    carton_code = models.CharField(max_length=20, blank=True)
    length_mm = models.PositiveIntegerField()
    width_mm = models.PositiveIntegerField()
    height_mm = models.PositiveIntegerField()
    wall_mm = models.PositiveSmallIntegerField()
    expected_g = models.PositiveIntegerField()
    layout = models.JSONField()
    weight_g = models.PositiveIntegerField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["task", "number"], name="fulfilment_box_once"),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True) | Q(weight_g__gt=0), name="fulfilment_closed_box_weighs"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.task_id}"


class PackedPiece(TenantModel):
    """A piece that was scanned into a box, perhaps taken out again. `key` is the scan's own, so that it counts once."""

    box = models.ForeignKey(PackingBox, on_delete=models.CASCADE, related_name="pieces")
    variant_id = models.UUIDField()
    serial = models.CharField(max_length=60, blank=True)
    key = models.UUIDField(unique=True)
    scanned_at = models.DateTimeField()
    scanned_by = models.CharField(max_length=80)
    undone_at = models.DateTimeField(null=True)

    class Meta(TenantModel.Meta):
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.variant_id} in {self.box_id}"
