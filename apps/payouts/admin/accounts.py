"""Payouts · administration of vendors' bank accounts, terms and holds."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from apps.common.admin import ReadOnlyAdmin, StaffModelAdmin, staff_site
from apps.common.clock import now

from ..models import PayoutAccount, PayoutMinimum, PayoutTerms


@admin.register(PayoutAccount, site=staff_site)
class PayoutAccountAdmin(ReadOnlyAdmin):
    """Accounts without their numbers, those before too."""

    list_display = ("vendor", "holder", "masked", "currency", "made_by", "made_at", "usable_from", "replaced_at")
    list_filter = ("currency",)
    search_fields = ("vendor__name", "holder", "masked")
    list_select_related = ("vendor", "made_by")
    exclude = ("sealed",)


@admin.register(PayoutTerms, site=staff_site)
class PayoutTermsAdmin(StaffModelAdmin):
    """When each vendor is paid; a reason in «hold» keeps its payouts back."""

    list_display = ("vendor", "period", "delay_days", "reserve_percent", "reserve_days", "hold_reason", "held_by")
    list_filter = ("period",)
    search_fields = ("vendor__name",)
    list_select_related = ("vendor", "held_by")
    autocomplete_fields = ("vendor",)
    fields = ("vendor", "period", "delay_days", "reserve_percent", "reserve_days", "hold_reason")

    def save_model(self, request: HttpRequest, obj: PayoutTerms, form: Any, change: bool) -> None:
        if "hold_reason" in form.changed_data:
            obj.held_by = request.user if obj.hold_reason else None  # type: ignore[assignment]
            obj.held_at = now() if obj.hold_reason else None
        super().save_model(request, obj, form, change)


@admin.register(PayoutMinimum, site=staff_site)
class PayoutMinimumAdmin(StaffModelAdmin):
    list_display = ("currency", "amount")
