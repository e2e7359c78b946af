"""Common · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from .schemas import Schema


class CommonConfig(AppConfig):
    name = "apps.common"
    schema = Schema.NONE

    def ready(self) -> None:
        # Every process that sends a task, the relay too, needs the configured Celery application.
        from marketplace import celery  # noqa: F401

        from . import checks  # noqa: F401
