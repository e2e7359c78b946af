"""Dashboard · addresses of the vendor's tax registrations."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import registrations

urlpatterns = [
    path("tax-registrations/", registrations.registrations, name="dash_registrations"),
    path("tax-registrations/<uuid:public_id>/end/", registrations.end, name="dash_registration_end"),
]
