"""Promises · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class PromisesConfig(AppConfig):
    name = "apps.promises"
    schema = Schema.PUBLIC
