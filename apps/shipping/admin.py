"""Shipping · a vendor's fulfilments in administration."""

from __future__ import annotations

from apps.common.admin import VendorModelAdmin, vendor_tables

from .models import Fulfilment, Parcel, TrackingEvent


class FulfilmentAdmin(VendorModelAdmin):
    list_display = ("order_number", "status", "service", "incoterm", "country", "handed_over_at", "delivered_at")
    list_select_related = ("service",)
    list_filter = ("status", "country")
    search_fields = ("order_number",)


class ParcelAdmin(VendorModelAdmin):
    list_display = ("tracking_number", "fulfilment", "status", "weight_g", "estimated_to", "signed_by")
    list_select_related = ("fulfilment",)
    search_fields = ("tracking_number",)


class TrackingEventAdmin(VendorModelAdmin):
    list_display = ("parcel", "code", "status", "text", "occurred_at", "location", "country")
    list_select_related = ("parcel",)
    search_fields = ("parcel__tracking_number",)


vendor_tables.register(Fulfilment, FulfilmentAdmin)
vendor_tables.register(Parcel, ParcelAdmin)
vendor_tables.register(TrackingEvent, TrackingEventAdmin)
