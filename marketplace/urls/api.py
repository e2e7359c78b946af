"""The API, on the marketplace's host; no locale, no session."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path
from django.views.decorators.http import require_safe

from apps.accounts.types import Audience
from apps.api import reference, schema, shared

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", require_safe(reference.page), name="api_reference"),
    *shared.urlpatterns,
    *[
        pattern
        for audience in Audience
        for pattern in (
            path(
                f"api/v1/{audience.value}/openapi.json",
                require_safe(schema.openapi),
                {"audience": audience},
                name=f"api_{audience.value}_openapi",
            ),
            path(f"api/v1/{audience.value}/", include(f"apps.api.{audience.value}.urls")),
        )
    ],
]

handler400 = "apps.api.problems.bad_request"
handler403 = "apps.api.problems.forbidden"
handler404 = "apps.api.problems.not_found"
handler500 = "apps.api.problems.server_error"
