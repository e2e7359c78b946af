"""Catalog · pictures of products · vendor's schema."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.ids import new_id
from apps.common.models import TenantModel

from .products import Product
from .variants import Variant


class Media(TenantModel):
    """A picture. Its files are `<key>-<width>.<format>` for each width and format; `alt` by language."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="media")
    variant = models.ForeignKey(
        Variant,
        verbose_name=_("variant shown"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="media",
    )
    position = models.PositiveSmallIntegerField(default=0)
    key = models.CharField(max_length=120, unique=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    widths = ArrayField(models.PositiveIntegerField())
    formats = ArrayField(models.CharField(max_length=4))
    alt = models.JSONField(_("description"), default=dict, blank=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        ordering = ["position", "pk"]
        verbose_name_plural = "media"

    def __str__(self) -> str:
        return self.key
