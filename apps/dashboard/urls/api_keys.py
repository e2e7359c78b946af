"""Dashboard · addresses of API keys."""

from __future__ import annotations

from django.urls import path

from apps.dashboard.views import api_keys

urlpatterns = [
    path("api-keys/", api_keys.api_keys, name="dash_api_keys"),
    path("api-keys/<uuid:key_id>/revoke/", api_keys.revoke, name="dash_api_key_revoke"),
]
