"""The back office of a vendor, on the vendor's host."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.urls import URLPattern, URLResolver, include, path

SUBJECTS = (
    "today",
    "catalogue",
    "classification",
    "clearing",
    "stock",
    "importing",
    "orders",
    "counter",
    "dispatch",
    "picking",
    "packing",
    "routes",
    "itineraries",
    "devices",
    "sending",
    "customs",
    "refunds",
    "aftersales",
    "statement",
    "payouts",
    "registrations",
    "team",
    "webhooks",
    "api_keys",
    "leaving",
)


def _subject(name: str) -> list[URLPattern | URLResolver]:
    module = f"apps.dashboard.urls.{name}"
    return list(import_module(module).urlpatterns) if find_spec(module) else []


urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "dashboard/",
        include(
            [
                path("account/", include("apps.storefront.urls.account")),
                *[pattern for subject in SUBJECTS for pattern in _subject(subject)],
            ]
        ),
    ),
]

handler400 = "apps.storefront.views.errors.bad_request"
handler403 = "apps.storefront.views.errors.forbidden"
handler404 = "apps.storefront.views.errors.not_found"
handler500 = "apps.storefront.views.errors.server_error"
