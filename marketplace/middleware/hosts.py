"""From the host name to the vendor and the surface."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.http.request import split_domain_port
from django.shortcuts import render
from django.urls import get_script_prefix, set_script_prefix

from apps.common.tenancy import enter, leave_vendor
from apps.vendors import selectors as vendors
from apps.vendors.types import VendorStatus

from .surfaces import Surface, surface_of

VENDOR_TABLES = re.compile(r"^/admin/v/(?P<slug>[a-z0-9-]+)/")


class HostMiddleware:
    """Sets request.vendor (or None), request.surface and the URL configuration, and enters the right schema.

    Only a vendor's back office and staff's view of a vendor's tables run inside
    a vendor's schema: shop pages read public alone. The host look-up is
    remembered, so this costs no query.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        leave_vendor()
        host = split_domain_port(request.get_host())[0].lower()
        request.vendor = request.vendor_tables = None
        if host != settings.MARKETPLACE_HOST and host not in settings.MARKETPLACE_ALIASES:
            request.vendor = vendors.by_host(host)
            if request.vendor is None or request.vendor.status == VendorStatus.PROVISIONING:
                request.urlconf = settings.ROOT_URLCONF
                return render(request, "errors/unknown_host.html", {"host": host}, status=404)
        request.surface = surface_of(request.path_info, is_vendor_host=request.vendor is not None)
        if request.path_info in ("/dashboard", "/admin") and request.surface is not Surface.SHOP:
            return HttpResponsePermanentRedirect(request.path_info + "/")
        outside = get_script_prefix()
        self._enter(request)
        try:
            return self.get_response(request)
        finally:
            leave_vendor()
            set_script_prefix(outside)

    def _enter(self, request: HttpRequest) -> None:
        if request.surface is Surface.TEAM:
            request.urlconf = settings.TEAM_URLCONF
            enter(request.vendor)
        elif request.surface is Surface.STAFF:
            request.urlconf = settings.STAFF_URLCONF
            tables = VENDOR_TABLES.match(request.path_info)
            vendor = vendors.find_by_slug(tables["slug"]) if tables else None
            if tables and vendor:
                request.vendor_tables = vendor
                request.urlconf = settings.VENDOR_TABLES_URLCONF
                request.path_info = request.path_info[tables.end() - 1 :]
                set_script_prefix(tables[0])
                enter(vendor)
        else:
            request.urlconf = settings.ROOT_URLCONF
