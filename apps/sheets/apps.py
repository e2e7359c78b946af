"""Sheets · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class SheetsConfig(AppConfig):
    name = "apps.sheets"
    schema = Schema.NONE

    def ready(self) -> None:
        from . import subscribers

        subscribers.register()
