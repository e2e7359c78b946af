"""Remedies · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class RemediesConfig(AppConfig):
    name = "apps.remedies"
    schema = Schema.PUBLIC

    def ready(self) -> None:
        from apps.reference.operations import register_loader

        from . import operations

        register_loader("remedies", operations.load_rows)
