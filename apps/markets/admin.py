"""Markets · administration: where we sell, in which currency and languages · public schema."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest

from apps.common.admin import StaffModelAdmin, StaffTabularInline, staff_site

from . import selectors
from .models import Market, MarketCountry


class MarketCountryInline(StaffTabularInline):
    model = MarketCountry


@admin.register(Market, site=staff_site)
class MarketAdmin(StaffModelAdmin):
    list_display = ("code", "currency", "languages", "prices_include_tax", "duty_policy", "is_open", "position")
    list_filter = ("is_open", "duty_policy")
    inlines = (MarketCountryInline,)

    def save_related(self, request: HttpRequest, form: object, formsets: object, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        selectors.forget()
