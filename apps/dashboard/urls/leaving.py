"""Dashboard · addresses of the vendor's own copy."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import leaving

urlpatterns = [
    path("leaving/", leaving.leaving, name="dash_leaving"),
    path("leaving/state/", leaving.state, name="dash_leaving_state"),
    path("leaving/copy/<str:token>/", leaving.download, name="dash_leaving_copy"),
]
