"""Registrations · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class RegistrationsConfig(AppConfig):
    name = "apps.registrations"
    schema = Schema.PUBLIC

    def ready(self) -> None:
        from apps.reference import operations as reference

        from . import operations

        reference.register_loader("registrations", operations.load_rows)
