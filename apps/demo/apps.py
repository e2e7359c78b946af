"""Demo · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class DemoConfig(AppConfig):
    name = "apps.demo"
    schema = Schema.NONE
