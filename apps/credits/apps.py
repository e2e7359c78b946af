"""Credits · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class CreditsConfig(AppConfig):
    name = "apps.credits"
    schema = Schema.PUBLIC

    def ready(self) -> None:
        from apps.reference import operations as reference

        from . import subscribers
        from .operations import terms

        subscribers.register()
        reference.register_loader("gift cards on sale", terms.load_rows)
