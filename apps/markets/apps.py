"""Markets · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class MarketsConfig(AppConfig):
    name = "apps.markets"
    schema = Schema.PUBLIC

    def ready(self) -> None:
        from apps.reference import operations as reference

        from . import operations, subscribers

        reference.register_loader("markets", operations.load_rows)
        subscribers.register()
