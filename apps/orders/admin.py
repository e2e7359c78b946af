"""Orders · a vendor's orders in administration."""

from __future__ import annotations

from apps.common.admin import ReadOnlyInline, VendorModelAdmin, vendor_tables

from .models import Order, OrderEvent, OrderLine


class LineInline(ReadOnlyInline):
    model = OrderLine
    fields = ("sku", "title", "quantity", "cancelled", "unit_price", "goods", "shipping", "duty", "tax", "fees",
              "hs_code")  # fmt: skip
    readonly_fields = fields


class EventInline(ReadOnlyInline):
    model = OrderEvent
    fields = ("occurred_at", "code", "actor_kind", "data")
    readonly_fields = fields


class OrderAdmin(VendorModelAdmin):
    list_display = ("number", "purchase_number", "status", "buyer_name", "country", "total", "placed_at")
    list_filter = ("status", "country")
    search_fields = ("number", "purchase_number", "buyer_email", "buyer_name")
    inlines = (LineInline, EventInline)


vendor_tables.register(Order, OrderAdmin)
