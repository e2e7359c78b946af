"""Warehouse · a vendor's houses and movements in administration."""

from __future__ import annotations

from apps.common.admin import VendorModelAdmin, vendor_tables

from .models import CycleCount, Lot, Serial, StockMovement, Stowage, Transfer, Warehouse


class WarehouseAdmin(VendorModelAdmin):
    list_display = ("code", "name", "kind", "country", "processing_days")
    list_filter = ("kind", "country")
    search_fields = ("code", "name")


class StockMovementAdmin(VendorModelAdmin):
    list_display = ("occurred_at", "kind", "delta", "warehouse", "bin", "lot", "variant_id", "reference", "actor_kind")
    list_filter = ("kind", "warehouse")
    list_select_related = ("warehouse", "bin", "lot")
    search_fields = ("reference", "variant_id")


class LotAdmin(VendorModelAdmin):
    list_display = ("number", "variant_id", "expires_on", "best_before_on")
    search_fields = ("number", "variant_id")


class StowageAdmin(VendorModelAdmin):
    list_display = ("variant_id", "warehouse", "bin", "lot", "pieces")
    list_filter = ("warehouse",)
    list_select_related = ("warehouse", "bin", "lot")
    search_fields = ("variant_id", "bin__code", "lot__number")


class SerialAdmin(VendorModelAdmin):
    list_display = ("number", "variant_id", "state", "warehouse", "bin", "fulfilment_id", "changed_at")
    list_filter = ("state", "warehouse")
    list_select_related = ("warehouse", "bin")
    search_fields = ("number", "variant_id", "fulfilment_id")


class TransferAdmin(VendorModelAdmin):
    list_display = ("created_at", "source", "target", "state", "basis", "expected_on", "sent_at", "received_at")
    list_filter = ("state",)
    list_select_related = ("source", "target")


class CycleCountAdmin(VendorModelAdmin):
    list_display = ("created_at", "warehouse", "state", "closed_at")
    list_filter = ("state", "warehouse")
    list_select_related = ("warehouse",)


vendor_tables.register(Warehouse, WarehouseAdmin)
vendor_tables.register(StockMovement, StockMovementAdmin)
vendor_tables.register(Lot, LotAdmin)
vendor_tables.register(Stowage, StowageAdmin)
vendor_tables.register(Serial, SerialAdmin)
vendor_tables.register(Transfer, TransferAdmin)
vendor_tables.register(CycleCount, CycleCountAdmin)
