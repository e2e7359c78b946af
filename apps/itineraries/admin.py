"""Itineraries · administration: a vendor's plans with their ways, to be looked at · vendor's schema."""

from __future__ import annotations

from django.contrib import admin

from apps.common.admin import ReadOnlyInline, VendorModelAdmin, vendor_tables

from .models import Plan, Way


class WayInline(ReadOnlyInline):
    model = Way
    fields = ("revision", "place", "cost", "co2_g", "arrives_at", "until_at", "verdict", "leg_code", "chosen_at",
              "chosen_by", "ended_at", "ended_reason")  # fmt: skip
    readonly_fields = fields


@admin.register(Plan, site=vendor_tables)
class PlanAdmin(VendorModelAdmin):
    """Goods over hubs: what was asked, found, chosen, and planned anew."""

    list_display = ("reference", "subject", "origin", "destination", "state", "due_by", "revision", "created_at")
    list_filter = ("state", "subject")
    search_fields = ("reference", "=public_id")
    inlines = (WayInline,)
