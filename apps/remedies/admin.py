"""Remedies · administration: the queue of cases, rights, hubs and carriers' terms · public schema."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from apps.common.admin import ReadOnlyAdmin, StaffModelAdmin, staff_site

from .models import Case, ClaimTerms, ReturnHub, WithdrawalRight

_TABLES = {"return": "returnrequest", "claim": "claim"}


@admin.register(Case, site=staff_site)
class CaseAdmin(ReadOnlyAdmin):
    """Returns and claims of all vendors, what is due first; each leads to where it is decided."""

    list_display = ("number", "kind", "vendor", "status", "owner", "since", "due_at", "is_disputed", "decide")
    list_filter = ("owner", "is_disputed", "kind", "is_open", "status")
    list_select_related = ("vendor",)
    search_fields = ("number", "order_number", "vendor__name")

    @admin.display(description=_("decided in"))
    def decide(self, row: Case) -> str:
        address = f"/admin/v/{row.vendor.slug}/aftersales/{_TABLES[row.kind]}/?q={row.number}"
        return format_html('<a href="{}">{}</a>', address, _("Tables of %(vendor)s") % {"vendor": row.vendor.name})

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return bool(request.user.is_active and request.user.has_perm("remedies.view_case"))


@admin.register(WithdrawalRight, site=staff_site)
class WithdrawalRightAdmin(StaffModelAdmin):
    list_display = ("code", "days", "buyer_pays_return", "refunds_outbound_shipping", "source", "is_verified")
    search_fields = ("code", "source")


@admin.register(ReturnHub, site=staff_site)
class ReturnHubAdmin(StaffModelAdmin):
    list_display = ("code", "name", "country", "is_active")
    search_fields = ("code", "name")


@admin.register(ClaimTerms, site=staff_site)
class ClaimTermsAdmin(StaffModelAdmin):
    list_display = ("carrier", "lost_within_days", "damaged_within_days", "most", "currency", "source", "valid_from")
    list_select_related = ("carrier",)
