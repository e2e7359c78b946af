"""Catalog · price lists and prices · vendor's schema."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from apps.common.fields import MoneyField, currency_field
from apps.common.models import TenantModel

from ..types import PriceKind, TermsMode
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


class CurrencyTerms(TenantModel):
    """What the vendor has decided about a variant in a currency that is not its own; without a row it follows the rate.

    `price` is of one piece, without destination tax. `rate` is the vendor's own, in units of the currency for one of
    the vendor's; empty for that of the day. `markup_bps` are basis points on the rate, `ending` a pattern such as .99.
    """

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="currency_terms")
    currency = currency_field()
    mode = models.CharField(max_length=8, choices=TermsMode.choices)
    price = models.DecimalField(max_digits=19, decimal_places=4, null=True)
    rate = models.DecimalField(max_digits=18, decimal_places=8, null=True)
    markup_bps = models.IntegerField(default=0)
    ending = models.CharField(max_length=20, blank=True)

    class Meta(TenantModel.Meta):
        ordering = ["variant", "currency"]
        constraints = [
            models.UniqueConstraint(fields=["variant", "currency"], name="catalog_currency_terms_once"),
            models.CheckConstraint(
                condition=models.Q(mode=TermsMode.FIXED, price__gt=0)
                | models.Q(mode__in=[TermsMode.DERIVED, TermsMode.NOT_SOLD], price__isnull=True),
                name="catalog_currency_terms_fixed_says_what",
            ),
            models.CheckConstraint(
                condition=models.Q(rate__isnull=True) | models.Q(rate__gt=0), name="catalog_currency_terms_rate"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.mode}"
