"""Shop pages, on the marketplace's host and on vendors' hosts."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve

SUBJECTS = ("plain", "browse", "checkout", "purchases", "aftersales", "tokens", "company", "gift_cards")


def _subject(name: str) -> list[URLPattern | URLResolver]:
    module = f"apps.storefront.urls.{name}"
    return list(import_module(module).urlpatterns) if find_spec(module) else []


urlpatterns: list[URLPattern | URLResolver] = [
    re_path(
        r"^media/(?P<path>.+\.(?:webp|avif|png|jpg|svg))$",
        lambda request, path: serve(request, path, document_root=settings.MEDIA_ROOT),
    ),
    path("account/", include("apps.storefront.urls.account")),
    *[pattern for subject in SUBJECTS for pattern in _subject(subject)],
]

handler400 = "apps.storefront.views.errors.bad_request"
handler403 = "apps.storefront.views.errors.forbidden"
handler404 = "apps.storefront.views.errors.not_found"
handler500 = "apps.storefront.views.errors.server_error"
