"""Storefront · addresses without a locale, and selling here."""

from __future__ import annotations

from django.conf import settings
from django.urls import path

from apps.storefront.views import mailbox, plain, sell

urlpatterns = [
    path("robots.txt", plain.robots, name="robots"),
    path("sell/", sell.apply, name="sell"),
]
if settings.MAILBOX_PAGE:
    urlpatterns += [
        path("mailbox/", mailbox.mailbox, name="mailbox"),
        path("mailbox/<str:name>/", mailbox.message, name="mailbox_message"),
    ]
