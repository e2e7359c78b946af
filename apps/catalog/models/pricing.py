"""Catalog · price lists and prices · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.fields import MoneyField, currency_field
from apps.common.models import TenantModel

from ..types import PriceKind
from .variants import Variant


class PriceList(TenantModel):
    """Prices for one kind of buyer in one currency, without destination tax."""

    kind = models.CharField(_("for"), max_length=9, choices=PriceKind.choices)
    currency = currency_field()

    class Meta(TenantModel.Meta):
        ordering = ["kind", "currency"]
        constraints = [models.UniqueConstraint(fields=["kind", "currency"], name="catalog_price_list_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.currency}"


class Price(TenantModel):
    """The price of one piece from `min_quantity` pieces on."""

    price_list = models.ForeignKey(PriceList, on_delete=models.CASCADE, related_name="prices")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="prices")
    min_quantity = models.PositiveIntegerField(_("from"), default=1)
    unit_price = MoneyField(_("price of one piece"))

    class Meta(TenantModel.Meta):
        ordering = ["price_list", "min_quantity"]
        constraints = [
            models.UniqueConstraint(fields=["variant", "price_list", "min_quantity"], name="catalog_price_once"),
            models.CheckConstraint(
                condition=models.Q(unit_price__gt=0, min_quantity__gte=1), name="catalog_price_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.min_quantity}+ {self.unit_price}"
