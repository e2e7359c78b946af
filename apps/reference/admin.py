"""Reference · administration: countries, currencies and units are read, not typed · public schema."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy

from apps.common.admin import ReadOnlyAdmin, staff_site
from apps.common.currency_table import Provider, provider_unit

from .models import Country, Currency, Unit


@admin.register(Country, site=staff_site)
class CountryAdmin(ReadOnlyAdmin):
    list_display = ("code", "alpha3", "currency_code", "latitude", "longitude")
    search_fields = ("code", "alpha3")
    list_filter = ("currency_code",)


@admin.register(Currency, site=staff_site)
class CurrencyAdmin(ReadOnlyAdmin):
    list_display = ("code", "exponent", "display_digits", "cash_step", "stripe", "alipay", "wechat", "bank")
    search_fields = ("code",)

    @admin.display(description="Stripe")
    def stripe(self, row: Currency) -> str:
        return _unit(row, Provider.STRIPE)

    @admin.display(description="Alipay")
    def alipay(self, row: Currency) -> str:
        return _unit(row, Provider.ALIPAY)

    @admin.display(description="WeChat Pay")
    def wechat(self, row: Currency) -> str:
        return _unit(row, Provider.WECHAT)

    @admin.display(description=gettext_lazy("Bank"))
    def bank(self, row: Currency) -> str:
        return _unit(row, Provider.BANK)


@admin.register(Unit, site=staff_site)
class UnitAdmin(ReadOnlyAdmin):
    list_display = ("code", "symbol", "dimension", "factor")
    list_filter = ("dimension",)


def _unit(row: Currency, provider: Provider) -> str:
    """The provider's smallest step, and how many of its integer make one unit: «0.01 (×100)»."""
    unit = provider_unit(provider, row.code)
    return f"{unit.step} (×{10**unit.exponent})" if unit else "–"
