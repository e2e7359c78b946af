"""Reference · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class ReferenceConfig(AppConfig):
    name = "apps.reference"
    schema = Schema.PUBLIC

    def ready(self) -> None:
        from . import operations

        operations.register_loader("reference", operations.load_rows)
