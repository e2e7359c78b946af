"""Logistics · administration."""

from __future__ import annotations

from django.contrib import admin

from apps.common.admin import ReadOnlyAdmin, StaffModelAdmin, StaffTabularInline

from .models import Carrier, Service, TableRate, Tracker, Zone


class RateInline(StaffTabularInline):
    model = TableRate


@admin.register(Carrier)
class CarrierAdmin(StaffModelAdmin):
    list_display = ("name", "code", "adapter", "is_active")


@admin.register(Service)
class ServiceAdmin(StaffModelAdmin):
    list_display = ("code", "carrier", "max_weight_g", "volumetric_divisor", "position")
    list_select_related = ("carrier",)
    inlines = (RateInline,)


@admin.register(Zone)
class ZoneAdmin(StaffModelAdmin):
    list_display = ("country_id", "zone")
    list_filter = ("zone",)


@admin.register(Tracker)
class TrackerAdmin(ReadOnlyAdmin):
    list_display = ("tracking_number", "vendor", "carrier", "next_poll_at", "is_open", "silent_polls")
    list_select_related = ("vendor", "carrier")
    list_filter = ("is_open", "carrier")
    search_fields = ("tracking_number",)
