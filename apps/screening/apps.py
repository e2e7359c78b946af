"""Screening · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class ScreeningConfig(AppConfig):
    name = "apps.screening"
    schema = Schema.PUBLIC

    def ready(self) -> None:
        from apps.reference import operations as reference

        from . import operations, subscribers

        reference.register_loader("screening", operations.load_rows)
        subscribers.register()
