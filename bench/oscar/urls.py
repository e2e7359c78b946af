"""bench · no app · the peer's addresses: Oscar's own."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.urls import include, path

_oscar: Any = apps.get_app_config("oscar")

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("", include(_oscar.urls[0])),
]
