"""Classification · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class ClassificationConfig(AppConfig):
    name = "apps.classification"
    schema = Schema.PUBLIC
