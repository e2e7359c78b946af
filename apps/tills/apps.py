"""Tills · app configuration."""

from __future__ import annotations

from django.apps import AppConfig

from apps.common.schemas import Schema


class TillsConfig(AppConfig):
    name = "apps.tills"
    schema = Schema.VENDOR
