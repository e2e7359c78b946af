"""Logistics · administration · the rate book, parcels' schedule and clearance."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from apps.common.admin import ReadOnlyAdmin, StaffModelAdmin, StaffTabularInline
from apps.common.clock import now
from apps.logistics import selectors
from apps.logistics.models import Carrier, Clearance, RemoteArea, Service, TableRate, Tracker, Zone

from .simulator import Simulating


class RateForm(forms.ModelForm):
    """A rate whose weight breaks rise and have a price each, none of them below the one before."""

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        ends, prices = found.get("break_g") or [], found.get("break_prices") or []
        if len(ends) != len(prices):
            self.add_error("break_prices", _("Give a price for each weight break."))
        elif [*ends] != sorted({*ends}) or (ends and found.get("first_g") and ends[0] <= found["first_g"]):
            self.add_error("break_g", _("Weight breaks rise, and begin above the first weight."))
        elif [*prices] != sorted(prices) or (prices and found.get("first_price", 0) > prices[0]):
            self.add_error("break_prices", _("A heavier parcel may not be cheaper."))
        return found


class RateInline(StaffTabularInline):
    model = TableRate
    form = RateForm


class RemoteAreaInline(StaffTabularInline):
    model = RemoteArea


class Rereading(StaffModelAdmin):
    """What prices are made of: this process reads it anew at once, others within a minute."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        selectors.forget_rates()


@admin.register(Carrier)
class CarrierAdmin(Rereading):
    list_display = ("name", "code", "adapter", "is_active")
    inlines = (RemoteAreaInline,)


@admin.register(Service)
class ServiceAdmin(Simulating, Rereading):
    list_display = ("code", "carrier", "max_weight_g", "volumetric_divisor", "position")
    list_select_related = ("carrier",)
    inlines = (RateInline,)


@admin.register(Zone)
class ZoneAdmin(StaffModelAdmin):
    list_display = ("country_id", "zone")
    list_filter = ("zone",)


@admin.register(Tracker)
class TrackerAdmin(ReadOnlyAdmin):
    list_display = (
        "tracking_number",
        "vendor",
        "carrier",
        "status",
        "next_poll_at",
        "news_at",
        "is_open",
        "silent_polls",
    )
    list_select_related = ("vendor", "carrier")
    list_filter = ("is_open", "carrier")
    search_fields = ("tracking_number",)


class LateFilter(admin.SimpleListFilter):
    title = _("late")
    parameter_name = "late"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("yes", _("The next step is late"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Clearance]) -> QuerySet[Clearance]:
        if self.value() != "yes":
            return queryset
        return queryset.filter(pk__in=selectors.overdue_clearances(at=now()).values("pk"))


@admin.register(Clearance)
class ClearanceAdmin(ReadOnlyAdmin):
    """All vendors' declarations in one list: the queue of holds is `owner` marketplace, `state` held."""

    list_display = ("lrn", "vendor", "order_number", "country", "state", "owner", "since", "due_at", "at_the_vendor")
    list_select_related = ("vendor",)
    list_filter = ("is_open", LateFilter, "owner", "state", "country")
    search_fields = ("lrn", "order_number")

    @admin.display(description=_("Declaration"))
    def at_the_vendor(self, row: Clearance) -> SafeString:
        """Where it can be read and acted upon: the vendor's own tables."""
        return format_html(
            '<a class="text-primary-600" href="/admin/v/{}/customs/declaration/?q={}">{}</a>',
            row.vendor.slug,
            row.lrn,
            _("Open"),
        )
