"""Promises · administration: what was learned of each way, and shipments on their way · public schema."""

from __future__ import annotations

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from apps.common.admin import ReadOnlyAdmin, staff_site

from .models import LaneFigure, Transit
from .rules import windows


@admin.register(LaneFigure, site=staff_site)
class LaneFigureAdmin(ReadOnlyAdmin):
    """The windows that promises are made of."""

    list_display = ("key", "basis", "count", "low", "high", "held", "customs_h", "learned_at")
    list_filter = ("basis",)
    search_fields = ("key",)

    @admin.display(description=_("within the window"))
    def held(self, row: LaneFigure) -> str:
        """How many of the parcels came within it."""
        ordered = windows.spread({int(days): count for days, count in row.residuals.items()})
        return f"{windows.held(ordered, row.low, row.high)} / {row.count}"


@admin.register(Transit, site=staff_site)
class TransitAdmin(ReadOnlyAdmin):
    """Every vendor's shipments, with what was promised and what came."""

    list_display = ("shipment_id", "vendor", "service_code", "ship_from", "ship_to", "outcome", "handed_over_at",
                    "promised_from", "promised_until", "arrived_at", "customs_h")  # fmt: skip
    list_select_related = ("vendor",)
    list_filter = ("outcome", "ship_from", "ship_to", "service_code")
    search_fields = ("=shipment_id",)
