"""Screening · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class ScreeningConfig(AppConfig):
    name = "apps.screening"
    schema = Schema.PUBLIC
