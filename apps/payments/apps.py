"""Payments · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class PaymentsConfig(AppConfig):
    name = "apps.payments"
    schema = Schema.PUBLIC

    def ready(self) -> None:
        from apps.outbox.registry import subscribe
        from apps.reference import operations as reference

        from . import subscribers
        from .operations import methods

        subscribe("risk.cleared", subscribers.capture, name="payments.capture")
        reference.register_loader("payment methods", methods.load_rows)
