"""Warehouse · a vendor's houses and movements in administration."""

from __future__ import annotations

from apps.common.admin import VendorModelAdmin, vendor_tables

from .models import StockMovement, Warehouse


class WarehouseAdmin(VendorModelAdmin):
    list_display = ("code", "name", "kind", "country", "processing_days")
    list_filter = ("kind", "country")
    search_fields = ("code", "name")


class StockMovementAdmin(VendorModelAdmin):
    list_display = ("occurred_at", "kind", "delta", "warehouse", "variant_id", "reference", "actor_kind")
    list_filter = ("kind", "warehouse")
    list_select_related = ("warehouse",)
    search_fields = ("reference", "variant_id")


vendor_tables.register(Warehouse, WarehouseAdmin)
vendor_tables.register(StockMovement, StockMovementAdmin)
