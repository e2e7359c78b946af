"""Fulfilment · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class FulfilmentConfig(AppConfig):
    name = "apps.fulfilment"
    schema = Schema.VENDOR

    def ready(self) -> None:
        # Whoever wakes a worker knows the task by its name alone.
        from . import subscribers, tasks  # noqa: F401  declared by being imported

        subscribers.register()
