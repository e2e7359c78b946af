"""Stock · administration: counters and reservations, to look at."""

from __future__ import annotations

from django.contrib import admin

from apps.common.admin import ReadOnlyAdmin

from .models import Counter, HotShelf, Reservation


@admin.register(Counter)
class CounterAdmin(ReadOnlyAdmin):
    list_display = ("variant_id", "vendor", "warehouse_country", "is_bonded", "on_hand", "reserved", "updated_at")
    list_select_related = ("vendor",)
    list_filter = ("vendor", "warehouse_country")
    search_fields = ("variant_id",)


@admin.register(Reservation)
class ReservationAdmin(ReadOnlyAdmin):
    list_display = ("session_id", "vendor", "variant_id", "quantity", "state", "expires_at")
    list_select_related = ("vendor",)
    list_filter = ("state", "vendor")
    search_fields = ("session_id", "variant_id")


@admin.register(HotShelf)
class HotShelfAdmin(ReadOnlyAdmin):
    list_display = ("counter", "by_hand", "since", "wanted_at")
    list_select_related = ("counter",)
    list_filter = ("by_hand",)
