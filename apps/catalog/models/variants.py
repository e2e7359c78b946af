"""Catalog · options and variants · vendor's schema."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.fields import country_field
from apps.common.ids import new_id
from apps.common.models import TenantModel

from ..types import VariantStatus
from .products import Product


class ProductOption(TenantModel):
    """What the variants of a product differ in (colour, size); `names` by language."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="options")
    code = models.CharField(max_length=40)
    names = models.JSONField(default=dict)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["product", "code"], name="catalog_option_once")]

    def __str__(self) -> str:
        return self.code


class ProductOptionValue(TenantModel):
    """One value of an option; `names` by language, `hex` for colours."""

    option = models.ForeignKey(ProductOption, on_delete=models.CASCADE, related_name="values")
    code = models.CharField(max_length=40)
    names = models.JSONField(default=dict)
    hex = models.CharField(max_length=7, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["option", "code"], name="catalog_option_value_once")]

    def __str__(self) -> str:
        return self.code


class Variant(TenantModel):
    """What is counted, priced and shipped. Weight and sizes are of one packed piece.

    `options` maps the product's option codes to value codes; `options_key` is the
    same as text, so that no combination occurs twice. `moq` and `pack_size` bind
    wholesale prices.
    """

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    sku = models.CharField(_("SKU"), max_length=64, unique=True)
    gtin = models.CharField(_("GTIN"), max_length=14, blank=True)
    options = models.JSONField(default=dict, blank=True)
    options_key = models.CharField(max_length=240, blank=True)
    weight_g = models.PositiveIntegerField(_("weight in grams"), default=0)
    length_mm = models.PositiveIntegerField(_("length in millimetres"), default=0)
    width_mm = models.PositiveIntegerField(_("width in millimetres"), default=0)
    height_mm = models.PositiveIntegerField(_("height in millimetres"), default=0)
    hs_code = models.CharField(_("HS code"), max_length=10, blank=True)
    origin = country_field(verbose_name=_("country of origin"), blank=True)
    moq = models.PositiveIntegerField(_("smallest wholesale order"), default=1, validators=[MinValueValidator(1)])
    pack_size = models.PositiveIntegerField(_("pieces to a pack"), default=1, validators=[MinValueValidator(1)])
    status = models.CharField(_("status"), max_length=8, choices=VariantStatus.choices, default=VariantStatus.ACTIVE)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "options_key"],
                name="catalog_variant_options_once",
                condition=models.Q(status=VariantStatus.ACTIVE),
            ),
            models.UniqueConstraint(fields=["gtin"], name="catalog_gtin_once", condition=~models.Q(gtin="")),
            models.CheckConstraint(
                condition=models.Q(moq__gte=1, pack_size__gte=1), name="catalog_variant_lots_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(hs_code="") | models.Q(hs_code__regex=r"^(\d{6}|\d{8}|\d{10})$"),
                name="catalog_variant_hs_shape",
            ),
        ]

    def __str__(self) -> str:
        return self.sku
