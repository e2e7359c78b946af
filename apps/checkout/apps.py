"""Checkout · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class CheckoutConfig(AppConfig):
    name = "apps.checkout"
    schema = Schema.PUBLIC

    def ready(self) -> None:
        from apps.tariffs.selectors import flips

        from . import subscribers, webhooks
        from .selectors import frozen

        flips.register_samples("purchases", frozen.samples)
        subscribers.register()
        webhooks.offer_all()
