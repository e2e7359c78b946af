"""Common · the two administration sites: public's tables, and one vendor's own."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.sites import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from unfold.admin import ModelAdmin, TabularInline
from unfold.sites import UnfoldAdminSite

staff_site = admin.site


def _log_in(request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
    """Send to the marketplace's own log-in, which asks for an authenticator's code; Django's form would not."""
    if staff_site.has_permission(request):
        return HttpResponseRedirect("/admin/")
    if request.user.is_authenticated:
        raise PermissionDenied
    place = reverse("account_login", urlconf=settings.STAFF_URLCONF)
    return HttpResponseRedirect(f"{place}?{urlencode({'next': request.GET.get('next', '/admin/')})}")


# The site is Unfold's, which Django's autodiscovery registers to: it is not ours to subclass.
staff_site.login = _log_in  # type: ignore[method-assign]


class StaffModelAdmin(ModelAdmin):
    """A public table in administration; lists stay within the query budget."""

    list_per_page = 50
    show_full_result_count = False
    list_filter_submit = True
    warn_unsaved_form = True


class ReadOnlyAdmin(StaffModelAdmin):
    """A table that staff look at and never type into."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False


class OpenFilter(admin.SimpleListFilter):
    """Rows without `closed_at` first: nobody looks for work among what is done."""

    title = _("work")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("done", _("Done"))]

    def choices(self, changelist: Any) -> Any:
        for value, label in ((None, pgettext_lazy("status", "Open")), ("done", _("Done"))):
            query = changelist.get_query_string({self.parameter_name: value} if value else {}, [self.parameter_name])
            yield {"selected": self.value() == value, "query_string": query, "display": label}

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        return queryset.filter(closed_at__isnull=self.value() != "done")


class StaffTabularInline(TabularInline):
    """Rows that belong to the one being edited."""

    extra = 0
    show_change_link = True


class ReadOnlyInline(StaffTabularInline):
    """Rows that belong to the one being looked at, for whoever may see that one."""

    can_delete = False
    show_change_link = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class VendorTables(UnfoldAdminSite):
    """A vendor's own tables under /admin/v/<vendor>/, with the vendor's name and colour on every page.

    HostMiddleware has entered the vendor and made the address the script prefix,
    so that every link of the site stays within this vendor.
    """

    site_url = "/admin/"

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        vendor = request.vendor_tables
        return {
            **super().each_context(request),
            "site_title": vendor.name,
            "site_header": vendor.name,
            "tables_of": vendor,
            "environment": [_("Tables of %(vendor)s") % {"vendor": vendor.name}, "warning"],
        }

    def has_permission(self, request: HttpRequest) -> bool:
        user = request.user
        return bool(user.is_active and user.is_staff and user.has_perm("vendors.view_vendor"))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return HttpResponseRedirect(f"/admin/?{urlencode({'next': request.path})}")


vendor_tables: AdminSite = VendorTables(name="admin")


class VendorModelAdmin(StaffModelAdmin):
    """A vendor's table: staff with the right to change vendors may see it, and change what is not append-only."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return vendor_tables.has_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return vendor_tables.has_permission(request)

    def has_add_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: models.Model | None = None) -> bool:
        return False
