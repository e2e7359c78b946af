"""Shipping · a vendor's fulfilments in administration."""

from __future__ import annotations

from apps.common.admin import VendorModelAdmin, vendor_tables

from .models import Device, Fulfilment, Geofence, HistoryRead, Incident, Parcel, Pickup, TrackingEvent


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


class PickupAdmin(VendorModelAdmin):
    list_display = ("day", "carrier", "status", "parcel_count", "weight_g", "confirmation")
    list_select_related = ("carrier",)


class DeviceAdmin(VendorModelAdmin):
    list_display = ("code", "name", "fulfilment", "last_at", "last_celsius", "is_active")
    list_select_related = ("fulfilment",)
    search_fields = ("code", "name")


class GeofenceAdmin(VendorModelAdmin):
    list_display = ("code", "name", "latitude", "longitude", "radius_m")


class IncidentAdmin(VendorModelAdmin):
    list_display = ("device", "kind", "started_at", "last_at", "worst_celsius", "limit_celsius", "fulfilment")
    list_select_related = ("device", "fulfilment")
    list_filter = ("kind",)


class HistoryReadAdmin(VendorModelAdmin):
    list_display = ("read_at", "read_by", "device", "first_at", "last_at", "point_count")
    list_select_related = ("device",)


vendor_tables.register(Fulfilment, FulfilmentAdmin)
vendor_tables.register(Parcel, ParcelAdmin)
vendor_tables.register(TrackingEvent, TrackingEventAdmin)
vendor_tables.register(Pickup, PickupAdmin)
vendor_tables.register(Device, DeviceAdmin)
vendor_tables.register(Geofence, GeofenceAdmin)
vendor_tables.register(Incident, IncidentAdmin)
vendor_tables.register(HistoryRead, HistoryReadAdmin)
