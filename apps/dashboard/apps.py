"""Dashboard · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class DashboardConfig(AppConfig):
    name = "apps.dashboard"
    schema = Schema.NONE
