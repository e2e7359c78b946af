"""Tariffs · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class TariffsConfig(AppConfig):
    name = "apps.tariffs"
    schema = Schema.PUBLIC
