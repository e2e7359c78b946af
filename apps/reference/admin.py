"""Reference · administration: countries, currencies and units are read, not typed · public schema."""

from __future__ import annotations

from django.contrib import admin

from apps.common.admin import ReadOnlyAdmin, staff_site

from .models import Country, Currency, Unit


@admin.register(Country, site=staff_site)
class CountryAdmin(ReadOnlyAdmin):
    list_display = ("code", "alpha3", "currency_code", "latitude", "longitude")
    search_fields = ("code", "alpha3")
    list_filter = ("currency_code",)


@admin.register(Currency, site=staff_site)
class CurrencyAdmin(ReadOnlyAdmin):
    list_display = ("code", "exponent")
    search_fields = ("code",)


@admin.register(Unit, site=staff_site)
class UnitAdmin(ReadOnlyAdmin):
    list_display = ("code", "symbol", "dimension", "factor")
    list_filter = ("dimension",)
