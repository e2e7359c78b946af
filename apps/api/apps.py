"""API · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class ApiConfig(AppConfig):
    name = "apps.api"
    schema = Schema.NONE
