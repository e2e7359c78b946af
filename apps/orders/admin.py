"""Orders · a vendor's orders in administration."""

from __future__ import annotations

from apps.common.admin import StaffTabularInline, VendorModelAdmin, vendor_tables

from .models import Order, OrderEvent, OrderLine


class LineInline(StaffTabularInline):
    model = OrderLine
    fields = ("sku", "title", "quantity", "unit_price", "goods", "shipping", "duty", "tax", "fees", "hs_code")
    readonly_fields = fields
    can_delete = False
    show_change_link = False

    def has_view_permission(self, request: object, obj: object = None) -> bool:
        return True

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        return False


class EventInline(StaffTabularInline):
    model = OrderEvent
    fields = ("occurred_at", "code", "actor_kind", "data")
    readonly_fields = fields
    can_delete = False
    show_change_link = False

    def has_view_permission(self, request: object, obj: object = None) -> bool:
        return True

    def has_add_permission(self, request: object, obj: object = None) -> bool:
        return False


class OrderAdmin(VendorModelAdmin):
    list_display = ("number", "purchase_number", "status", "buyer_name", "country", "total", "placed_at")
    list_filter = ("status", "country")
    search_fields = ("number", "purchase_number", "buyer_email", "buyer_name")
    inlines = (LineInline, EventInline)


vendor_tables.register(Order, OrderAdmin)
