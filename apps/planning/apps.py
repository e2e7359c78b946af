"""Planning · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class PlanningConfig(AppConfig):
    name = "apps.planning"
    schema = Schema.NONE
