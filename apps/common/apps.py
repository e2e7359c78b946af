"""Common · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from .schemas import Schema


class CommonConfig(AppConfig):
    name = "apps.common"
    schema = Schema.NONE

    def ready(self) -> None:
        from . import checks  # noqa: F401
