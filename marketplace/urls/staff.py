"""Administration of the marketplace."""

from __future__ import annotations

from django.urls import include, path

from apps.aftersales import views as aftersales
from apps.common.admin import staff_site
from apps.payouts.admin import finance
from marketplace.observability import installation

urlpatterns = [
    path("admin/account/", include("apps.storefront.urls.account")),
    path("admin/installation/", staff_site.admin_view(installation.page), name="installation"),
    path("admin/finance/", staff_site.admin_view(finance.page), name="finance"),
    path(
        "admin/orders/<uuid:order_id>/leave-out/", staff_site.admin_view(aftersales.leave_out), name="admin_leave_out"
    ),
    path("admin/", staff_site.urls),
]

handler400 = "apps.storefront.views.errors.bad_request"
handler403 = "apps.storefront.views.errors.forbidden"
handler404 = "apps.storefront.views.errors.not_found"
handler500 = "apps.storefront.views.errors.server_error"
