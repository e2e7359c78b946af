"""Invoicing · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class InvoicingConfig(AppConfig):
    name = "apps.invoicing"
    schema = Schema.PUBLIC

    def ready(self) -> None:
        from . import subscribers

        subscribers.register()
