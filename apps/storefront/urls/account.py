"""Storefront · accounts on every surface: allauth's addresses, two of them with views of our own."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path

from apps.storefront.views import email_addresses

urlpatterns: list[URLPattern | URLResolver] = [
    path("email/", email_addresses.EmailAddresses.as_view(), name="account_email"),
    re_path(
        r"^confirm-email/(?P<key>[-:\w]+)/$", email_addresses.ConfirmedEmail.as_view(), name="account_confirm_email"
    ),
    path("", include("allauth.urls")),
]
