"""Credits · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class CreditsConfig(AppConfig):
    name = "apps.credits"
    schema = Schema.PUBLIC
