"""Administration of one vendor's tables; `/admin/v/<vendor>/` is the script prefix."""

from __future__ import annotations

from django.urls import path

from apps.common.admin import vendor_tables

urlpatterns = [path("", vendor_tables.urls)]

handler400 = "apps.storefront.views.errors.bad_request"
handler403 = "apps.storefront.views.errors.forbidden"
handler404 = "apps.storefront.views.errors.not_found"
handler500 = "apps.storefront.views.errors.server_error"
