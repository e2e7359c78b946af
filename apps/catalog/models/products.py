"""Catalog · products, their texts and typed attributes · vendor's schema."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, ClassVar
from uuid import UUID

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.fields import country_field
from apps.common.ids import new_id
from apps.common.models import TenantModel, VendorManager

from ..types import ProductStatus, TextStatus


def _exactly_one(*columns: str) -> models.Q:
    return models.Q(
        *(models.Q(**{f"{column}__isnull": column != chosen for column in columns}) for chosen in columns),
        _connector=models.Q.OR,
    )


class ProductQuerySet(models.QuerySet["Product"]):
    def locked(self, public_ids: Collection[UUID]) -> ProductQuerySet:
        """The products' rows, locked in the order of their primary keys."""
        return self.filter(public_id__in=list(public_ids)).order_by("pk").select_for_update(of=("self",))


class Product(TenantModel):
    """A thing that is sold. `version` rises with every change to it or to anything that hangs on it."""

    public_id = models.UUIDField(default=new_id, unique=True, editable=False)
    code = models.CharField(_("product key"), max_length=80, unique=True)
    status = models.CharField(_("status"), max_length=10, choices=ProductStatus.choices, default=ProductStatus.DRAFT)
    version = models.PositiveIntegerField(default=1)
    category = models.ForeignKey(
        "taxonomy.Category", verbose_name=_("category"), on_delete=models.PROTECT, related_name="+"
    )
    default_language = models.CharField(_("main language"), max_length=10, default="en")
    hs_code = models.CharField(_("HS code"), max_length=10, blank=True)
    origin = country_field(verbose_name=_("country of origin"), blank=True)
    brand = models.CharField(_("brand"), max_length=80, blank=True)
    material = models.CharField(_("material"), max_length=200, blank=True)
    customs_description = models.CharField(_("description for customs"), max_length=200, blank=True)
    is_fragile = models.BooleanField(_("fragile"), default=False)
    has_battery = models.BooleanField(_("contains a battery"), default=False)
    is_liquid = models.BooleanField(_("liquid"), default=False)
    is_food = models.BooleanField(_("food"), default=False)
    is_dangerous = models.BooleanField(_("dangerous goods"), default=False)
    responsible_person = models.CharField(
        _("responsible person"), max_length=300, blank=True, db_default="", default=""
    )
    un_number = models.CharField(_("UN number"), max_length=4, blank=True, db_default="", default="")
    packing_group = models.CharField(_("packing group"), max_length=3, blank=True, db_default="", default="")
    inner_quantity = models.DecimalField(
        _("most in one inner packaging"), max_digits=10, decimal_places=3, null=True, blank=True
    )
    inner_unit = models.CharField(_("unit of it"), max_length=2, blank=True, db_default="", default="")
    battery_wh = models.DecimalField(_("battery in watt-hours"), max_digits=8, decimal_places=2, null=True, blank=True)
    minimum_age = models.PositiveSmallIntegerField(_("minimum age of buyers"), null=True, blank=True)
    energy_class = models.CharField(_("energy class"), max_length=1, blank=True, db_default="", default="")
    warning = models.CharField(_("safety warning"), max_length=400, blank=True, db_default="", default="")
    permits = models.JSONField(_("permits"), default=dict, blank=True, db_default={})
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = VendorManager.from_queryset(ProductQuerySet)()

    class Meta(TenantModel.Meta):
        ordering = ["-pk"]
        indexes = [models.Index(fields=["status", "-id"], name="catalog_product_by_status")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=ProductStatus.values), name="catalog_product_status_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(status=ProductStatus.PUBLISHED) | models.Q(published_at__isnull=False),
                name="catalog_product_published_when",
            ),
            models.CheckConstraint(
                condition=models.Q(hs_code="") | models.Q(hs_code__regex=r"^(\d{6}|\d{8}|\d{10})$"),
                name="catalog_product_hs_shape",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class ProductTranslation(TenantModel):
    """What a product is called and how it is told in one language."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(_("language"), max_length=10)
    title = models.CharField(_("title"), max_length=200)
    slug = models.CharField(_("address"), max_length=120)
    description = models.TextField(_("description"), blank=True)
    status = models.CharField(_("status"), max_length=6, choices=TextStatus.choices, default=TextStatus.READY)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["product", "language"], name="catalog_text_once"),
            models.UniqueConstraint(fields=["language", "slug"], name="catalog_slug_once"),
        ]

    def __str__(self) -> str:
        return self.title


class AttributeValue(TenantModel):
    """A typed property of a product.

    `number` is in the attribute's own unit; `choices` holds the choices' codes.
    Exactly one of the four value columns is set.
    """

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="attributes")
    attribute = models.ForeignKey("taxonomy.Attribute", on_delete=models.PROTECT, related_name="+")
    number = models.DecimalField(max_digits=18, decimal_places=6, null=True, blank=True)
    choices = ArrayField(models.CharField(max_length=40), null=True, blank=True)
    text = models.CharField(max_length=400, null=True, blank=True)
    boolean = models.BooleanField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["product", "attribute"], name="catalog_attribute_once"),
            models.CheckConstraint(
                condition=_exactly_one("number", "choices", "text", "boolean"),
                name="catalog_attribute_one_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.attribute_id}: {self.value()}"

    def value(self) -> Any:
        """The one value that is set."""
        return next(value for value in (self.number, self.choices, self.text, self.boolean) if value is not None)
