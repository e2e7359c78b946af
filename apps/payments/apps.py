"""Payments · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class PaymentsConfig(AppConfig):
    name = "apps.payments"
    schema = Schema.PUBLIC

    def ready(self) -> None:
        from apps.outbox.registry import subscribe

        from . import subscribers

        subscribe("checkout.purchase_completed", subscribers.capture, name="payments.capture")
