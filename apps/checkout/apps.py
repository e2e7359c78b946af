"""Checkout · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class CheckoutConfig(AppConfig):
    name = "apps.checkout"
    schema = Schema.PUBLIC

    def ready(self) -> None:
        from . import subscribers, webhooks

        subscribers.register()
        webhooks.offer_all()
